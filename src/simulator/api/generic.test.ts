import { expect, test } from 'vitest';
import { refusalOf } from '../scenarios/testing/pool';
import { testPool, testVm } from './testing';

test('a field is not set to an object that does not exist', async () => {
  const { sim, ...pool } = testPool();
  const vm = await testVm({ sim, ...pool });
  const gone = 'OpaqueRef:gone';
  expect(await refusalOf(sim, 'VM.set_affinity', vm, gone)).toEqual(['HANDLE_INVALID', 'host', gone]);
  expect(sim.world.db.row('VM', vm).affinity).not.toBe(gone);
  await sim.call('VM.set_affinity', vm, pool.hosts[0] ?? '');
  await sim.call('VM.set_affinity', vm, 'OpaqueRef:NULL');
});

test('a filter finds an object by its reference, the column that every row has', async () => {
  const { sim, ...pool } = testPool();
  const vm = await testVm({ sim, ...pool });
  await testVm({ sim, ...pool });
  expect(await sim.call('VM.get_all_where', `field "_ref"="${vm}"`)).toEqual([vm]);
  expect(Object.keys(await sim.call('VM.get_all_records_where', `not field "_ref"="${vm}"`))).toHaveLength(1);
});
