import { expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { testPool, testVm } from '../testing';
import { ofVm } from './testing/readings';

const GIB = 1024 ** 3;

test('a guest lies on all nodes of its server, or on few when it starts where that is wanted', async () => {
  const pool = testPool({ clockMode: 'instant', hosts: 1, memoryGib: 64 });
  const [host = NULL_REF] = pool.hosts;
  const { db } = pool.sim.world;
  db.transaction(() => db.update('host', host, { cpu_info: { ...db.row('host', host).cpu_info, socket_count: '2' } }));
  const memory = (bytes: number) => ({
    memory_static_max: bytes,
    memory_dynamic_max: bytes,
    memory_dynamic_min: bytes,
    memory_static_min: bytes,
  });
  const started = async (name: string, bytes: number): Promise<Ref<'VM'>> => {
    const vm = await testVm(pool, { name_label: name, ...memory(bytes) });
    await pool.sim.call('VM.start', vm, false, false);
    const sources = ['numa_nodes', 'memory_numa_node_0', 'memory_numa_node_1'];
    for (const source of sources) await pool.sim.call('VM.record_data_source', vm, source);
    pool.sim.advance(60_000);
    return vm;
  };
  const nodes = (vm: Ref<'VM'>): readonly number[] =>
    ['numa_nodes', 'memory_numa_node_0', 'memory_numa_node_1'].map((source) => ofVm(pool, vm, source)[0] ?? NaN);

  const striped = await started('striped', 2 * GIB);
  expect(nodes(striped)).toEqual([2, GIB, GIB]);
  await pool.sim.call('host.set_numa_affinity_policy', host, 'best_effort');
  pool.sim.advance(60_000);
  const close = await started('close', 2 * GIB);
  const [count, ...on] = nodes(close);
  expect([count, Math.min(...on), Math.max(...on)]).toEqual([1, 0, 2 * GIB]);
  expect(nodes(striped)).toEqual([2, GIB, GIB]);
  // It fits onto no single one.
  expect(nodes(await started('large', 40 * GIB))).toEqual([2, 20 * GIB, 20 * GIB]);
});
