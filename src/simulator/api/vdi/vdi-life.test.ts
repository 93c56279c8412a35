import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { storageProblems } from '../../scenarios/testing/invariants';
import { disk, GIB, iscsi, network, nfs, pifOf, refusalOf, twoServers } from '../../scenarios/testing/pool';
import { contentOf, differingBlocks } from './content';
import { DiskWriter } from './content-writer';

const KIB64 = 64 * 1024;
let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;
let thin: Ref<'SR'>;
let thick: Ref<'SR'>;

beforeEach(async () => {
  ({ simulator, alder, birch } = twoServers());
  thin = await nfs(simulator, alder, 'NFS', 100 * GIB);
  thick = await iscsi(simulator, alder, 100 * GIB);
});

const db = () => simulator.world.db;
const vdi = (ref: Ref<'VDI'>) => db().row('VDI', ref);
/** The volumes on birch's own disk. */
function local(): Ref<'SR'> {
  const found = db()
    .row('host', birch)
    .PBDs.map((pbd) => db().row('PBD', pbd).SR);
  return found.find((sr) => db().row('SR', sr).type === 'lvm') ?? '';
}

function write(ref: Ref<'VDI'>, block: number, text: string): void {
  const writer = new DiskWriter(simulator.world, ref);
  writer.write(block * KIB64, new TextEncoder().encode(text));
  writer.commit();
}

/** A VM row with a drive on a disk; running on a server unless that is left out. */
function attach(ref: Ref<'VDI'>, host: Ref<'host'> = NULL_REF, mode: 'RW' | 'RO' = 'RW'): Ref<'VBD'> {
  const vm: Ref<'VM'> = `OpaqueRef:guest-of-${ref}`;
  const vbd: Ref<'VBD'> = `OpaqueRef:drive-of-${ref}`;
  const isUp = host !== NULL_REF;
  db().transaction(() => {
    if (!db().has('VM_guest_metrics', 'OpaqueRef:tools')) {
      db().insert('VM_guest_metrics', 'OpaqueRef:tools', { uuid: 'tools', other: { 'feature-suspend': '1' } });
    }
    db().insert('VM', vm, {
      uuid: vm,
      name_label: 'guest',
      guest_metrics: 'OpaqueRef:tools',
      power_state: isUp ? 'Running' : 'Halted',
      resident_on: host,
    });
    db().insert('VBD', vbd, { uuid: vbd, VM: vm, VDI: ref, mode, type: 'Disk', currently_attached: isUp });
  });
  return vbd;
}

describe('changed block tracking', () => {
  test('names the blocks that changed from one snapshot to the next, also when the first lost its data', async () => {
    const ref = await disk(simulator, thin, 4 * 1024 ** 2);
    expect(await refusalOf(simulator, 'VDI.list_changed_blocks', ref, ref)).toEqual([
      'SR_BACKEND_FAILURE_460',
      '',
      'Failed to calculate changed blocks for given VDIs. [opterr=Source and target VDI are same]',
      '',
    ]);
    await simulator.call('VDI.enable_cbt', ref);
    await simulator.call('VDI.enable_cbt', ref);
    const first = await simulator.call('VDI.snapshot', ref);
    write(ref, 1, 'one');
    write(ref, 9, 'nine');
    const second = await simulator.call('VDI.snapshot', ref);
    write(ref, 63, 'last');
    const bits = Buffer.from(await simulator.call('VDI.list_changed_blocks', first, second), 'base64');
    expect([...bits]).toEqual([0b0100_0000, 0b0100_0000, 0, 0, 0, 0, 0, 0]);
    expect(differingBlocks(contentOf(simulator.world, first), contentOf(simulator.world, second))).toEqual([1, 9]);
    const { physical_utilisation } = vdi(first);
    await simulator.call('VDI.data_destroy', first);
    expect(vdi(first)).toMatchObject({ type: 'cbt_metadata', cbt_enabled: true, managed: true });
    expect(vdi(first).physical_utilisation).toBeLessThanOrEqual(physical_utilisation);
    expect(await simulator.call('VDI.list_changed_blocks', first, second)).toBe(bits.toString('base64'));
    const live = Buffer.from(await simulator.call('VDI.list_changed_blocks', first, ref), 'base64');
    expect(live[7]).toBe(1);
    expect((await refusalOf(simulator, 'VDI.list_changed_blocks', second, first))[0]).toBe('SR_BACKEND_FAILURE_460');
    expect(await refusalOf(simulator, 'VDI.copy', first, thin)).toEqual([
      'VDI_INCOMPATIBLE_TYPE',
      first,
      'cbt_metadata',
    ]);
    expect(await refusalOf(simulator, 'VDI.get_nbd_info', first)).toEqual([
      'VDI_INCOMPATIBLE_TYPE',
      first,
      'cbt_metadata',
    ]);
    simulator.advance(10 * 60_000);
    expect(storageProblems(simulator.world)).toEqual([]);
  });

  test('refuses what does not go with it', async () => {
    const ref = await disk(simulator, thin, GIB);
    const snapshot = await simulator.call('VDI.snapshot', ref);
    expect(await refusalOf(simulator, 'VDI.data_destroy', ref)).toEqual([
      'OPERATION_NOT_ALLOWED',
      `VDI is not a snapshot: ${ref}`,
    ]);
    expect(await refusalOf(simulator, 'VDI.data_destroy', snapshot)).toEqual(['VDI_NO_CBT_METADATA', snapshot]);
    expect(await refusalOf(simulator, 'VDI.enable_cbt', snapshot)).toEqual([
      'OPERATION_NOT_ALLOWED',
      `VDI is a snapshot: ${snapshot}`,
    ]);
    await simulator.call('VDI.enable_cbt', ref);
    expect(await refusalOf(simulator, 'VDI.set_on_boot', ref, 'reset')).toEqual(['VDI_CBT_ENABLED', ref]);
    attach(ref, alder);
    expect(await refusalOf(simulator, 'VDI.list_changed_blocks', snapshot, ref)).toEqual([
      'VDI_IN_USE',
      ref,
      'list_changed_blocks',
    ]);
    await simulator.call('VDI.disable_cbt', ref);
    expect(vdi(ref).cbt_enabled).toBe(false);
  });

  test('data is destroyed only when no drive is left, which is waited for', async () => {
    const ref = await disk(simulator, thin, GIB);
    await simulator.call('VDI.enable_cbt', ref);
    const snapshot = await simulator.call('VDI.snapshot', ref);
    attach(snapshot);
    const before = simulator.nowMs;
    expect(await refusalOf(simulator, 'VDI.data_destroy', snapshot)).toEqual(['VDI_IN_USE', snapshot, 'data_destroy']);
    expect(simulator.nowMs - before).toBe(4000);
  });
});

describe('VDI.pool_migrate', () => {
  test('moves a disk with its snapshots and content under a running guest', async () => {
    const ref = await disk(simulator, thin, 15 * GIB, 'data');
    write(ref, 3, 'three');
    const snapshot = await simulator.call('VDI.snapshot', ref);
    const vbd = attach(ref, alder);
    await simulator.call('VDI.add_to_other_config', ref, 'k', 'v');
    const sum = await simulator.call('VDI.checksum', ref);
    const pool = simulator.fork({ clockMode: 'manual' });
    const moving = pool.call('VDI.pool_migrate', ref, thick, {});
    expect(Object.values(pool.world.db.row('VDI', ref).current_operations)).toEqual(['mirror']);
    expect(pool.world.db.row('SR', thick).VDIs).toHaveLength(2);
    // Little of it is written, so that it takes hardly longer than making the mirrors.
    pool.advance(4_000);
    const [task = ''] = pool.world.db.refs('task');
    expect(pool.world.db.row('task', task).progress).toBeGreaterThan(0.3);
    pool.idle();
    const moved = await moving;
    expect(moved).not.toBe(ref);
    expect(pool.world.db.row('VBD', vbd).VDI).toBe(moved);
    expect(pool.world.db.row('VDI', moved)).toMatchObject({ SR: thick, name_label: 'data', other_config: { k: 'v' } });
    expect(await pool.call('VDI.checksum', moved)).toBe(sum);
    const [kept = ''] = pool.world.db.row('VDI', moved).snapshots;
    expect(pool.world.db.row('VDI', kept)).toMatchObject({ SR: thick, is_a_snapshot: true });
    expect(pool.world.db.has('VDI', ref) || pool.world.db.has('VDI', snapshot)).toBe(false);
    pool.advance(10 * 60_000);
    expect(pool.world.db.row('SR', thin).VDIs).toEqual([]);
    expect(storageProblems(pool.world)).toEqual([]);
  });

  test('can be cancelled, and then nothing has moved', async () => {
    const ref = await disk(simulator, thin, 15 * GIB);
    attach(ref, alder);
    const pool = simulator.fork({ clockMode: 'manual' });
    const moving = pool.call('VDI.pool_migrate', ref, thick, {});
    await pool.call('task.cancel', pool.world.db.refs('task')[0] ?? '');
    await expect(moving).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(pool.world.db.row('SR', thick)).toMatchObject({ VDIs: [], physical_utilisation: 0 });
    expect(pool.world.db.row('VDI', ref).current_operations).toEqual({});
  });

  test('needs a VM, a repository that can and that its server has, and room', async () => {
    const ref = await disk(simulator, thin, GIB);
    const move = (sr: Ref<'SR'>) => refusalOf(simulator, 'VDI.pool_migrate', ref, sr, {});
    expect(await move(thick)).toEqual(['VDI_NEEDS_VM_FOR_MIGRATE', ref]);
    attach(ref, alder);
    const [tools = ''] = [...db().all('SR')].find(([, row]) => row.is_tools_sr) ?? [];
    expect(await move(tools)).toEqual(['SR_DOES_NOT_SUPPORT_MIGRATION', tools, 'VDI_SNAPSHOT, VDI_MIRROR']);
    expect(await move(local())).toEqual(['NO_HOSTS_AVAILABLE']);
    expect(await simulator.call('VDI.pool_migrate', ref, thin, {})).toBe(ref);
    await simulator.call('SR.set_physical_size', thick, 1024);
    expect((await move(thick))[0]).toBe('SR_FULL');
    await simulator.call('VDI.enable_cbt', ref);
    expect(await move(thick)).toEqual(['VDI_CBT_ENABLED', ref]);
  });
});

describe('VDI.revert', () => {
  test('brings back what the disk held, and gives the room of what came after back', async () => {
    const ref = await disk(simulator, thin, GIB);
    write(ref, 1, 'before');
    const snapshot = await simulator.call('VDI.snapshot', ref);
    const sum = await simulator.call('VDI.checksum', snapshot);
    write(ref, 2, 'after');
    await simulator.call('VDI.resize', ref, 2 * GIB);
    await simulator.call('VDI.revert', snapshot);
    expect(await simulator.call('VDI.checksum', ref)).toBe(sum);
    expect(vdi(ref)).toMatchObject({ virtual_size: GIB, is_a_snapshot: false });
    simulator.advance(10 * 60_000);
    expect(storageProblems(simulator.world)).toEqual([]);
    expect(await refusalOf(simulator, 'VDI.revert', ref)).toEqual([
      'OPERATION_NOT_ALLOWED',
      `VDI is not a snapshot: ${ref}`,
    ]);
  });

  test('does not bring back a disk that has moved to another repository without its snapshot', async () => {
    const ref = await disk(simulator, thin, GIB);
    const snapshot = await simulator.call('VDI.snapshot', ref);
    const moved = await disk(simulator, await nfs(simulator, alder, 'elsewhere'), GIB);
    await simulator.call('VDI.set_snapshot_of', snapshot, moved);
    const [code] = await refusalOf(simulator, 'VDI.revert', snapshot);
    expect(code).toBe('SR_BACKEND_FAILURE_46');
    expect(storageProblems(simulator.world)).toEqual([]);
  });
});

describe('rows without storage', () => {
  const UUID = '01234567-89ab-cdef-0123-456789abcdef';
  const introduce = (uuid: string, location: string) =>
    simulator.call(
      'VDI.pool_introduce',
      uuid,
      'found',
      '',
      thin,
      'user',
      false,
      false,
      {},
      location,
      {},
      {},
      true,
      GIB,
      512,
    );

  test('are introduced once, with a uuid that is one', async () => {
    const ref = await introduce(UUID, 'here');
    expect(vdi(ref)).toMatchObject({ uuid: UUID, location: 'here', virtual_size: GIB, physical_utilisation: 512 });
    await expect(introduce(UUID, 'here')).rejects.toMatchObject({
      code: 'LOCATION_NOT_UNIQUE',
      params: [thin, 'here'],
    });
    await expect(introduce('x', 'there')).rejects.toMatchObject({ code: 'UUID_INVALID', params: ['VDI', 'x'] });
    await simulator.call('VDI.set_virtual_size', ref, 2 * GIB);
    await simulator.call('VDI.set_managed', ref, false);
    expect(storageProblems(simulator.world)).toEqual([]);
    expect(await refusalOf(simulator, 'VDI.destroy', ref)).toEqual(['VDI_NOT_MANAGED', ref]);
    await simulator.call('VDI.db_forget', ref);
    expect(db().row('SR', thin)).toMatchObject({ VDIs: [], virtual_allocation: 0, physical_utilisation: 0 });
  });

  test('cannot be set to what they must not be', async () => {
    const ref = await disk(simulator, thin, GIB);
    await simulator.call('VDI.set_missing', ref, true);
    await simulator.call('VDI.set_snapshot_time', ref, '20260101T00:00:00Z');
    expect(vdi(ref)).toMatchObject({ missing: true, snapshot_time: '20260101T00:00:00Z' });
    expect(await refusalOf(simulator, 'VDI.force_unlock', ref)).toEqual(['MESSAGE_DEPRECATED']);
    expect(await refusalOf(simulator, 'VDI.open_database', ref)).toEqual(['VDI_INCOMPATIBLE_TYPE', ref, 'user']);
    expect(await simulator.call('VDI.read_database_pool_uuid', ref)).toBe('');
    expect(await simulator.call('VDI.generate_config', alder, ref)).toContain(vdi(ref).uuid);
    expect(await refusalOf(simulator, 'VDI.generate_config', alder, await disk(simulator, local(), GIB))).toEqual([
      'SR_OPERATION_NOT_SUPPORTED',
      local(),
    ]);
  });
});

test('a disk is offered by NBD on the networks of that purpose, by every server that has it', async () => {
  const ref = await disk(simulator, thin, GIB);
  expect(await simulator.call('VDI.get_nbd_info', ref)).toEqual([]);
  const lan = await network(simulator, 'backup');
  db().transaction(() => {
    db().update('network', lan, { purpose: ['nbd'] });
    db().update('PIF', pifOf(simulator, alder, 'eth0'), { network: lan, IP: '10.0.0.5', IPv6: ['fd00::5'] });
  });
  const { uuid } = vdi(ref);
  const common = { exportname: `/${uuid}?session_id=`, port: 10_809, subject: db().row('host', alder).hostname };
  expect(await simulator.call('VDI.get_nbd_info', ref)).toMatchObject([
    { ...common, address: '10.0.0.5' },
    { ...common, address: 'fd00::5' },
  ]);
});

describe('while a disk is copied', () => {
  test('it may be cloned and copied again, but not snapshotted, destroyed or resized', async () => {
    const ref = await disk(simulator, thin, 10 * GIB);
    const pool = simulator.fork({ clockMode: 'manual' });
    void pool.call('VDI.copy', ref, thick);
    const allowed = await pool.call('VDI.get_allowed_operations', ref);
    expect(allowed).toEqual(
      expect.arrayContaining(['clone', 'copy', 'mirror', 'forget'].filter((op) => op !== 'forget')),
    );
    for (const op of ['snapshot', 'destroy', 'resize', 'forget'] as const) expect(allowed).not.toContain(op);
    await expect(pool.call('VDI.snapshot', ref)).rejects.toMatchObject({ code: 'OPERATION_NOT_ALLOWED' });
    await expect(pool.call('VDI.destroy', ref)).rejects.toMatchObject({ code: 'VDI_IN_USE', params: [ref, 'destroy'] });
  });
});

test('operations on disks of one repository follow one another', async () => {
  const [one, other] = [await disk(simulator, thin, GIB), await disk(simulator, thin, GIB)];
  const pool = simulator.fork({ clockMode: 'manual' });
  const first = pool.call('VDI.snapshot', one);
  const second = pool.call('VDI.snapshot', other);
  expect(Object.values(pool.world.db.row('SR', thin).current_operations)).toEqual(['vdi_snapshot']);
  expect(pool.world.db.row('VDI', other).current_operations).toEqual({});
  pool.idle();
  await first;
  expect(pool.world.db.row('VDI', await second).snapshot_of).toBe(other);
});
