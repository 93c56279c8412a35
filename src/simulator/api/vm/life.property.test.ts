import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { linksOf } from '../../engine/relations';
import type { Simulator } from '../../simulator';
import { Fault } from '../fault';
import { freeMemoryBytes, guestSums, overheadOf, scheduledVms } from '../memory';
import { testPool, testVm, type TestPool } from '../testing';
import { allowedOperations } from './allowed-operations';
import { operationRefusal } from './operation-check';
import { ADVERTISED_OPERATIONS } from './operation-table';
import { vmFacts } from './vm-facts';

/** One thing that happens: a call on the n-th VM or server that exists then, allowed or not, or time that passes. */
type Event =
  | { readonly kind: 'call'; readonly message: keyof Messages; readonly vm: number; readonly host: number }
  | { readonly kind: 'allowed'; readonly operation: number; readonly vm: number; readonly host: number }
  | { readonly kind: 'cancel'; readonly task: number }
  | { readonly kind: 'advance'; readonly ms: number };

const MESSAGES: readonly (keyof Messages)[] = [
  'VM.start',
  'VM.start',
  'VM.start_on',
  'VM.clean_shutdown',
  'VM.hard_shutdown',
  'VM.shutdown',
  'VM.clean_reboot',
  'VM.hard_reboot',
  'VM.suspend',
  'VM.resume',
  'VM.resume_on',
  'VM.pause',
  'VM.unpause',
  'VM.pool_migrate',
  'VM.clone',
  'VM.copy',
  'VM.snapshot',
  'VM.checkpoint',
  'VM.revert',
  'VM.provision',
  'VM.destroy',
  'VM.power_state_reset',
  'VM.set_is_a_template',
  'VM.set_memory_dynamic_range',
  'VBD.plug',
  'VBD.unplug',
  'VIF.plug',
  'VIF.unplug',
];

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('call' as const),
      message: fc.constantFrom(...MESSAGES),
      vm: fc.nat(20),
      host: fc.nat(2),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('allowed' as const),
      operation: fc.nat(30),
      vm: fc.nat(20),
      host: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), task: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(20_000) }) },
);

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items.length === 0 ? undefined : items[at % items.length];
}

function argsFor(
  { sim, hosts, sr }: TestPool,
  message: keyof Messages,
  at: number,
  on: number,
): readonly unknown[] | null {
  const { db } = sim.world;
  const vm = pick(db.refs('VM'), at);
  if (vm === undefined) return null;
  const host = pick(hosts, on);
  switch (message) {
    case 'VM.start':
    case 'VM.resume':
      return [vm, on === 2, false];
    case 'VM.start_on':
    case 'VM.resume_on':
      return [vm, host, false, false];
    case 'VM.pool_migrate':
      return [vm, host, {}];
    case 'VM.clone':
    case 'VM.snapshot':
    case 'VM.checkpoint':
      return [vm, `copy ${at}`];
    case 'VM.copy':
      return [vm, `copy ${at}`, sr];
    case 'VM.set_is_a_template':
      return [vm, on === 1];
    case 'VM.set_memory_dynamic_range':
      return [vm, 2 ** 30, 2 ** 31];
    case 'VBD.plug':
    case 'VBD.unplug': {
      const vbd = pick(db.row('VM', vm).VBDs, on);
      return vbd === undefined ? null : [vbd];
    }
    case 'VIF.plug':
    case 'VIF.unplug': {
      const vif = pick(db.row('VM', vm).VIFs, on);
      return vif === undefined ? null : [vif];
    }
    default:
      return [vm];
  }
}

/** The n-th message among those that the VM allows. */
function allowedMessage({ sim }: TestPool, what: Event & { kind: 'allowed' }): keyof Messages | undefined {
  const { db } = sim.world;
  const vm = pick(db.refs('VM'), what.vm);
  if (vm === undefined) return undefined;
  const allowed = allowedOperations(db, vmFacts(db, vm, db.row('VM', vm)));
  const messages = allowed.map((op) => `VM.${op}`).filter((name) => (MESSAGES as readonly string[]).includes(name));
  return pick(messages as (keyof Messages)[], what.operation);
}

async function happen(pool: TestPool, what: Event, failures: string[]): Promise<void> {
  const { sim } = pool;
  if (what.kind === 'advance') sim.advance(what.ms);
  else if (what.kind === 'cancel') {
    const task = pick(sim.world.db.refs('task'), what.task);
    if (task !== undefined) await sim.call('task.cancel', task).catch(() => undefined);
  } else {
    const message = what.kind === 'call' ? what.message : allowedMessage(pool, what);
    const args = message === undefined ? null : argsFor(pool, message, what.vm, what.host);
    if (message === undefined || args === null) return;
    // Not awaited: the call may go on for long. A mistake of ours must show, a refusal must not.
    const call = (sim.call as (message: keyof Messages, ...args: readonly unknown[]) => Promise<unknown>)(
      message,
      ...args,
    );
    call.catch((error: unknown) => {
      const code = error instanceof Fault ? error.code : String(error);
      if (code === 'INTERNAL_ERROR' || !(error instanceof Fault)) failures.push(`${message}: ${String(error)}`);
    });
    await Promise.resolve();
  }
}

const CLASSES = ['VM', 'VBD', 'VIF', 'VDI', 'host', 'console', 'SR', 'network'] as const;

/** Both ends of every relation agree, and no reference points to nothing. */
function assertRelations({ world: { db } }: Simulator): void {
  for (const cls of CLASSES) {
    const { owners, members } = linksOf(cls);
    for (const [ref, row] of db.all(cls)) {
      const fields = row as unknown as Readonly<Record<string, unknown>>;
      for (const { field, otherClass, otherField } of owners) {
        const target = fields[field] as Ref;
        if (isNullRef(target)) continue;
        const other = db.get(otherClass, target) as unknown as Readonly<Record<string, readonly Ref[]>> | undefined;
        expect(other?.[otherField], `${cls}.${field} of ${ref}`).toContain(ref);
      }
      for (const { field, otherClass, otherField } of members) {
        for (const member of fields[field] as readonly Ref[]) {
          const other = db.get(otherClass, member) as unknown as Readonly<Record<string, unknown>> | undefined;
          expect(other?.[otherField], `${cls}.${field} of ${ref}`).toBe(ref);
        }
      }
    }
  }
}

function assertMemory({ sim, hosts }: TestPool): void {
  const { db } = sim.world;
  for (const host of hosts) {
    const residents = db.row('host', host).resident_VMs;
    const scheduled = [...db.all('VM')].filter(([, vm]) => vm.scheduled_to_be_resident_on === host);
    const counted = [...residents.map((vm) => db.row('VM', vm)), ...scheduled.map(([, vm]) => vm)];
    const footprint = counted.reduce((sum, vm) => sum + vm.memory_dynamic_min + overheadOf(vm), 0);
    expect(guestSums(db, host).footprint).toBe(footprint);
    expect([...scheduledVms(db, host)].sort()).toEqual(scheduled.map(([ref]) => ref).sort());
    const metrics = db.row('host_metrics', db.row('host', host).metrics);
    expect(footprint).toBeLessThanOrEqual(metrics.memory_total);
    expect(freeMemoryBytes(sim.world, host)).toBe(metrics.memory_total - footprint);
  }
}

function assertVm(sim: Simulator, ref: Ref<'VM'>, vm: Records['VM']): void {
  const { db } = sim.world;
  const live = vm.power_state === 'Running' || vm.power_state === 'Paused';
  expect(isNullRef(vm.resident_on)).toBe(!live);
  expect(vm.domid > 0).toBe(live);
  expect(vm.consoles).toHaveLength(live ? 1 : 0);
  expect(isNullRef(vm.suspend_VDI)).toBe(vm.power_state !== 'Suspended');
  if (vm.power_state === 'Halted') {
    for (const vbd of vm.VBDs) expect(db.row('VBD', vbd).currently_attached).toBe(false);
    for (const vif of vm.VIFs) expect(db.row('VIF', vif).currently_attached).toBe(false);
  }
  const tasks = Object.keys(vm.current_operations);
  for (const task of tasks) expect(db.row('task', task).status).toBe('pending');
  if (tasks.length === 0) expect(isNullRef(vm.scheduled_to_be_resident_on)).toBe(true);
  const facts = vmFacts(db, ref, vm);
  const possible = ADVERTISED_OPERATIONS.filter((op) => operationRefusal(db, facts, op, true) === null);
  expect(allowedOperations(db, facts)).toEqual(possible);
}

function assertWorld(pool: TestPool, failures: readonly string[]): void {
  expect(failures).toEqual([]);
  assertRelations(pool.sim);
  assertMemory(pool);
  for (const [ref, vm] of pool.sim.world.db.all('VM')) assertVm(pool.sim, ref, vm);
}

function assertIdle({ sim }: TestPool): void {
  const { db } = sim.world;
  for (const cls of ['VM', 'VBD', 'VIF', 'VDI', 'host'] as const) {
    for (const [, row] of db.all(cls)) expect(row.current_operations).toEqual({});
  }
  expect(db.count('task')).toBe(0);
  expect(sim.world.waiting.size).toBe(0);
}

async function play(events: readonly Event[], check: boolean): Promise<TestPool> {
  const pool = testPool({ hosts: 3, memoryGib: 7 });
  const failures: string[] = [];
  for (const name of ['web-1', 'Windows Server 2022', 'db-1', 'cache-1']) await testVm(pool, { name_label: name });
  for (const what of events) {
    await happen(pool, what, failures);
    if (check) assertWorld(pool, failures);
  }
  for (let round = 0; round < 50 && pool.sim.world.engine.busy; round++) {
    pool.sim.idle();
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (check) {
    assertWorld(pool, failures);
    assertIdle(pool);
  }
  return pool;
}

test('whatever clients ask for in whatever order, the world stays consistent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
      await play(events, true);
    }),
    { numRuns: 150, seed: 1 },
  );
}, 60_000);

test('the same calls lead to the same world', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 20, maxLength: 60 }), async (events) => {
      const [a, b] = [await play(events, false), await play(events, false)];
      expect(a.sim.hash()).toBe(b.sim.hash());
    }),
    { numRuns: 20, seed: 1 },
  );
}, 60_000);
