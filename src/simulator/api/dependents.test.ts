import { expect, test } from 'vitest';
import { testPool, testVm } from './testing';

test('when a VM starts, what its devices, its disks and its server show is reported as changed', async () => {
  const pool = testPool({ clockMode: 'instant' });
  const vm = await testVm(pool);
  const { db } = pool.sim.world;
  const { generation } = db;
  await pool.sim.call('VM.start', vm, false, false);
  const changed = new Set(db.changesSince(generation)?.map(({ ref }) => ref));
  const { VBDs, VIFs, resident_on } = db.row('VM', vm);
  const disks = VBDs.map((vbd) => db.row('VBD', vbd).VDI).filter((vdi) => db.has('VDI', vdi));
  for (const ref of [...VBDs, ...VIFs, ...disks, db.row('host', resident_on).metrics]) expect(changed).toContain(ref);
});

test('what a change has no bearing on is not reported', async () => {
  const pool = testPool();
  const vm = await testVm(pool);
  const { db } = pool.sim.world;
  const { generation } = db;
  await pool.sim.call('VM.set_name_description', vm, 'a web server');
  expect(db.changesSince(generation)?.map(({ ref }) => ref)).toEqual([vm]);
});

test('a transaction that fails reports nothing', async () => {
  const pool = testPool();
  const vm = await testVm(pool);
  const { db } = pool.sim.world;
  const { generation } = db;
  const fails = (): void =>
    db.transaction(() => {
      db.update('VM', vm, { power_state: 'Running' });
      throw new Error('no');
    });
  expect(fails).toThrow('no');
  expect(db.changesSince(generation)).toEqual([]);
});
