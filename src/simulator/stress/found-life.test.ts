import { expect, test } from 'vitest';
import { GIB, network, pifOf, refusalOf, twoServers } from '../scenarios/testing/pool';
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

test('a port of a server is not introduced as a VLAN on an interface that stands on the port itself', async () => {
  const { simulator, alder } = twoServers();
  const port = pifOf(simulator, alder, 'eth1');
  const vlan = await simulator.call('VLAN.create', port, 7, await network(simulator, 'tagged'));
  const { untagged_PIF } = simulator.world.db.row('VLAN', vlan);
  const call = refusalOf(simulator, 'VLAN.pool_introduce', untagged_PIF, port, 8, {});
  expect(await call).toEqual(['INVALID_VALUE', 'untagged_PIF', port]);
});
