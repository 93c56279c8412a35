import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { storageProblems } from '../../scenarios/testing/invariants';
import { Simulator } from '../../simulator';
import { ofVm, read } from '../metrics/testing/readings';
import { driveRecord, testPool, testVm, type TestPool } from '../testing';
import { settleWrites } from './growth';
import { emptyVhdBytes, fullVhdBytes, GIB, MIB } from './vhd';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let pool: TestPool;
let vm: Ref<'VM'>;
let disk: Ref<'VDI'>;

beforeEach(async () => {
  pool = testPool({ hosts: 1, clockMode: 'instant' });
  vm = await testVm(pool);
  const [vbd = ''] = pool.sim.world.db.row('VM', vm).VBDs;
  disk = pool.sim.world.db.row('VBD', vbd).VDI;
  await pool.sim.call('SR.scan', pool.sr);
});

const tell = async (work: string): Promise<void> => {
  await pool.sim.call('VM.remove_from_other_config', vm, 'workload');
  await pool.sim.call('VM.add_to_other_config', vm, 'workload', work);
};
const size = (vdi = disk): Promise<number> => pool.sim.call('VDI.get_physical_utilisation', vdi);
const used = (): Promise<number> => pool.sim.call('SR.get_physical_utilisation', pool.sr);
const start = (): Promise<unknown> => pool.sim.call('VM.start', vm, false, false);
const row = (): Records['VDI'] => pool.sim.world.db.row('VDI', disk);

function newDisk(values: Partial<Records['VDI']> = {}): Promise<Ref<'VDI'>> {
  const record = { ...row(), name_label: 'other', virtual_size: 8 * GIB, other_config: {}, sm_config: {}, ...values };
  return pool.sim.call('VDI.create', record);
}

function setRoom(bytes: number): void {
  const { db } = pool.sim.world;
  const { physical_utilisation } = db.row('SR', pool.sr);
  db.transaction(() => db.update('SR', pool.sr, { physical_size: physical_utilisation + bytes }));
}

async function removeSnapshots(): Promise<void> {
  const { sim } = pool;
  const { db } = sim.world;
  for (const [ref, { is_a_snapshot }] of [...db.all('VM')]) if (is_a_snapshot) await sim.call('VM.destroy', ref);
  for (const [ref, { is_a_snapshot }] of [...db.all('VDI')]) if (is_a_snapshot) await sim.call('VDI.destroy', ref);
}

test('the collector gives up a leaf that is written faster than it is copied, and merges it when that is over', async () => {
  const { sim } = pool;
  await sim.call('VDI.set_physical_utilisation', disk, 4 * GIB);
  await start();
  await tell('storage-test write=100 depth=32 block=1m');
  await sim.call('VM.snapshot', vm, 'before', []);
  sim.advance(MINUTE_MS);
  await removeSnapshots();
  sim.advance(60 * MINUTE_MS);
  expect(row().sm_config['vhd-parent']).toBeDefined();
  await tell('idle');
  await sim.call('VM.snapshot', vm, 'after', []);
  await removeSnapshots();
  sim.advance(60 * MINUTE_MS);
  expect(row().sm_config['vhd-parent']).toBeUndefined();
  expect(await size()).toBeLessThanOrEqual(fullVhdBytes(row().virtual_size));
  expect(storageProblems(sim.world)).toEqual([]);
});

describe('a thin disk', () => {
  test('grows by what its guest writes, as its statistics say, and its repository with it', async () => {
    const { sim } = pool;
    const empty = await size();
    const before = await used();
    await start();
    await tell('storage-test write=100 sequential rate=1m');
    sim.advance(10 * MINUTE_MS);
    const written = ofVm(pool, vm, 'vbd_xvda_write').reduce((sum, rate) => sum + (rate > 0 ? 5 * rate : 0), 0);
    const grown = (await size()) - empty;
    expect(grown / written).toBeGreaterThan(0.98);
    expect(grown / written).toBeLessThan(1.02);
    expect((await used()) - before).toBe(grown);
    const record = await sim.call('VDI.get_record', disk);
    expect(record.physical_utilisation).toBe(grown + empty);
    expect(row().physical_utilisation).toBe(empty);
    await sim.call('SR.scan', pool.sr);
    expect(row().physical_utilisation).toBeGreaterThanOrEqual(grown + empty);
    expect(storageProblems(sim.world)).toEqual([]);
  });

  test('has grown in the statistics of its repository too, where the past stays as it was', async () => {
    const { sim, sr } = pool;
    await start();
    sim.advance(2 * MINUTE_MS);
    await tell('storage-test write=100 sequential rate=1m');
    sim.advance(4 * MINUTE_MS);
    const use = (): readonly number[] => read(sim, (all) => all.sr(sr), 'physical_utilisation').slice(0, 70);
    const before = use();
    expect(before[0]).toBeGreaterThan((await used()) - 20 * MIB);
    expect(before[0]).toBeLessThanOrEqual(await used());
    expect(before[24]).toBeGreaterThan(1.4 * (before[69] ?? NaN));
    expect(before).toEqual([...before].sort((a, b) => b - a));
    await sim.call('SR.scan', sr);
    const after = use();
    for (const at of [0, 20, 60]) expect(Math.abs((after[at] ?? NaN) - (before[at] ?? NaN))).toBeLessThan(10 * MIB);
  });

  test('never shrinks, whatever its guest is told, and grows no larger than it can be', async () => {
    const { sim } = pool;
    await start();
    let last = await size();
    const works = ['storage-test write=100 random', 'web', 'idle', 'build', 'database', 'storage-test write=50'];
    for (const work of works) {
      await tell(work);
      expect(await size()).toBeGreaterThanOrEqual(last);
      sim.advance(3 * MINUTE_MS);
      const now = await size();
      expect(now, work).toBeGreaterThanOrEqual(last);
      last = now;
    }
    await sim.call('VM.hard_shutdown', vm);
    expect(await size()).toBeGreaterThanOrEqual(last);
    last = await size();
    sim.advance(DAY_MS);
    expect(await size()).toBe(last);
    await start();
    await tell('storage-test write=100 random');
    sim.advance(DAY_MS);
    expect(await size()).toBeLessThanOrEqual(fullVhdBytes(row().virtual_size));
    expect(await size()).toBeGreaterThan(0.99 * row().virtual_size);
  });

  test('keeps what it has grown by when the world is saved and opened again', async () => {
    const { sim } = pool;
    await start();
    await tell('build');
    sim.advance(DAY_MS);
    const grown = await size();
    const again = new Simulator({ clockMode: 'instant' });
    again.load(sim.save());
    expect(await again.call('VDI.get_physical_utilisation', disk)).toBe(grown);
    again.advance(DAY_MS);
    sim.advance(DAY_MS);
    expect(await again.call('VDI.get_physical_utilisation', disk)).toBe(await size());
  });

  test('of a guest that nobody told anything stays as it is, and so does a thick one', async () => {
    const { sim } = pool;
    await start();
    sim.advance(DAY_MS);
    expect(await size()).toBe(row().physical_utilisation);
    sim.world.db.transaction(() => sim.world.db.update('SR', pool.sr, { type: 'lvm' }));
    await tell('storage-test write=100');
    sim.advance(DAY_MS);
    expect(await size()).toBe(row().physical_utilisation);
  });

  test('over a snapshot begins with nothing, and takes again what its guest writes over', async () => {
    const { sim } = pool;
    await sim.call('VDI.set_physical_utilisation', disk, 4 * GIB);
    await start();
    await tell('database rate=2m new=0');
    await sim.call('VM.snapshot', vm, 'before', []);
    const leaf = emptyVhdBytes(row().virtual_size);
    expect(await size()).toBe(leaf);
    sim.advance(MINUTE_MS);
    const soon = await size();
    expect(soon).toBeGreaterThan(leaf);
    sim.advance(DAY_MS);
    expect(await size()).toBeGreaterThan(soon);
    expect(await size()).toBeLessThanOrEqual(4 * GIB);
    await removeSnapshots();
    await sim.call('VM.hard_shutdown', vm);
    sim.advance(60 * MINUTE_MS);
    expect(row().sm_config['vhd-parent']).toBeUndefined();
    expect((await size()) / (4 * GIB)).toBeCloseTo(1, 1);
    expect(storageProblems(sim.world)).toEqual([]);
  });

  test('stops growing when its repository is full, which then has no room for another', async () => {
    const { sim } = pool;
    const { db } = sim.world;
    setRoom(100 * MIB);
    await start();
    await tell('storage-test write=100');
    sim.advance(60 * MINUTE_MS);
    const { physical_size } = db.row('SR', pool.sr);
    expect(await used()).toBe(physical_size);
    await expect(sim.call('VDI.snapshot', disk)).rejects.toMatchObject({ code: 'SR_FULL' });
    expect(await used()).toBe(physical_size);
    expect(storageProblems(sim.world)).toEqual([]);
  });

  test('that is hung onto a busy guest has nothing of what that wrote before', async () => {
    const { sim } = pool;
    await start();
    await tell('storage-test write=100');
    sim.advance(10 * MINUTE_MS);
    const other = await newDisk();
    const vbd = await sim.call('VBD.create', driveRecord(vm, other, '5'));
    sim.advance(10 * MINUTE_MS);
    expect(await size(other)).toBe(emptyVhdBytes(8 * GIB));
    await sim.call('VBD.plug', vbd);
    expect(await size(other)).toBe(emptyVhdBytes(8 * GIB));
    sim.advance(MINUTE_MS);
    const grown = await size(other);
    expect(grown).toBeGreaterThan(emptyVhdBytes(8 * GIB));
    await sim.call('VBD.unplug', vbd);
    const unplugged = await size(other);
    expect(unplugged).toBeGreaterThanOrEqual(grown);
    sim.advance(10 * MINUTE_MS);
    expect(await size(other)).toBe(unplugged);
  });

  test('that was hung onto a guest when that was told nothing any more has nothing of what it wrote', async () => {
    const { sim } = pool;
    const other = await newDisk();
    await start();
    await tell('storage-test write=100');
    sim.advance(10 * MINUTE_MS);
    await sim.call('VM.remove_from_other_config', vm, 'workload');
    sim.advance(MINUTE_MS);
    await sim.call('VBD.plug', await sim.call('VBD.create', driveRecord(vm, other, '5')));
    sim.advance(MINUTE_MS);
    expect(await size(other)).toBe(emptyVhdBytes(8 * GIB));
  });

  test('of two guests grows by what both write, and its repository by no more', async () => {
    const { sim } = pool;
    const { db } = sim.world;
    const shared = await newDisk({ sharable: true });
    const second = await testVm(pool);
    await sim.call('SR.scan', pool.sr);
    for (const guest of [vm, second]) {
      await sim.call('VBD.create', driveRecord(guest, shared, '5'));
      await sim.call('VM.start', guest, false, false);
    }
    await tell('storage-test write=100 sequential rate=1m');
    sim.advance(MINUTE_MS);
    const alone = (await size(shared)) - emptyVhdBytes(8 * GIB);
    await sim.call('VM.add_to_other_config', second, 'workload', 'storage-test write=100 sequential rate=1m');
    sim.advance(MINUTE_MS);
    const both = (await size(shared)) - emptyVhdBytes(8 * GIB);
    expect(both / alone).toBeCloseTo(3, 1);
    let sum = 0;
    for (const vdi of db.row('SR', pool.sr).VDIs) sum += await size(vdi);
    expect(await used()).toBe(sum);
    await sim.call('SR.update', pool.sr);
    expect(storageProblems(sim.world)).toEqual([]);
  });

  test('hides nothing of its snapshot with what its repository had no room for', async () => {
    const { sim } = pool;
    await sim.call('VDI.set_physical_utilisation', disk, 4 * GIB);
    await start();
    await tell('database pattern=constant new=0');
    await sim.call('VM.snapshot', vm, 'before', []);
    setRoom(100 * MIB);
    sim.advance(DAY_MS);
    expect(await size()).toBeLessThan(110 * MIB);
    await sim.call('VM.hard_shutdown', vm);
    setRoom(100 * GIB);
    await removeSnapshots();
    sim.advance(60 * MINUTE_MS);
    expect(row().sm_config['vhd-parent']).toBeUndefined();
    expect((await size()) / (4 * GIB)).toBeCloseTo(1, 1);
  });

  test('is as large as it was when its snapshots have been merged into it', async () => {
    const { sim } = pool;
    await sim.call('VDI.set_physical_utilisation', disk, 4 * GIB);
    for (let round = 0; round < 3; round += 1) {
      await sim.call('VM.snapshot', vm, 'before', []);
      await removeSnapshots();
      sim.advance(60 * MINUTE_MS);
      expect(await size()).toBe(4 * GIB);
    }
    expect(storageProblems(sim.world)).toEqual([]);
  });

  test('has grown all the time, though a call looked at it and then failed', async () => {
    const { sim, sr } = pool;
    const { db } = sim.world;
    await start();
    await tell('storage-test write=100 sequential rate=1m');
    sim.advance(4 * MINUTE_MS);
    const failed = (): void =>
      db.transaction(() => {
        settleWrites(sim.world, sr);
        throw new Error('refused');
      });
    expect(failed).toThrow('refused');
    await sim.call('VM.set_name_description', vm, 'goes on');
    sim.advance(4 * MINUTE_MS);
    const use = read(sim, (all) => all.sr(sr), 'physical_utilisation').slice(0, 100);
    expect(use).toEqual([...use].sort((a, b) => b - a));
    for (const at of [10, 40, 47, 49, 70]) expect((use[at] ?? NaN) - (use[at + 12] ?? NaN)).toBeGreaterThan(40 * MIB);
  });
});
