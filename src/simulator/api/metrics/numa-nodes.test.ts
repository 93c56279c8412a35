import { expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { numaSpeed } from '../../physics/cpu/numa';
import { testPool, testVm, type TestPool } from '../testing';
import { ofVm } from './testing/readings';

const GIB = 1024 ** 3;

const SOURCES = ['numa_nodes', 'memory_numa_node_0', 'memory_numa_node_1'];

/** A server of two sockets with 64 GiB. */
function twoSockets(): TestPool & { readonly host: Ref<'host'> } {
  const pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 64 });
  const [host = NULL_REF] = pool.hosts;
  const { db } = pool.sim.world;
  db.transaction(() => db.update('host', host, { cpu_info: { ...db.row('host', host).cpu_info, socket_count: '2' } }));
  return { ...pool, host };
}

async function started(pool: TestPool, name: string, bytes: number): Promise<Ref<'VM'>> {
  const vm = await testVm(pool, {
    name_label: name,
    memory_static_max: bytes,
    memory_dynamic_max: bytes,
    memory_dynamic_min: bytes,
    memory_static_min: bytes,
  });
  await pool.sim.call('VM.start', vm, false, false);
  for (const source of SOURCES) await pool.sim.call('VM.record_data_source', vm, source);
  pool.sim.advance(60_000);
  return vm;
}

test('the same work takes less of the processors where memory is on one node, and what was before stays', async () => {
  const pool = twoSockets();
  const usage = async (name: string, bytes: number): Promise<number> => {
    const vm = await started(pool, name, bytes);
    await pool.sim.call('VM.add_to_other_config', vm, 'workload', 'storage-test rate=0 cpu=50');
    pool.sim.advance(60_000);
    return ofVm(pool, vm, 'cpu_usage')[0] ?? NaN;
  };
  expect(await usage('striped', 2 * GIB)).toBeCloseTo(0.5, 3);
  await pool.sim.call('host.set_numa_affinity_policy', pool.host, 'best_effort');
  expect(await usage('close', 2 * GIB)).toBeCloseTo(0.5 * numaSpeed(0.5), 3);
  // Larger than a node it gains nothing.
  expect(await usage('large', 40 * GIB)).toBeCloseTo(0.5, 3);
});

test('a guest lies on all nodes of its server, or on few when it starts where that is wanted', async () => {
  const pool = twoSockets();
  const { host } = pool;
  const nodes = (vm: Ref<'VM'>): readonly number[] => SOURCES.map((source) => ofVm(pool, vm, source)[0] ?? NaN);

  const striped = await started(pool, 'striped', 2 * GIB);
  expect(nodes(striped)).toEqual([2, GIB, GIB]);
  await pool.sim.call('host.set_numa_affinity_policy', host, 'best_effort');
  pool.sim.advance(60_000);
  const close = await started(pool, 'close', 2 * GIB);
  const [count, ...on] = nodes(close);
  expect([count, Math.min(...on), Math.max(...on)]).toEqual([1, 0, 2 * GIB]);
  expect(nodes(striped)).toEqual([2, GIB, GIB]);
  // It fits onto no single one.
  expect(nodes(await started(pool, 'large', 40 * GIB))).toEqual([2, 20 * GIB, 20 * GIB]);
});

test('a guest that prefers a node runs away from it where the processors there are busy', async () => {
  const pool = twoSockets();
  const AWAY = 'numa_node_nonaffine_vcpus';
  const guest = async (name: string): Promise<Ref<'VM'>> => {
    const vm = await started(pool, name, 2 * GIB);
    await pool.sim.call('VM.record_data_source', vm, AWAY);
    await pool.sim.call('VM.add_to_other_config', vm, 'workload', 'storage-test rate=0 cpu=100');
    return vm;
  };
  const striped = await guest('striped');
  await pool.sim.call('host.set_numa_affinity_policy', pool.host, 'best_effort');
  const close = await guest('close');
  pool.sim.advance(60_000);
  const quiet = ofVm(pool, close, AWAY)[0] ?? NaN;
  expect(quiet).toBeLessThan(0.01);
  for (let at = 0; at < 8; at += 1) await guest(`busy ${at}`);
  pool.sim.advance(60_000);
  // Nearly all sixteen processors are busy, eight of them near its memory.
  expect(ofVm(pool, close, AWAY)[0]).toBeGreaterThan(0.4);
  expect(ofVm(pool, close, AWAY)[0]).toBeLessThan(0.95 ** 8 + 0.001);
  expect(ofVm(pool, striped, AWAY)[0]).toBe(0);
});

test('what a guest preferred on a server stays as it was when it has moved to another one', async () => {
  const pool = testPool({ clockMode: 'instant', hosts: 2, memoryGib: 64 });
  const [from = NULL_REF, to = NULL_REF] = pool.hosts;
  const { db } = pool.sim.world;
  const cpu_info = { ...db.row('host', from).cpu_info, socket_count: '2' };
  db.transaction(() => db.update('host', from, { cpu_info }));
  await pool.sim.call('host.set_numa_affinity_policy', from, 'best_effort');
  await pool.sim.call('host.disable', to);
  const guest = await started(pool, 'first', 2 * GIB);
  await pool.sim.call('VM.record_data_source', guest, 'numa_node_nonaffine_vcpus');
  await pool.sim.call('VM.add_to_other_config', guest, 'workload', 'storage-test rate=0 cpu=100');
  for (let at = 0; at < 9; at += 1) {
    const busy = await started(pool, `busy ${at}`, 2 * GIB);
    await pool.sim.call('VM.add_to_other_config', busy, 'workload', 'storage-test rate=0 cpu=100');
  }
  pool.sim.advance(60_000);
  const sources = ['numa_node_nonaffine_vcpus', ...SOURCES];
  const seen = (row: number): readonly number[] => sources.map((source) => ofVm(pool, guest, source)[row] ?? NaN);
  const before = seen(0);
  expect(before[0]).toBeGreaterThan(0.3);
  expect(before[1]).toBe(1);
  await pool.sim.call('host.enable', to);
  const { nowMs } = pool.sim;
  await pool.sim.call('VM.pool_migrate', guest, to, {});
  pool.sim.advance(60_000);
  // The other server has one node.
  expect(seen(0).slice(0, 3)).toEqual([0, 1, 2 * GIB]);
  const passed = Math.floor(pool.sim.nowMs / 5000) - Math.floor(nowMs / 5000);
  expect(seen(passed)).toEqual(before);
});
