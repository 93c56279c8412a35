import { expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import { standingProblems } from '../scenarios/testing/invariants';
import { disk, network, nfs, pifOf, refusalOf, twoServers } from '../scenarios/testing/pool';
import type { Simulator } from '../simulator';
import { testPool, testVm, vmRecord } from '../api/testing';

// What random calls have found; each broke a promise once.

function controlDomain({ world: { db } }: Simulator, host: Ref<'host'>): Ref<'VM'> {
  return db.row('host', host).control_domain;
}

test('a guest whose memory image somebody destroyed does not resume', async () => {
  const { sim, ...pool } = testPool({ clockMode: 'instant' });
  const vm = await testVm({ sim, ...pool });
  await sim.call('VM.start', vm, false, true);
  // The drivers of the guest report when it has booted.
  sim.advance(120_000);
  await sim.call('VM.suspend', vm);
  const { suspend_VDI } = sim.world.db.row('VM', vm);
  sim.world.db.transaction(() => sim.world.db.remove('VDI', suspend_VDI));
  expect(sim.world.db.row('VM', vm).suspend_VDI).toBe(NULL_REF);
  expect(await refusalOf(sim, 'VM.resume', vm, false, false)).toEqual(['VM_HAS_NO_SUSPEND_VDI', vm]);
});

test('a control domain gets no memory that its server does not have', async () => {
  const { simulator, alder } = twoServers();
  const [code] = await refusalOf(simulator, 'VM.set_memory', controlDomain(simulator, alder), 2 ** 50);
  expect(code).toBe('HOST_NOT_ENOUGH_FREE_MEMORY');
  expect(standingProblems(simulator.world)).toEqual([]);
});

test('shadow pages of a guest that runs come from what its server has left', async () => {
  const { sim, hosts, ...pool } = testPool({ clockMode: 'instant' });
  const vm = await testVm({ sim, hosts, ...pool });
  await sim.call('VM.start_on', vm, hosts[0] ?? '', false, false);
  const [code] = await refusalOf(sim, 'VM.set_shadow_multiplier_live', vm, 1e9);
  expect(code).toBe('HOST_NOT_ENOUGH_FREE_MEMORY');
});

test('properties that a bond does not have are refused, whatever they are called', async () => {
  const { simulator, alder } = twoServers();
  const slaves = [pifOf(simulator, alder, 'eth1'), pifOf(simulator, alder, 'eth2')];
  const into = await network(simulator, 'bond');
  const properties = JSON.parse('{"__proto__": "false"}') as Record<string, string>;
  const refused = await refusalOf(simulator, 'Bond.create', into, slaves, '', 'lacp', properties);
  expect(refused.slice(0, 2)).toEqual(['INVALID_VALUE', 'properties']);
});

test('the VLANs of a bond keep metrics when the bond goes', async () => {
  const { simulator, alder } = twoServers();
  const slaves = [pifOf(simulator, alder, 'eth1'), pifOf(simulator, alder, 'eth2')];
  const bond = await simulator.call('Bond.create', await network(simulator, 'bond'), slaves, '', 'balance-slb', {});
  const { master } = simulator.world.db.row('Bond', bond);
  await simulator.call('VLAN.create', master, 7, await network(simulator, 'tagged'));
  await simulator.call('Bond.destroy', bond);
  expect(standingProblems(simulator.world)).toEqual([]);
});

test('a VM is not made with the memory image of another that has gone', async () => {
  const { sim } = testPool();
  const gone = 'OpaqueRef:gone';
  expect(await refusalOf(sim, 'VM.create', vmRecord({ suspend_VDI: gone }))).toEqual(['HANDLE_INVALID', 'VDI', gone]);
});

test('a snapshot that is forgotten keeps its chain, and comes back with it', async () => {
  const { simulator, alder } = twoServers();
  const sr = await nfs(simulator, alder);
  const vdi = await disk(simulator, sr, 2 ** 30);
  await simulator.call('VDI.forget', await simulator.call('VDI.snapshot', vdi, {}));
  await simulator.call('VDI.destroy', vdi);
  simulator.advance(600_000);
  await simulator.call('SR.scan', sr);
  expect(simulator.world.db.row('SR', sr).VDIs.length).toBe(2);
  expect(standingProblems(simulator.world)).toEqual([]);
});

test('an ancestor that is forgotten and found again is merged in its turn', async () => {
  const { simulator, alder } = twoServers();
  const { db } = simulator.world;
  const sr = await nfs(simulator, alder);
  const vdi = await disk(simulator, sr, 2 ** 30);
  const snapshots: Ref<'VDI'>[] = [];
  for (const _ of [1, 2]) {
    // What the guest writes between two snapshots makes the second one branch anew.
    await simulator.call('VDI.set_physical_utilisation', vdi, 2 ** 29);
    snapshots.push(await simulator.call('VDI.snapshot', vdi, {}));
  }
  const oldest = db.byUuid('VDI', db.row('VDI', snapshots[0] ?? '').sm_config['vhd-parent'] ?? '');
  await simulator.call('VDI.forget', oldest ?? '');
  await simulator.call('SR.scan', sr);
  for (const snapshot of snapshots) await simulator.call('VDI.destroy', snapshot);
  simulator.advance(600_000);
  expect(standingProblems(simulator.world)).toEqual([]);
  expect(db.row('SR', sr).VDIs).toEqual([vdi]);
});

test('a server keeps the repositories of guests that are on their way to it', async () => {
  const { sim, hosts, ...pool } = testPool();
  const vm = await testVm({ sim, hosts, ...pool });
  const { db } = sim.world;
  const start = sim.call('VM.start_on', vm, hosts[0] ?? '', false, false);
  const pbd = db.row('SR', pool.sr).PBDs.find((each) => db.row('PBD', each).host === hosts[0]);
  const [code] = await refusalOf(sim, 'PBD.unplug', pbd ?? '');
  expect(code).toBe('VDI_IN_USE');
  sim.idle();
  await start;
});

test('a disk is no snapshot of one that does not exist', async () => {
  const { simulator, alder } = twoServers();
  const vdi = await disk(simulator, await nfs(simulator, alder), 2 ** 30);
  const gone = 'OpaqueRef:gone';
  expect(await refusalOf(simulator, 'VDI.set_snapshot_of', vdi, gone)).toEqual(['HANDLE_INVALID', 'VDI', gone]);
});

test('a VM is no snapshot of one that does not exist', async () => {
  const { sim, ...pool } = testPool();
  const vm = await testVm({ sim, ...pool });
  const gone = 'OpaqueRef:gone';
  const refused = await refusalOf(sim, 'VM.update_snapshot_metadata', vm, gone, '19700101T00:00:00Z', '');
  expect(refused).toEqual(['HANDLE_INVALID', 'VM', gone]);
});

test('a repository that is forgotten is nobody’s repository for crash dumps', async () => {
  const { simulator, alder } = twoServers();
  const sr = await nfs(simulator, alder);
  await simulator.call('host.set_crash_dump_sr', alder, sr);
  const { db } = simulator.world;
  for (const pbd of db.row('SR', sr).PBDs) await simulator.call('PBD.unplug', pbd);
  await simulator.call('SR.forget', sr);
  expect(standingProblems(simulator.world)).toEqual([]);
});
