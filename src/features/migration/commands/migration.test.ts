import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInventory } from '../../../xapi/cache/cache';
import type { Connection } from '../../../xapi/client/contract';
import type { Simulator } from '../../../simulator/simulator';
import { CommandRun, evaluate, targetsOf } from '../../commands';
import type { Field, Input, OtherPool, Target } from '../../commands';
import { connectTo, openSimulatedSite, otherPool, runOn, until } from '../../fixtures/simulated-pool';
import type { Beside } from '../../fixtures/simulated-pool';
import { addVm, makePool } from '../../fixtures/pools';
import { row, rows } from '../../objects';
import { motionCommand } from './command';
import { steps } from './steps';

let simulator: Simulator;
let connection: Connection;
let beside: readonly Beside[];
const open: Connection[] = [];

async function connected(to: Simulator, id: string): Promise<Connection> {
  const made = await connectTo(to, 'root', id);
  open.push(made);
  return made;
}

beforeEach(async () => {
  const site = await openSimulatedSite();
  simulator = site.pool;
  connection = await connected(site.pool, 'here');
  beside = [{ simulator: site.spare, connection: await connected(site.spare, 'there') }];
});

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

const refOf = (cls: 'VM' | 'host' | 'SR', name: string, of = connection): string =>
  [...rows(readInventory(of), cls)].find(
    ([, each]) => each.name_label === name && !('is_a_snapshot' in each && each.is_a_snapshot),
  )?.[0] ?? '';

function target(name: string): Target {
  const [found] = targetsOf(readInventory(connection), [{ connection: 'here', class: 'VM', ref: refOf('VM', name) }]);
  if (!found) throw new Error(`no VM ${name}`);
  return found;
}

const others = () => beside.map((each) => otherPool(each, 'spare-1'));
/** The other pool, chosen. */
const away = (): Input => {
  const [there] = beside;
  const [host = ''] = there ? rows(readInventory(there.connection), 'host').keys() : [];
  return { destination: `${there?.connection.id ?? ''} ${host}` };
};
const begin = (about: Target, draft: Input) =>
  evaluate(steps, { inventory: readInventory(connection), target: about, others: others(), nowMs: 0, draft });
const fill = (about: Target, draft: Input) => begin(about, { ...away(), ...draft });

/** Fills the wizard in, with the pool's word on it. */
async function checked(about: Target, draft: Input): Promise<{ readonly input: Input; readonly words: string }> {
  const field = fill(about, draft)
    .steps.flatMap(({ fields }) => fields)
    .find(({ id }) => id === 'check') as Extract<Field, { kind: 'search' }>;
  try {
    const [found] = await field.search((method, ...args) => connection.call(method, ...args));
    const check = `${field.question}\n${found?.key ?? ''}`;
    return { input: fill(about, { ...draft, check }).input, words: found?.label ?? '' };
  } catch (error) {
    return { input: fill(about, draft).input, words: (await field.explain?.(error)) ?? '' };
  }
}

const diskOf = (vm: Target): string => {
  const inventory = readInventory(connection);
  const vbds = row(inventory, 'VM', vm.ref)?.VBDs.map((vbd) => row(inventory, 'VBD', vbd)) ?? [];
  return vbds.find((vbd) => vbd?.type === 'Disk')?.VDI ?? '';
};

describe('moving a VM to another pool', () => {
  it('is not what the wizard begins with: it stays on its server until a person says otherwise', () => {
    const vm = target('wiki-1');
    const home = row(readInventory(connection), 'VM', vm.ref)?.resident_on ?? '';
    const { input } = begin(vm, {});
    expect(input['destination']).toBe(`here ${home}`);
    expect(input['storage']).toBe('each');
  });

  it('asks for the storage of each disk where there are several', () => {
    const inventory = readInventory(connection);
    const [, several] = [...rows(inventory, 'VM')].find(([, vm]) => {
      const disks = vm.VBDs.filter((ref) => row(inventory, 'VBD', ref)?.type === 'Disk');
      return vm.power_state === 'Running' && !vm.is_control_domain && disks.length > 1;
    }) ?? [''];
    const { steps: shown, input } = fill(target(several?.name_label ?? ''), {});
    expect(input['storage']).toBe('each');
    const asked = shown.flatMap(({ fields }) => fields).filter(({ id }) => id.startsWith('disk '));
    expect(asked.length).toBeGreaterThan(1);
  });

  it('takes it there with its disks, and says where everything goes', async () => {
    const vm = target('wiki-1');
    const there = beside[0]?.connection;
    const { steps: shown } = fill(vm, {});
    expect(shown.flatMap(({ id, skipped }) => (skipped === null ? [] : [[id, skipped]]))).toEqual([
      ['gpus', 'There are no virtual GPUs.'],
    ]);
    expect(shown.flatMap(({ notes }) => notes.map(({ text }) => text))).toEqual([
      'It leaves this pool for spare-1, with its disks and snapshots.',
    ]);
    const { input, words } = await checked(vm, {});
    expect([input['destination'], words]).toEqual([
      `there ${refOf('host', 'spare-1', there)}`,
      'Nothing stands in the way',
    ]);
    const { xe } = motionCommand.script(readInventory(connection), vm, input, others());
    expect(xe[0]).toContain("remote-username=root remote-password='…' host-uuid=");
    expect(xe[0]).toMatch(/ vdi:[0-9a-f-]+=[0-9a-f-]+ vif:[0-9a-f-]+=[0-9a-f-]+$/);
    await runOn(simulator, connection, motionCommand, vm, input, beside);
    await until(connection, ({ VM }) => !VM.has(vm.ref));
    if (there) await until(there, ({ VM }) => [...VM.values()].some(({ name_label }) => name_label === 'wiki-1'));
  });

  it('takes several at once, each with its own result, to networks that are asked for once', async () => {
    const [vm, other] = [target('wiki-1'), target('git-1')];
    const evaluated = (draft: Input) =>
      evaluate(steps, {
        inventory: readInventory(connection),
        target: vm,
        targets: [vm, other],
        others: others(),
        nowMs: 0,
        draft: { ...away(), ...draft },
      });
    const { steps: shown, input: before } = evaluated({});
    const asked = shown.flatMap(({ fields }) => fields.map(({ id }) => id));
    const lans = new Set(
      [vm, other].flatMap(({ ref }) =>
        (row(readInventory(connection), 'VM', ref)?.VIFs ?? []).map(
          (vif) => `lan ${row(readInventory(connection), 'VIF', vif)?.network ?? ''}`,
        ),
      ),
    );
    expect(asked.filter((id) => /^(?:lan|nic) /.test(id))).toEqual([...lans]);
    const each = evaluated({ storage: 'each' }).steps.flatMap(({ fields }) => fields.map(({ label }) => label));
    expect(each.filter((label) => label.includes(' of git-1 '))).not.toEqual([]);
    const check = shown.flatMap(({ fields }) => fields).find(({ id }) => id === 'check') as Extract<
      Field,
      { kind: 'search' }
    >;
    const asks: string[] = [];
    const [found] = await check.search((method, ...args) => {
      asks.push(method);
      return connection.call(method, ...args);
    });
    expect(asks.filter((method) => method === 'VM.assert_can_migrate')).toHaveLength(2);
    expect(before['storage']).not.toBe('each');
    const { input, steps: last } = evaluated({ check: `${check.question}\n${found?.key ?? ''}` });
    expect(last.flatMap(({ problems }) => [...problems])).toEqual([]);
    for (const one of [vm, other]) {
      expect(motionCommand.script(readInventory(connection), one, input, others()).xe[0]).toMatch(/ vif:\S+=\S+/);
      await runOn(simulator, connection, motionCommand, one, input, beside);
    }
    await until(connection, ({ VM }) => !VM.has(vm.ref) && !VM.has(other.ref));
  });

  it('names the VM that cannot go among several', async () => {
    const [vm, other] = [target('wiki-1'), target('git-1')];
    await connection.call('VDI.enable_cbt', diskOf(other));
    const { steps: shown } = evaluate(steps, {
      inventory: readInventory(connection),
      target: vm,
      targets: [vm, other],
      others: others(),
      nowMs: 0,
      draft: away(),
    });
    const check = shown.flatMap(({ fields }) => fields).find(({ id }) => id === 'check') as Extract<
      Field,
      { kind: 'search' }
    >;
    const ask = () => check.search((method, ...args) => connection.call(method, ...args));
    const [found] = await ask();
    expect(found).toMatchObject({ key: 'some', label: '1 of 2 can go. The others stay', reason: null });
    expect(found?.detail).toMatch(/^git-1: /);
    // Unticked, it is neither asked about nor moved.
    const unticked = evaluate(steps, {
      inventory: readInventory(connection),
      target: vm,
      targets: [vm, other],
      others: others(),
      nowMs: 0,
      draft: { ...away(), vms: [vm.ref] },
    });
    const again = unticked.steps.flatMap(({ fields }) => fields).find(({ id }) => id === 'check');
    const [fine] =
      again?.kind === 'search' ? await again.search((method, ...args) => connection.call(method, ...args)) : [];
    expect(fine?.key).toBe('fine');
    expect(motionCommand.leavesOut?.(other, unticked.input)).toBe(true);
    const run = new CommandRun({
      connection,
      command: motionCommand,
      targets: [vm, other],
      input: unticked.input,
      nowMs: () => 0,
    });
    expect(run.items().map((item) => item.target.ref)).toEqual([vm.ref]);

    await connection.call('VDI.enable_cbt', diskOf(vm));
    const [none] = await ask();
    expect(none).toMatchObject({ label: 'None of 2 can go', reason: 'None of them can go.' });
  });

  it('asks where each of its virtual GPUs goes, and says which groups do not hold them', () => {
    const [here, there] = [makePool({ hosts: 1, vms: 1 }), makePool({ hosts: 1, vms: 0 })];
    for (const pool of [here, there]) {
      pool.set('VGPU_type', `${pool === here ? 'own' : 'far'} Q`, { model_name: 'GRID Q' });
      pool.set('VGPU_type', 'B', { model_name: 'GRID B' });
    }
    here.set('VM', 'vm0', { VGPUs: ['vgpu'] });
    here.set('VGPU', 'vgpu', { VM: 'vm0', type: 'own Q', uuid: 'uuid-vgpu' });
    there.set('PGPU', 'gpu1', { host: 'host0', enabled_VGPU_types: ['B'] });
    there.set('PGPU', 'gpu2', { host: 'host0', enabled_VGPU_types: ['far Q'] });
    there.set('GPU_group', 'g1', { name_label: 'Desks', PGPUs: ['gpu1'] });
    there.set('GPU_group', 'g2', { name_label: 'Workstations', PGPUs: ['gpu2'], uuid: 'uuid-g2' });
    const other: OtherPool = {
      id: 'far',
      name: 'Far',
      address: '',
      inventory: there.inventory(),
      call: () => Promise.reject(new Error('not asked')),
    };
    const [about] = targetsOf(here.inventory(), [{ connection: 'test', class: 'VM', ref: 'vm0' }]);
    if (!about) throw new Error('no VM');
    const draft = { destination: 'far host0' };
    const question = { inventory: here.inventory(), target: about, others: [other], nowMs: 0, draft };
    const { steps: shown, input } = evaluate(steps, question);
    const [gpu] = shown.find(({ id }) => id === 'gpus')?.fields ?? [];
    expect(gpu).toMatchObject({
      label: 'GPU group for GRID Q',
      initial: 'g2',
      choices: [
        { key: 'g2', reason: null },
        { key: 'g1', reason: 'Its GPUs in that server do not hold GRID Q.' },
      ],
    });
    const { api, xe } = motionCommand.script(here.inventory(), about, input, [other]);
    expect(api[1]).toMatch(/\{\}, \{"vgpu":"g2"\}\)$/);
    expect(xe[0]).toContain('vgpu:uuid-vgpu=uuid-g2');
  });

  it('begins with storage that has room for the disk, within the pool too', () => {
    const pool = makePool({ hosts: 2, vms: 0 });
    addVm(pool, 0, 0, 'local0');
    pool.set('SR', 'shared', { type: 'lvmoiscsi', physical_size: 2 ** 36, physical_utilisation: 2 ** 36 });
    pool.set('SR', 'local1', { type: 'lvm', physical_size: 2 ** 40, physical_utilisation: 0 });
    const [about] = targetsOf(pool.inventory(), [{ connection: 'test', class: 'VM', ref: 'vm0' }]);
    if (!about) throw new Error('no VM');
    const draft = { destination: 'test host1' };
    const question = { inventory: pool.inventory(), target: about, others: [], nowMs: 0, draft };
    expect(evaluate(steps, question).input['disk vdi-vm0']).toBe('local1');
  });

  it('copies one that is shut down where both are wanted', async () => {
    const vm = target('wiki-1');
    await simulator.call('VM.hard_shutdown', vm.ref);
    await until(connection, ({ VM }) => VM.get(vm.ref)?.power_state === 'Halted');
    const { input } = await checked(vm, { copy: true });
    await runOn(simulator, connection, motionCommand, vm, input, beside);
    expect(row(readInventory(connection), 'VM', vm.ref)).toBeDefined();
    expect(await beside[0]?.simulator.call('VM.get_by_name_label', vm.name)).toHaveLength(1);
  });

  it('says why not before anything moves, with the names of both pools', async () => {
    const vm = target('wiki-1');
    await connection.call('VDI.enable_cbt', diskOf(vm));
    expect((await checked(vm, {})).words).toMatch(/wiki-1/);

    // Pools of two programs never meet.
    const { spare: apart } = await openSimulatedSite(2);
    beside = [{ simulator: apart, connection: await connected(apart, 'apart') }];
    expect((await checked(target('git-1'), {})).words).toContain('do not reach those of spare-1');
  });

  it('is not for a pool whose licence leaves it out, nor for a paused VM', async () => {
    const vm = target('wiki-1');
    const inventory = readInventory(connection);
    const pool = [...rows(inventory, 'pool')].map(([ref, record]) => {
      const restrictions = { ...record.restrictions, restrict_storage_xen_motion: 'true' };
      return [ref, { ...record, restrictions }] as const;
    });
    expect(motionCommand.reason({ ...inventory, pool: new Map(pool) }, vm)).toContain('licence');
    await connection.call('VM.pause', vm.ref);
    await until(connection, ({ VM }) => VM.get(vm.ref)?.power_state === 'Paused');
    expect(motionCommand.reason(readInventory(connection), vm)).toBe('It is paused. Continue it first.');
  });
});

describe('moving a VM within its pool', () => {
  it('moves its disks, each where it is told to, and leaves its networks alone', async () => {
    const vm = target('wiki-1');
    const resident = row(readInventory(connection), 'VM', vm.ref)?.resident_on ?? '';
    const storage = refOf('SR', 'Databases iSCSI');
    const draft = { destination: `here ${resident}`, [`disk ${diskOf(vm)}`]: storage };
    const { steps: shown } = fill(vm, draft);
    expect(shown.find(({ id }) => id === 'networks')?.skipped).toBe(
      'The networks of a pool are the same on all of its servers.',
    );
    const { input, words } = await checked(vm, draft);
    expect(words).toBe('Nothing stands in the way');
    await runOn(simulator, connection, motionCommand, vm, input);
    await until(connection, (inventory) => row(inventory, 'VDI', diskOf(vm))?.SR === storage);
  });
});
