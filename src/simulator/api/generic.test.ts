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
