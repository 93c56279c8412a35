import { beforeEach, describe, expect, test } from 'vitest';
import { repositoryBytesPerSecond } from '../../physics/lifecycle';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { disk, GIB, iscsi, nfs, refusalOf, twoServers } from '../../scenarios/testing/pool';
import { problemsOf } from '../../scenarios/testing/invariants';
import { cloneDisk, destroyDisk, snapshotDisk } from './disks';
import { emptyVhdBytes, fullVhdBytes, fullVolumeBytes } from './vhd';

let simulator: Simulator;
let thin: Ref<'SR'>;
let thick: Ref<'SR'>;

beforeEach(async () => {
  const pool = twoServers();
  simulator = pool.simulator;
  thin = await nfs(simulator, pool.alder, 'NFS', 100 * GIB);
  thick = await iscsi(simulator, pool.alder, 100 * GIB);
});

const sr = (ref: Ref<'SR'>) => simulator.world.db.row('SR', ref);
const vdi = (ref: Ref<'VDI'>) => simulator.world.db.row('VDI', ref);

describe('the size of a disk in its repository', () => {
  test('is that of real volumes: 4 GiB take 4,311,744,512 bytes, 8 MiB take 16 MiB', () => {
    expect(fullVolumeBytes(4 * GIB)).toBe(4_311_744_512);
    expect(fullVolumeBytes(8 * 1024 ** 2)).toBe(16 * 1024 ** 2);
  });

  test('is next to nothing when thin, and everything when thick', async () => {
    expect(vdi(await disk(simulator, thin, 10 * GIB)).physical_utilisation).toBe(emptyVhdBytes(10 * GIB));
    expect(vdi(await disk(simulator, thick, 10 * GIB)).physical_utilisation).toBe(fullVolumeBytes(10 * GIB));
    expect(sr(thin)).toMatchObject({ virtual_allocation: 10 * GIB, physical_utilisation: emptyVhdBytes(10 * GIB) });
    expect(sr(thick)).toMatchObject({ virtual_allocation: 10 * GIB, physical_utilisation: fullVolumeBytes(10 * GIB) });
  });

  test('is a whole number of blocks', async () => {
    expect(vdi(await disk(simulator, thin, GIB + 1)).virtual_size).toBe(GIB + 2 * 1024 ** 2);
  });

  test('grows with what the guest writes, and the repository with it', async () => {
    const ref = await disk(simulator, thin, 10 * GIB);
    await simulator.call('VDI.set_physical_utilisation', ref, 3 * GIB);
    expect(sr(thin).physical_utilisation).toBe(3 * GIB);
    expect(problemsOf(simulator.world)).toEqual([]);
  });
});

describe('VDI.create is refused', () => {
  test('when the repository is full, with what was asked for and what is left', async () => {
    const refusal = await refusalOf(simulator, 'VDI.create', {
      SR: thick,
      name_label: 'huge',
      name_description: '',
      virtual_size: 200 * GIB,
      type: 'user',
      sharable: false,
      read_only: false,
      other_config: {},
    });
    expect(refusal).toEqual(['SR_FULL', String(fullVolumeBytes(200 * GIB)), String(100 * GIB)]);
    expect(sr(thick)).toMatchObject({ VDIs: [], current_operations: {} });
  });

  test('for a size that the format cannot hold', async () => {
    await expect(disk(simulator, thin, 3000 * GIB)).rejects.toMatchObject({ code: 'SR_BACKEND_FAILURE_79' });
  });

  test('on a repository that makes no disks, and on one that no server has', async () => {
    const { db } = simulator.world;
    const drives = [...db.all('SR')].find(([, row]) => row.type === 'udev')?.[0] ?? '';
    await expect(disk(simulator, drives, GIB)).rejects.toMatchObject({
      code: 'SR_OPERATION_NOT_SUPPORTED',
      params: [drives],
    });
    for (const pbd of sr(thin).PBDs) await simulator.call('PBD.unplug', pbd);
    await expect(disk(simulator, thin, GIB)).rejects.toMatchObject({ code: 'SR_HAS_NO_PBDS', params: [thin] });
  });
});

describe('a snapshot', () => {
  test('shares an unmanaged ancestor with its disk and costs a thick repository the disk once more', async () => {
    const ref = await disk(simulator, thick, 10 * GIB, 'data');
    const snapshot = await simulator.call('VDI.snapshot', ref);
    expect(vdi(snapshot)).toMatchObject({ is_a_snapshot: true, snapshot_of: ref, name_label: 'data', managed: true });
    expect(vdi(ref).snapshots).toEqual([snapshot]);
    const ancestors = sr(thick).VDIs.filter((each) => !vdi(each).managed);
    expect(ancestors).toHaveLength(1);
    expect(vdi(ref).sm_config['vhd-parent']).toBe(vdi(ancestors[0] ?? '').uuid);
    expect(sr(thick).virtual_allocation).toBe(20 * GIB);
    expect(sr(thick).physical_utilisation).toBeGreaterThan(2 * fullVolumeBytes(10 * GIB));
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('is refused for a shared disk and when the chain is too long', async () => {
    const ref = await disk(simulator, thin, GIB);
    await simulator.call('VDI.set_sharable', ref, true);
    expect(await refusalOf(simulator, 'VDI.snapshot', ref)).toEqual(['VDI_IS_SHARABLE', ref]);
    await simulator.call('VDI.set_sharable', ref, false);
    const { world } = simulator;
    const grow = (): void => {
      snapshotDisk(world, ref);
      void simulator.call('VDI.set_physical_utilisation', ref, GIB / 2);
    };
    for (let depth = 0; depth < 30; depth++) grow();
    expect(grow).toThrow(expect.objectContaining({ code: 'SR_BACKEND_FAILURE_109' }) as Error);
  });

  test('gives its space back when the collector has read and written it, which begins after five minutes', async () => {
    const ref = await disk(simulator, thin, 10 * GIB);
    await simulator.call('VDI.set_physical_utilisation', ref, 4 * GIB);
    const snapshot = await simulator.call('VDI.snapshot', ref);
    await simulator.call('VDI.set_physical_utilisation', ref, GIB);
    await simulator.call('VDI.destroy', snapshot);
    expect(sr(thin)).toMatchObject({ physical_utilisation: 5 * GIB, virtual_allocation: 10 * GIB });
    expect(sr(thin).VDIs).toHaveLength(2);
    simulator.advance(5 * 60_000);
    expect(sr(thin).VDIs).toHaveLength(2);
    const copyMs = Math.ceil((2000 * (GIB - emptyVhdBytes(10 * GIB))) / repositoryBytesPerSecond(sr(thin).type));
    simulator.advance(copyMs - 1);
    expect(sr(thin).VDIs).toHaveLength(2);
    simulator.advance(1);
    // One file is one header and table less.
    expect(sr(thin)).toMatchObject({ VDIs: [ref], physical_utilisation: 5 * GIB - emptyVhdBytes(10 * GIB) });
    expect(vdi(ref).sm_config['vhd-parent']).toBeUndefined();
    expect(problemsOf(simulator.world)).toEqual([]);
  });
});

test('clones of a snapshot share one ancestor, and all of it goes with the last of them', () => {
  const { world } = simulator;
  return disk(simulator, thin, 10 * GIB).then((ref) => {
    const snapshot = snapshotDisk(world, ref);
    const clones = Array.from({ length: 20 }, () => cloneDisk(world, snapshot, { name: 'clone' }));
    expect(sr(thin).VDIs.filter((each) => !vdi(each).managed)).toHaveLength(1);
    for (const each of [ref, snapshot, ...clones]) destroyDisk(world, each);
    simulator.advance(10 * 60_000);
    expect(sr(thin)).toMatchObject({ VDIs: [], physical_utilisation: 0, virtual_allocation: 0 });
  });
});

describe('VDI.copy', () => {
  test('makes a disk of its own in another repository, and takes as long as what the disk holds', async () => {
    const ref = await disk(simulator, thin, 15 * GIB);
    await simulator.call('VDI.set_physical_utilisation', ref, 5 * GIB);
    const before = simulator.nowMs;
    const copy = await simulator.call('VDI.copy', ref, thick);
    expect(simulator.nowMs - before).toBe(Math.round((5 * GIB) / 117e3));
    expect(vdi(copy)).toMatchObject({ SR: thick, virtual_size: 15 * GIB, sm_config: { vdi_type: 'vhd' } });
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('writes into a disk that is large enough and writable', async () => {
    const source = await disk(simulator, thin, 10 * GIB);
    const small = await disk(simulator, thin, GIB);
    const copy = (into: Ref<'VDI'>) =>
      refusalOf(simulator, 'VDI.copy', source, 'OpaqueRef:NULL', 'OpaqueRef:NULL', into);
    expect(await copy(small)).toEqual(['VDI_TOO_SMALL', small, String(10 * GIB)]);
    await simulator.call('VDI.set_read_only', small, true);
    expect(await copy(small)).toEqual(['VDI_READONLY', small]);
  });

  test('can be cancelled, and leaves nothing behind', async () => {
    const ref = await disk(simulator, thin, 10 * GIB);
    const pool = simulator.fork({ clockMode: 'manual' });
    const copying = pool.call('VDI.copy', ref, thick);
    const [task] = pool.world.db.refs('task');
    expect(pool.world.db.row('task', task ?? '').allowed_operations).toEqual(['cancel']);
    expect(await pool.call('VDI.get_current_operations', ref)).toEqual({ [task ?? '']: 'copy' });
    await pool.call('task.cancel', task ?? '');
    await expect(copying).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(pool.world.db.row('SR', thick).VDIs).toEqual([]);
  });
});

describe('VDI.resize', () => {
  test('grows a disk within what the repository has', async () => {
    const ref = await disk(simulator, thick, 10 * GIB);
    await simulator.call('VDI.resize', ref, 20 * GIB);
    expect(vdi(ref)).toMatchObject({ virtual_size: 20 * GIB, physical_utilisation: fullVolumeBytes(20 * GIB) });
    expect(problemsOf(simulator.world)).toEqual([]);
    expect((await refusalOf(simulator, 'VDI.resize', ref, 200 * GIB))[0]).toBe('SR_FULL');
    expect((await refusalOf(simulator, 'VDI.resize', ref, GIB))[0]).toBe('SR_BACKEND_FAILURE_79');
    expect(await refusalOf(simulator, 'VDI.resize_online', ref, 30 * GIB)).toEqual([
      'SR_OPERATION_NOT_SUPPORTED',
      thick,
    ]);
  });
});

describe('what a disk allows', () => {
  test('everything that its repository can, when nobody uses it', async () => {
    const ref = await disk(simulator, thin, GIB);
    const allowed = await simulator.call('VDI.get_allowed_operations', ref);
    expect(allowed).toEqual(expect.arrayContaining(['snapshot', 'clone', 'copy', 'resize', 'destroy', 'forget']));
    expect(allowed).not.toContain('resize_online');
  });

  test('only what is possible live, while a guest writes to it', async () => {
    const ref = await disk(simulator, thin, GIB);
    const { db } = simulator.world;
    db.transaction(() =>
      db.insert('VBD', 'OpaqueRef:drive', { VDI: ref, mode: 'RW', type: 'Disk', currently_attached: true }),
    );
    const allowed = await simulator.call('VDI.get_allowed_operations', ref);
    expect([...allowed].sort()).toEqual(['clone', 'disable_cbt', 'enable_cbt', 'mirror', 'snapshot']);
    expect(await refusalOf(simulator, 'VDI.destroy', ref)).toEqual(['VDI_IN_USE', ref, 'destroy']);
    expect(await refusalOf(simulator, 'VDI.copy', ref, thick)).toEqual(['VDI_IN_USE', ref, 'copy']);
    db.transaction(() => db.update('VBD', 'OpaqueRef:drive', { mode: 'RO' }));
    expect(await simulator.call('VDI.get_allowed_operations', ref)).toContain('copy');
  });

  test('nothing that changes the guests’ tools or a physical drive', async () => {
    const { db } = simulator.world;
    const [tools] = [...db.all('VDI')].find(([, row]) => row.is_tools_iso) ?? [''];
    expect((await refusalOf(simulator, 'VDI.destroy', tools))[0]).toBe('SR_OPERATION_NOT_SUPPORTED');
    const [drive] = [...db.all('VDI')].find(([, row]) => row.location.startsWith('/dev/')) ?? [''];
    expect(await refusalOf(simulator, 'VDI.destroy', drive)).toEqual(['VDI_IS_A_PHYSICAL_DEVICE', drive]);
  });
});

test('thin disks know how large they are when every block is written', () => {
  expect(fullVhdBytes(GIB)).toBeGreaterThan(GIB);
  expect(fullVhdBytes(GIB)).toBeLessThan(1.01 * GIB);
});
