import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { storageProblems } from '../../scenarios/testing/invariants';
import { disk, GIB, iscsi, nfs, refusalOf, twoServers } from '../../scenarios/testing/pool';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;

beforeEach(() => {
  ({ simulator, alder, birch } = twoServers());
});

const db = () => simulator.world.db;
const textsOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((match) => match[1] ?? '');
const probe = (type: string, config: Readonly<Record<string, string>>, more = {}) =>
  simulator.call('SR.probe', alder, config, type, more);
const refused = (type: string, config: Readonly<Record<string, string>>) =>
  refusalOf(simulator, 'SR.probe', alder, config, type, {});

async function forget(sr: Ref<'SR'>): Promise<void> {
  for (const pbd of db().row('SR', sr).PBDs) await simulator.call('PBD.unplug', pbd);
  await simulator.call('SR.forget', sr);
}

describe('SR.probe', () => {
  test('finds targets, then LUNs, then the repository on a LUN, as clients walk down to it', async () => {
    const target = '10.20.1.9';
    const [code, first, , iqns = ''] = await refused('lvmoiscsi', { target });
    expect([code, first]).toEqual(['SR_BACKEND_FAILURE_96', '']);
    expect(iqns.startsWith('<?xml version="1.0" ?>\n<iscsi-target-iqns>\n\t<TGT>\n\t\t<Index>0</Index>')).toBe(true);
    expect(textsOf(iqns, 'IPAddress')).toEqual([target]);
    const [targetIQN = ''] = textsOf(iqns, 'TargetIQN');
    const [lunCode, , , luns = ''] = await refused('lvmoiscsi', { target, targetIQN });
    expect(lunCode).toBe('SR_BACKEND_FAILURE_107');
    const [SCSIid = ''] = textsOf(luns, 'SCSIid');
    const config = { target, targetIQN, SCSIid };
    expect(await probe('LVMoISCSI', config)).toBe('<?xml version="1.0" ?>\n<SRlist/>\n');
    const sr = await simulator.call('SR.create', alder, config, 0, 'LUN', '', 'lvmoiscsi', 'user', true);
    expect(db().row('SR', sr).physical_size).toBe(Number(textsOf(luns, 'size')[0]));
    const { uuid } = db().row('SR', sr);
    const found = await probe('lvmoiscsi', config, { metadata: 'true' });
    expect([textsOf(found, 'UUID'), textsOf(found, 'Devlist')]).toEqual([[uuid], [`/dev/disk/by-id/scsi-${SCSIid}`]]);
    expect(textsOf(found, 'name_label')).toEqual(['LUN']);
    const again = refusalOf(simulator, 'SR.create', alder, config, 0, 'x', '', 'lvmoiscsi', 'user', true);
    expect(await again).toEqual(['SR_DEVICE_IN_USE']);
  });

  test('knows the arrays that a world describes, and those that its repositories use', async () => {
    const lun = { SCSIid: '3600a', size: GIB, vendor: 'ACME', serial: '1', LUNid: 7 };
    const described = { '10.9.9.9': { targets: [{ iqn: 'iqn.acme', luns: [lun] }] }, nas: { exports: ['/tank'] } };
    simulator.world.engine.annex = { 'storage-network': described };
    expect(textsOf((await refused('lvmoiscsi', { target: '10.9.9.9' }))[3] ?? '', 'TargetIQN')).toEqual(['iqn.acme']);
    const luns = (await refused('lvmoiscsi', { target: '10.9.9.9', targetIQN: 'iqn.acme' }))[3] ?? '';
    expect([textsOf(luns, 'SCSIid'), textsOf(luns, 'LUNid')]).toEqual([['3600a'], ['7']]);
    await iscsi(simulator, alder);
    expect(textsOf((await refused('lvmoiscsi', { target: '10.20.1.6' }))[3] ?? '', 'TargetIQN')).toContain(
      'iqn.2026-01.example:array',
    );
    expect(textsOf((await refused('nfs', { server: 'nas' }))[3] ?? '', 'Path')).toEqual(['/tank']);
    const devices = (await refused('lvmohba', {}))[3] ?? '';
    expect(devices).toContain('<Devlist>');
    expect(textsOf(devices, 'hba').length).toBeGreaterThan(0);
  });

  test('finds NFS repositories and the versions that the server speaks', async () => {
    const sr = await nfs(simulator, alder, 'vms');
    const config = { server: '10.20.1.5', serverpath: '/export/vms/', probeversion: '' };
    const found = await probe('nfs', config);
    expect(textsOf(found, 'UUID')).toEqual([db().row('SR', sr).uuid]);
    expect(textsOf(found, 'Version')).toEqual(['3', '4', '4.1']);
  });

  test('says what is missing, who does not answer and what cannot look', async () => {
    expect(await refused('floppy', {})).toEqual(['SR_UNKNOWN_DRIVER', 'floppy']);
    expect((await refused('ext', {}))[0]).toBe('SR_BACKEND_FAILURE_90');
    expect((await refused('lvmoiscsi', {}))[0]).toBe('SR_BACKEND_FAILURE_95');
    expect((await refused('lvmoiscsi', { target: 'array.invalid' }))[0]).toBe('SR_BACKEND_FAILURE_141');
    expect((await refused('nfs', { server: 'nas.invalid' }))[0]).toBe('SR_BACKEND_FAILURE_108');
    expect(await refused('iso', { location: '/x' })).toEqual(['UNIMPLEMENTED_IN_SM_BACKEND', 'SR.probe']);
  });
});

test('SR.probe_ext answers the same in records', async () => {
  const sr = await nfs(simulator, alder, 'vms', 100 * GIB);
  const { uuid } = db().row('SR', sr);
  const server = '10.20.1.5';
  const choices = await simulator.call('SR.probe_ext', alder, { server }, 'nfs', {});
  expect(choices.every(({ complete, sr: found }) => !complete && found === undefined)).toBe(true);
  expect(choices.map(({ configuration }) => configuration)).toContainEqual({ server, serverpath: '/export/vms' });
  const [result] = await simulator.call('SR.probe_ext', alder, { server, serverpath: '/export/vms' }, 'nfs', {});
  expect(result).toMatchObject({ complete: true, sr: { uuid, total_space: 100 * GIB, health: 'healthy' } });
});

describe('a repository that was forgotten', () => {
  test('comes back with its disks, their snapshots and what is in them', async () => {
    const sr = await nfs(simulator, alder, 'vms', 100 * GIB);
    const { uuid } = db().row('SR', sr);
    const vdi = await disk(simulator, sr, 10 * GIB, 'data');
    await simulator.call('VDI.set_physical_utilisation', vdi, 3 * GIB);
    const snapshot = await simulator.call('VDI.snapshot', vdi);
    const before = { ...db().row('SR', sr) };
    const sums = await Promise.all([vdi, snapshot].map((each) => simulator.call('VDI.checksum', each)));
    const uuids = [vdi, snapshot].map((each) => db().row('VDI', each).uuid);
    await forget(sr);
    const config = { server: '10.20.1.5', serverpath: '/export/vms' };
    expect(textsOf(await probe('nfs', config), 'UUID')).toEqual([uuid]);
    const back = await simulator.call('SR.introduce', uuid, 'Back', '', 'nfs', 'user', true);
    const connection = { host: birch, SR: back, other_config: {} };
    const wrong = await simulator.call('PBD.create', { ...connection, device_config: { ...config, serverpath: '/x' } });
    expect((await refusalOf(simulator, 'PBD.plug', wrong))[0]).toBe('SR_BACKEND_FAILURE_73');
    await simulator.call('PBD.destroy', wrong);
    await simulator.call('PBD.plug', await simulator.call('PBD.create', { ...connection, device_config: config }));
    const { physical_size, physical_utilisation, virtual_allocation } = before;
    expect(db().row('SR', back)).toMatchObject({ physical_size, physical_utilisation, virtual_allocation });
    const [again = '', snapshotAgain = ''] = uuids.map((each) => db().byUuid('VDI', each) ?? '');
    expect(db().row('VDI', snapshotAgain)).toMatchObject({ is_a_snapshot: true, snapshot_of: again });
    expect(await Promise.all([again, snapshotAgain].map((each) => simulator.call('VDI.checksum', each)))).toEqual(sums);
    expect(storageProblems(simulator.world)).toEqual([]);
  });

  test('is gone when it was destroyed, or when a new one was made in its place', async () => {
    const config = { device: '/dev/sdb' };
    const make = () => simulator.call('SR.create', alder, config, 100 * GIB, 'Scratch', '', 'lvm', 'user', false);
    const first = await make();
    const { uuid } = db().row('SR', first);
    await disk(simulator, first, GIB);
    await forget(first);
    expect(textsOf(await probe('lvm', config), 'UUID')).toEqual([uuid]);
    const second = await make();
    expect(textsOf(await probe('lvm', config), 'UUID')).toEqual([db().row('SR', second).uuid]);
    for (const pbd of db().row('SR', second).PBDs) await simulator.call('PBD.unplug', pbd);
    await simulator.call('SR.destroy', second);
    expect(textsOf(await probe('lvm', config), 'UUID')).toEqual([]);
    expect(Object.keys(simulator.save().annex).filter((key) => /^(disk|storage)-/.test(key))).toEqual([]);
  });

  test('is no default of anything any more', async () => {
    const sr = await nfs(simulator, alder);
    const [pool = ''] = db().refs('pool');
    await simulator.call('pool.set_default_SR', pool, sr);
    await forget(sr);
    expect(db().row('pool', pool).default_SR).toBe('OpaqueRef:NULL');
  });
});

describe('a disk that was forgotten', () => {
  test('keeps its room and comes back with a scan', async () => {
    const sr = await nfs(simulator, alder);
    const vdi = await disk(simulator, sr, 10 * GIB, 'data');
    const { uuid } = db().row('VDI', vdi);
    const { physical_utilisation } = db().row('SR', sr);
    await simulator.call('VDI.forget', vdi);
    expect(db().row('SR', sr)).toMatchObject({ VDIs: [], physical_utilisation, virtual_allocation: 0 });
    expect(storageProblems(simulator.world)).toEqual([]);
    await simulator.call('SR.scan', sr);
    expect(db().row('VDI', db().byUuid('VDI', uuid) ?? '')).toMatchObject({ name_label: 'data', SR: sr });
    expect(storageProblems(simulator.world)).toEqual([]);
  });

  test('is introduced by its location where the storage can find it', async () => {
    const drives =
      db()
        .row('host', alder)
        .PBDs.map((pbd) => db().row('PBD', pbd).SR)
        .find((sr) =>
          db()
            .row('SR', sr)
            .VDIs.some((vdi) => db().row('VDI', vdi).location.startsWith('/dev/')),
        ) ?? '';
    const [drive = ''] = db().row('SR', drives).VDIs;
    const { uuid, location } = db().row('VDI', drive);
    const introduce = (sr: Ref<'SR'>, at: string) =>
      simulator.call('VDI.introduce', uuid, 'Drive', '', sr, 'user', false, true, {}, at);
    await expect(introduce(drives, '/dev/none')).rejects.toMatchObject({ code: 'SR_BACKEND_FAILURE_46' });
    await simulator.call('VDI.forget', drive);
    const back = await introduce(drives, location);
    expect(db().row('VDI', back)).toMatchObject({ uuid, name_label: 'Drive', location });
    const sr = await nfs(simulator, alder);
    await expect(introduce(sr, 'x')).rejects.toMatchObject({ code: 'SR_OPERATION_NOT_SUPPORTED', params: [sr] });
  });
});

describe('disaster recovery', () => {
  test('the database is replicated to volumes only, into a disk of its own', async () => {
    const files = await nfs(simulator, alder);
    const enable = (sr: Ref<'SR'>) => refusalOf(simulator, 'SR.enable_database_replication', sr);
    expect(await enable(files)).toEqual(['SR_OPERATION_NOT_SUPPORTED', files]);
    const volumes = await iscsi(simulator, alder);
    await simulator.call('SR.enable_database_replication', volumes);
    const [vdi = ''] = db().row('SR', volumes).VDIs;
    const [pool = ''] = db().refs('pool');
    expect(db().row('VDI', vdi)).toMatchObject({ type: 'metadata', metadata_of_pool: pool, metadata_latest: true });
    expect(db().row('pool', pool).metadata_VDIs).toEqual([vdi]);
    // Only databases of other pools are looked for (xapi_dr.ml).
    expect(await simulator.call('VDI.read_database_pool_uuid', vdi)).toBe('');
    await simulator.call('SR.disable_database_replication', volumes);
    expect(db().row('SR', volumes).VDIs).toEqual([]);
    expect(storageProblems(simulator.world)).toEqual([]);
  });
});

test('the database is written by whoever leads the pool, where he has the repository', async () => {
  const volumes = await iscsi(simulator, alder);
  await simulator.call('SR.enable_database_replication', volumes);
  const [vdi = ''] = db().row('SR', volumes).VDIs;
  const isWritten = (): boolean => db().row('VDI', vdi).metadata_latest;
  const lead = async (host: Ref<'host'>): Promise<void> => {
    await simulator.call('pool.designate_new_master', host);
    simulator.idle();
  };
  await lead(birch);
  expect(isWritten()).toBe(true);
  const pbd = db()
    .row('host', alder)
    .PBDs.find((ref) => db().row('PBD', ref).SR === volumes);
  await simulator.call('PBD.unplug', pbd ?? '');
  expect(isWritten()).toBe(true);
  await lead(alder);
  expect(isWritten()).toBe(false);
  await simulator.call('PBD.plug', pbd ?? '');
  expect(isWritten()).toBe(true);
});

test('a LUN, a secret and a live server are found, and what no release has is refused', async () => {
  const sr = await nfs(simulator, alder);
  expect(await simulator.call('SR.get_live_hosts', sr)).toEqual([alder, birch]);
  await simulator.call('host.disable', birch);
  expect(await simulator.call('SR.get_live_hosts', sr)).toEqual([alder]);
  expect(await refusalOf(simulator, 'SR.make', alder, {}, 0, '', '', 'nfs', 'user', {})).toEqual([
    'MESSAGE_DEPRECATED',
  ]);
  const uuid = '11111111-2222-3333-4444-555555555555';
  const secret = await simulator.call('secret.introduce', uuid, 'hush');
  expect(await simulator.call('secret.get_value', secret)).toBe('hush');
  expect((await refusalOf(simulator, 'secret.introduce', uuid, 'x'))[0]).toBe('DB_UNIQUENESS_CONSTRAINT_VIOLATION');
});
