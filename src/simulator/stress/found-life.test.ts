import { expect, test } from 'vitest';
import { NULL_REF } from '../../xapi/datamodel/ref';
import { standingProblems } from '../scenarios/testing/invariants';
import { disk, GIB, network, nfs, refusalOf, twoServers } from '../scenarios/testing/pool';
import { testPool, testVm } from '../api/testing';

// What random calls have found in the lives of guests; each broke a promise once.

const HUGE = 2 ** 53;
const TEBIBYTE = 2 ** 40;

test('a guest with an absurd limit of its balloon starts soon, with the memory that it can have', async () => {
  const { sim, ...pool } = testPool({ clockMode: 'instant' });
  const vm = await testVm({ sim, ...pool }, { memory_dynamic_max: HUGE });
  const beginMs = sim.nowMs;
  await sim.call('VM.start', vm, false, false);
  expect(sim.nowMs - beginMs).toBeLessThan(60_000);
  const { metrics, memory_static_max } = sim.world.db.row('VM', vm);
  expect(sim.world.db.row('VM_metrics', metrics).memory_actual).toBe(memory_static_max);
  await sim.call('VM.hard_reboot', vm);
  expect(sim.nowMs - beginMs).toBeLessThan(120_000);
});

test('a guest whose limits allow more than any server has starts soon', async () => {
  const { sim, ...pool } = testPool({ clockMode: 'instant', memoryGib: 64 });
  const vm = await testVm({ sim, ...pool }, { memory_dynamic_max: TEBIBYTE, memory_static_max: TEBIBYTE });
  const beginMs = sim.nowMs;
  await sim.call('VM.start', vm, false, false);
  expect(sim.nowMs - beginMs).toBeLessThan(60_000);
  expect(sim.world.db.row('VM_metrics', sim.world.db.row('VM', vm).metrics).memory_actual).toBeLessThan(64 * GIB);
});

test('a guest whose balloon may be smaller than nothing takes the memory that it has', async () => {
  const { sim, hosts, ...pool } = testPool({ clockMode: 'instant', memoryGib: 64 });
  const all = { sim, hosts, ...pool };
  const [host = ''] = hosts;
  const vm = await testVm(all, { memory_dynamic_min: -(2 ** 62), memory_static_min: 2 * GIB });
  await sim.call('VM.start_on', vm, host, false, false);
  const other = await testVm(all, {
    memory_dynamic_min: TEBIBYTE,
    memory_dynamic_max: TEBIBYTE,
    memory_static_max: TEBIBYTE,
  });
  expect((await refusalOf(sim, 'VM.start_on', other, host, false, false))[0]).toBe('HOST_NOT_ENOUGH_FREE_MEMORY');
});

test('a guest whose balloon has no range does not start', async () => {
  const { sim, hosts, ...pool } = testPool({ clockMode: 'instant' });
  const vm = await testVm({ sim, hosts, ...pool }, { memory_dynamic_min: 2 * GIB, memory_dynamic_max: GIB });
  expect(await refusalOf(sim, 'VM.start_on', vm, hosts[0] ?? '', false, false)).toEqual([
    'MEMORY_CONSTRAINT_VIOLATION',
  ]);
});

test('a VM is no snapshot of one that does not exist', async () => {
  const { sim, ...pool } = testPool();
  const vm = await testVm({ sim, ...pool });
  const call = refusalOf(sim, 'VM.update_snapshot_metadata', vm, 'OpaqueRef:gone', '20260105T08:00:00Z', '');
  expect(await call).toEqual(['HANDLE_INVALID', 'VM', 'OpaqueRef:gone']);
});

test('interfaces that stand on themselves go down, and go', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const [one = '', other = ''] = db.row('host', alder).PIFs.filter((ref) => {
    const { capabilities, management } = db.row('PIF', ref);
    return capabilities.includes('sriov') && !management;
  });
  const vlans: string[] = [];
  for (const port of [one, other]) {
    const into = await network(simulator, 'functions');
    const { logical_PIF } = db.row('network_sriov', await simulator.call('network_sriov.create', port, into));
    vlans.push(await simulator.call('VLAN.pool_introduce', logical_PIF, port, 7, {}));
  }
  await simulator.call('VLAN.destroy', vlans[0] ?? '');
  expect(db.has('PIF', one)).toBe(false);
  await simulator.call('host.reset_networking', alder);
  expect(db.row('host', alder).PIFs).toEqual([]);
});

test('a call that waits for another one is answered, whatever a client wrote into its task', async () => {
  const { sim, ...pool } = testPool();
  const vm = await testVm({ sim, ...pool });
  const snapshot = sim.call('VM.snapshot', vm, 'before', []);
  const start = sim.call('VM.start', vm, false, false);
  const { db } = sim.world;
  const waiting = db.refs('task').find((ref) => db.row('task', ref).name_label === 'VM.start') ?? '';
  await sim.call('task.set_status', waiting, 'success');
  sim.idle();
  await Promise.all([snapshot, start]);
  expect(db.row('VM', vm).power_state).toBe('Running');
});

test('a call that is cancelled while it waits is not made later', async () => {
  const { sim, ...pool } = testPool();
  const vm = await testVm({ sim, ...pool });
  const snapshot = sim.call('VM.snapshot', vm, 'before', []);
  const start = refusalOf(sim, 'VM.start', vm, false, false);
  const { db } = sim.world;
  const waiting = db.refs('task').find((ref) => db.row('task', ref).name_label === 'VM.start') ?? '';
  await sim.call('task.cancel', waiting);
  sim.idle();
  await snapshot;
  expect((await start)[0]).toBe('TASK_CANCELLED');
  expect(db.row('VM', vm).power_state).toBe('Halted');
});

test('a server that is about to reboot goes on doing so when the toolstack of the coordinator restarts', async () => {
  const { simulator, alder, birch } = twoServers();
  await simulator.call('host.disable', birch);
  await simulator.call('host.reboot', birch);
  await simulator.call('host.restart_agent', alder);
  simulator.advance(5000);
  expect(Object.values(simulator.world.db.row('host', birch).current_operations)).toEqual(['shutdown']);
  expect(standingProblems(simulator.world)).toEqual([]);
  simulator.idle();
  expect(simulator.world.db.row('host', birch)).toMatchObject({ current_operations: {}, enabled: true });
  expect(simulator.world.db.count('task')).toBe(0);
});

test('a guest that goes back to a snapshot does not suspend to a repository that has gone', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const template = db.refs('VM').find((ref) => db.row('VM', ref).is_default_template) ?? '';
  const vm = await simulator.call('VM.clone', template, 'web');
  await simulator.call('VM.remove_from_other_config', vm, 'disks');
  await simulator.call('VM.provision', vm);
  const sr = await nfs(simulator, alder);
  await simulator.call('VM.set_suspend_SR', vm, sr);
  const snapshot = await simulator.call('VM.snapshot', vm, 'before', []);
  for (const pbd of db.row('SR', sr).PBDs) await simulator.call('PBD.unplug', pbd);
  await simulator.call('SR.forget', sr);
  await simulator.call('VM.revert', snapshot);
  expect(db.row('VM', vm).suspend_SR).toBe(NULL_REF);
});

test('a volume that others hang on stays when a guest resumes with it as its memory', async () => {
  const { sim, hosts, ...pool } = testPool({ clockMode: 'instant' });
  const { db } = sim.world;
  const vm = await testVm({ sim, hosts, ...pool });
  const sr = await nfs(sim, hosts[0] ?? '');
  await sim.call('VDI.snapshot', await disk(sim, sr, GIB), {});
  const base = db.row('SR', sr).VDIs.find((ref) => !db.row('VDI', ref).managed) ?? '';
  await sim.call('pool.set_suspend_image_SR', db.refs('pool')[0] ?? '', sr);
  await sim.call('VM.start', vm, false, false);
  sim.advance(120_000);
  await sim.call('VM.suspend', vm);
  await sim.call('VM.set_suspend_VDI', vm, base);
  await sim.call('VM.resume', vm, false, false);
  expect([db.row('VM', vm).suspend_VDI, db.has('VDI', base)]).toEqual([NULL_REF, true]);
  expect(standingProblems(sim.world).filter((problem) => problem.includes('chain'))).toEqual([]);
});
