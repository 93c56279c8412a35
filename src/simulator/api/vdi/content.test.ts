import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { disk, GIB, iscsi, nfs, twoServers } from '../../scenarios/testing/pool';
import { problemsOf } from '../../scenarios/testing/invariants';
import { BLOCK_BYTES, contentOf, differingBlocks, digestOf } from './content';
import { DiskWriter } from './content-writer';

const MIB = 1024 ** 2;
let simulator: Simulator;
let thin: Ref<'SR'>;
let thick: Ref<'SR'>;

beforeEach(async () => {
  const pool = twoServers();
  simulator = pool.simulator;
  thin = await nfs(simulator, pool.alder, 'NFS', 100 * GIB);
  thick = await iscsi(simulator, pool.alder, 100 * GIB);
});

const content = (ref: Ref<'VDI'>) => contentOf(simulator.world, ref);
const digest = (ref: Ref<'VDI'>) => digestOf(content(ref));

function write(ref: Ref<'VDI'>, offset: number, bytes: Uint8Array, stepBytes = 100_000): void {
  const writer = new DiskWriter(simulator.world, ref);
  for (let at = 0; at < bytes.length; at += stepBytes) writer.write(offset + at, bytes.subarray(at, at + stepBytes));
  writer.commit();
}

/** Bytes that no seed of ours makes. */
function strange(length: number, salt = 1): Uint8Array {
  let state = salt;
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16);
}

/** `toEqual` looks at every byte for itself. */
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other);

async function written(name = 'disk'): Promise<Ref<'VDI'>> {
  const ref = await disk(simulator, thin, 10 * GIB, name);
  await simulator.call('VDI.set_physical_utilisation', ref, 3 * GIB);
  return ref;
}

describe('what a disk holds', () => {
  test('is nothing after it was made, thin or thick', async () => {
    for (const sr of [thin, thick]) {
      const ref = await disk(simulator, sr, 10 * GIB);
      expect(content(ref).blocks).toEqual([]);
      expect(same(content(ref).read(0, 512), new Uint8Array(512))).toBe(true);
    }
  });

  test('is a few MiB of its own when guests have written, the same for ever and after a reload', async () => {
    const [one, other] = [await written(), await written()];
    expect(content(one).blocks).toHaveLength((4 * MIB) / BLOCK_BYTES);
    const before = content(one).read(5 * MIB - 10, 2 * MIB);
    expect(before.subarray(0, 10)).toEqual(new Uint8Array(10));
    expect(new Set(before).size).toBe(256);
    const again = simulator.fork();
    again.load(JSON.parse(JSON.stringify(simulator.save())) as ReturnType<typeof again.save>);
    expect(same(contentOf(again.world, one).read(5 * MIB - 10, 2 * MIB), before)).toBe(true);
    await simulator.call('VDI.set_physical_utilisation', one, 7 * GIB);
    await simulator.call('VDI.resize', one, 20 * GIB);
    expect(same(content(one).read(5 * MIB - 10, 2 * MIB), before)).toBe(true);
    expect(digest(other)).not.toBe(digest(one));
  });

  test('is shared by clones, snapshots and copies, and parts when one of them is written', async () => {
    const ref = await written();
    const snapshot = await simulator.call('VDI.snapshot', ref);
    const clone = await simulator.call('VDI.clone', snapshot);
    const copy = await simulator.call('VDI.copy', ref, thick);
    for (const each of [snapshot, clone, copy]) expect(digest(each)).toBe(digest(ref));
    expect(Object.keys(simulator.save().annex).filter((key) => key.startsWith('disk-'))).toEqual([]);
    expect(same(content(copy).readBlock(3), content(ref).readBlock(3))).toBe(true);
    write(clone, 2 * BLOCK_BYTES + 5, strange(BLOCK_BYTES));
    expect(differingBlocks(content(ref), content(clone))).toEqual([2, 3]);
    expect(digest(snapshot)).toBe(digest(ref));
    expect(problemsOf(simulator.world)).toEqual([]);
  });
});

describe('bytes of a client', () => {
  test('come back as they were sent, in any steps, until they are written over', async () => {
    const ref = await disk(simulator, thin, 16 * MIB);
    const bytes = strange(3 * MIB + 777);
    write(ref, 5 * MIB - 1, bytes, 70_001);
    expect(same(content(ref).read(5 * MIB - 1, bytes.length), bytes)).toBe(true);
    expect(same(content(ref).read(0, 4 * MIB), new Uint8Array(4 * MIB))).toBe(true);
    write(ref, 0, new Uint8Array(16 * MIB));
    expect(content(ref).blocks).toEqual([]);
  });

  test('take room in a thin repository, and none that is not there', async () => {
    const ref = await disk(simulator, thin, 16 * MIB);
    const before = simulator.world.db.row('VDI', ref).physical_utilisation;
    write(ref, 0, strange(3 * MIB));
    expect(simulator.world.db.row('VDI', ref).physical_utilisation - before).toBe(2 * (2 * MIB + 4096));
    write(ref, 0, strange(3 * MIB, 2));
    expect(simulator.world.db.row('VDI', ref).physical_utilisation - before).toBe(2 * (2 * MIB + 4096));
    expect(problemsOf(simulator.world)).toEqual([]);
    await simulator.call('SR.set_physical_size', thin, simulator.world.db.row('SR', thin).physical_utilisation + MIB);
    expect(() => write(ref, 8 * MIB, strange(MIB))).toThrow(expect.objectContaining({ code: 'SR_FULL' }) as Error);
    expect(same(content(ref).read(8 * MIB, MIB), new Uint8Array(MIB))).toBe(true);
  });

  test('are not kept twice, nor when a disk of ours comes back, nor when the disk is gone', async () => {
    const size = () =>
      Object.entries(simulator.save().annex).reduce(
        (sum, [key, value]) => sum + (key.startsWith('disk-') ? JSON.stringify(value).length : 0),
        0,
      );
    const source = await written();
    const ref = await disk(simulator, thin, 32 * MIB);
    const empty = size();
    write(ref, 0, content(source).read(0, 32 * MIB));
    expect(differingBlocks(content(ref), content(source))).toEqual([]);
    write(ref, 20 * MIB, new Uint8Array(8 * MIB).fill(0xa5));
    expect(content(ref).read(21 * MIB, 3)).toEqual(Uint8Array.of(0xa5, 0xa5, 0xa5));
    expect(size() - empty).toBeLessThan(20_000);
    write(ref, 0, strange(MIB));
    expect(size() - empty).toBeGreaterThan(MIB);
    const twin = await simulator.call('VDI.clone', ref);
    await simulator.call('VDI.destroy', ref);
    expect(same(content(twin).read(0, MIB), strange(MIB))).toBe(true);
    await simulator.call('VDI.destroy', twin);
    expect(size()).toBeLessThan(empty + 10);
  });

  test('of an upload that breaks off never reach the disk', async () => {
    const ref = await disk(simulator, thin, 16 * MIB);
    new DiskWriter(simulator.world, ref).write(0, strange(MIB));
    expect(content(ref).blocks).toEqual([]);
    expect(() => new DiskWriter(simulator.world, ref).write(16 * MIB - 1, strange(2))).toThrow(RangeError);
  });
});
