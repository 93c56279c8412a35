import { beforeEach, expect, test } from 'vitest';
import type { Ref } from '../../xapi/datamodel/ref';
import { testPool, testVm, type TestPool } from './testing';

let pool: TestPool;
let appliance: Ref<'VM_appliance'>;
let vms: readonly Ref<'VM'>[];

beforeEach(async () => {
  pool = testPool();
  appliance = await pool.sim.call('VM_appliance.create', { name_label: 'Shop', name_description: '' } as never);
  vms = [
    await testVm(pool, { name_label: 'db' }),
    await testVm(pool, { name_label: 'app' }),
    await testVm(pool, { name_label: 'web' }),
  ];
  for (const [at, vm] of vms.entries()) {
    await pool.sim.call('VM.set_appliance', vm, appliance);
    await pool.sim.call('VM.set_order', vm, at === 0 ? 0 : 1);
  }
});

const states = (): readonly string[] => vms.map((vm) => pool.sim.world.db.row('VM', vm).power_state);
const allowed = async (): Promise<readonly string[]> =>
  (await pool.sim.call('VM_appliance.get_record', appliance)).allowed_operations;

test('a vApp starts by order, equals together, and stops the other way round', async () => {
  const { sim } = pool;
  await sim.call('VM.set_start_delay', vms[0] ?? '', 30);
  expect(await allowed()).toEqual(['start']);
  const started = sim.call('VM_appliance.start', appliance, false);
  sim.advance(10_000);
  expect(states()).toEqual(['Running', 'Halted', 'Halted']);
  expect(await allowed()).toEqual([]);
  sim.advance(30_000);
  expect(states()).toEqual(['Running', 'Running', 'Running']);
  await started;
  expect(await allowed()).toEqual(['clean_shutdown', 'hard_shutdown', 'shutdown']);
  sim.advance(60_000);
  const stopped = sim.call('VM_appliance.clean_shutdown', appliance);
  sim.advance(12_000);
  expect(states()).toEqual(['Running', 'Halted', 'Halted']);
  sim.advance(12_000);
  expect(states()).toEqual(['Halted', 'Halted', 'Halted']);
  await stopped;
});

test('members that do not follow are named', async () => {
  const { sim } = pool;
  const { db } = sim.world;
  const [, app = ''] = vms;
  db.transaction(() => db.update('VM', app, { blocked_operations: { start: 'not now' } }));
  const started = sim.call('VM_appliance.start', appliance, false);
  const refusal = started.catch((error: unknown) => error);
  sim.idle();
  expect(await refusal).toMatchObject({ code: 'OPERATION_PARTIALLY_FAILED', params: ['VM_appliance.start', app] });
  expect(states()).toEqual(['Running', 'Halted', 'Running']);
  expect(db.row('VM_appliance', appliance).current_operations).toEqual({});
});

test('a vApp without members, or with members that need nothing, refuses', async () => {
  const { sim } = pool;
  await expect(sim.call('VM_appliance.hard_shutdown', appliance)).rejects.toMatchObject({
    code: 'OPERATION_NOT_ALLOWED',
    params: ['All VMs in this appliance are halted.'],
  });
  for (const vm of vms) await sim.call('VM.destroy', vm);
  await expect(sim.call('VM_appliance.start', appliance, false)).rejects.toMatchObject({
    params: ['Appliance has no VMs.'],
  });
});
