import { expect, test } from 'vitest';
import { refusalOf } from '../../scenarios/testing/pool';
import { testPool, testVm } from '../testing';

test('a VM has one TPM, made and removed while it is halted, and its contents go with it', async () => {
  const pool = testPool({ clockMode: 'instant' });
  const { sim } = pool;
  const { db } = sim.world;
  const vm = await testVm(pool);
  const vtpm = await sim.call('VTPM.create', vm, true);
  expect(db.row('VTPM', vtpm)).toMatchObject({ VM: vm, is_unique: true, persistence_backend: 'xapi' });
  expect(await sim.call('VTPM.get_record', vtpm)).not.toHaveProperty('contents', expect.anything());
  expect(await sim.call('VTPM.get_contents', vtpm)).toBe('');
  await sim.call('VTPM.set_contents', vtpm, 'c2VjcmV0');
  expect(await sim.call('VTPM.get_contents', vtpm)).toBe('c2VjcmV0');
  expect(db.count('secret')).toBe(1);
  expect(await refusalOf(sim, 'VTPM.create', vm, false)).toEqual(['VTPM_MAX_AMOUNT_REACHED', '1']);
  await sim.call('VM.start', vm, false, false);
  expect(await refusalOf(sim, 'VTPM.destroy', vtpm)).toEqual(['VM_BAD_POWER_STATE', vm, 'halted', 'running']);
  const other = await testVm(pool, { name_label: 'web-2' });
  await sim.call('VM.start', other, false, false);
  expect(await refusalOf(sim, 'VTPM.create', other, false)).toEqual(['VM_BAD_POWER_STATE', other, 'halted', 'running']);
  await sim.call('VM.hard_shutdown', vm);
  const copies = await Promise.all([sim.call('VM.clone', vm, 'copy'), sim.call('VM.snapshot', vm, 'before')]);
  const [copied = '', kept = ''] = copies.map((each) => db.row('VM', each).VTPMs[0] ?? '');
  expect(await sim.call('VTPM.get_contents', copied)).toBe('');
  await sim.call('VM.destroy', copies[0]);
  await sim.call('VM.revert', copies[1]);
  const [reverted = ''] = db.row('VM', vm).VTPMs;
  expect(reverted).not.toBe(vtpm);
  await sim.call('VTPM.destroy', kept);
  await sim.call('VTPM.destroy', reverted);
  expect([db.count('VTPM'), db.count('secret')]).toEqual([0, 0]);
  const [ref = ''] = db.refs('pool');
  db.transaction(() => db.update('pool', ref, { ha_enabled: true }));
  expect(await refusalOf(sim, 'VTPM.create', vm, false)).toEqual([
    'NOT_IMPLEMENTED',
    'VTPM.create with HA or clustering enabled',
  ]);
  db.transaction(() => db.update('pool', ref, { restrictions: { restrict_vtpm: 'true' } }));
  expect(await refusalOf(sim, 'VTPM.create', vm, false)).toEqual(['FEATURE_RESTRICTED', 'restrict_vtpm']);
});
