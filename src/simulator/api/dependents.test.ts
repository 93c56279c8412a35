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

test('when a server loses a repository, the drives that its guests can no longer plug are reported as changed', async () => {
  const pool = testPool({ clockMode: 'instant' });
  const { sim, hosts, sr } = pool;
  const vm = await testVm(pool);
  const { db } = sim.world;
  await sim.call('VM.start_on', vm, hosts[0] ?? '', false, false);
  sim.advance(120_000);
  const vbd = db.row('VM', vm).VBDs.find((ref) => db.row('VBD', ref).type === 'Disk') ?? '';
  await sim.call('VBD.unplug', vbd);
  expect((await sim.call('VBD.get_record', vbd)).allowed_operations).toContain('plug');
  const { generation } = db;
  const pbd = db.row('SR', sr).PBDs.find((ref) => db.row('PBD', ref).host === hosts[0]) ?? '';
  await sim.call('PBD.unplug', pbd);
  expect((await sim.call('VBD.get_record', vbd)).allowed_operations).not.toContain('plug');
  expect(db.changesSince(generation)?.map(({ ref }) => ref)).toContain(vbd);
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
