import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Simulator } from '../../simulator';
import { problemsOf } from '../../scenarios/testing/invariants';
import { disk, GIB, iscsi, nfs, refusalOf, twoServers } from '../../scenarios/testing/pool';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;

beforeEach(() => {
  ({ simulator, alder, birch } = twoServers());
});

const db = () => simulator.world.db;
const sr = (ref: Ref<'SR'>) => db().row('SR', ref);
const pbds = (ref: Ref<'SR'>) => sr(ref).PBDs.map((pbd) => db().row('PBD', pbd));

describe('SR.create', () => {
  test('connects every server to a shared repository', async () => {
    const ref = await nfs(simulator, alder);
    expect(sr(ref)).toMatchObject({ type: 'nfs', shared: true, physical_utilisation: 0 });
    expect(pbds(ref).map(({ host, currently_attached }) => [host, currently_attached])).toEqual([
      [alder, true],
      [birch, true],
    ]);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('connects only the given server to a local one, whatever “shared” says', async () => {
    const config = { device: '/dev/sdb' };
    const ref = await simulator.call('SR.create', birch, config, 900 * GIB, 'Scratch', '', 'ext', 'user', true);
    expect(sr(ref)).toMatchObject({ shared: false, physical_size: 900 * GIB });
    expect(pbds(ref).map(({ host }) => host)).toEqual([birch]);
  });

  test('keeps passwords as secrets, one for each server', async () => {
    const ref = await iscsi(simulator, alder);
    expect(JSON.stringify(pbds(ref))).not.toContain('"p"');
    const secrets = pbds(ref).map(({ device_config }) => device_config['chappassword_secret'] ?? '');
    expect(new Set(secrets).size).toBe(2);
    for (const uuid of secrets) expect(db().row('secret', db().byUuid('secret', uuid) ?? '').value).toBe('p');
    expect(sr(ref).sm_config).toMatchObject({ allocation: 'thick', devserial: 'scsi-36001405a1b2c3d4' });
  });

  const refused: readonly [string, string, Readonly<Record<string, string>>, readonly unknown[]][] = [
    ['an unknown type', 'floppy', {}, ['SR_UNKNOWN_DRIVER', 'floppy']],
    [
      'no server',
      'nfs',
      { serverpath: '/x' },
      ['SR_BACKEND_FAILURE_102', '', 'The request is missing the server parameter', ''],
    ],
    [
      'no path',
      'nfs',
      { server: 'x' },
      [
        'SR_BACKEND_FAILURE_101',
        '',
        'The request is missing the serverpath parameter',
        expect.stringContaining('<nfs-exports>'),
      ],
    ],
    [
      'no LUN',
      'lvmoiscsi',
      { target: '10.0.0.1', targetIQN: 'iqn.x' },
      [
        'SR_BACKEND_FAILURE_107',
        '',
        'The SCSIid parameter is missing or incorrect',
        expect.stringContaining('<iscsi-target>'),
      ],
    ],
  ];
  test.each(refused)('is refused for %s', async (_name, type, config, refusal) => {
    expect(await refusalOf(simulator, 'SR.create', alder, config, 0, 'x', '', type, 'user', true)).toEqual(refusal);
    expect([...db().all('SR')].some(([, row]) => row.name_label === 'x')).toBe(false);
  });

  test('an ISO library has no size of its own', async () => {
    const config = { location: '10.20.1.5:/export/iso', type: 'nfs_iso' };
    const ref = await simulator.call('SR.create', alder, config, 0, 'ISO library', '', 'iso', 'iso', true);
    expect(sr(ref)).toMatchObject({ physical_size: -1, physical_utilisation: -1, content_type: 'iso' });
    const iso = await disk(simulator, ref, 700 * 1024 ** 2, 'debian-12.iso');
    expect(db().row('VDI', iso)).toMatchObject({ location: 'debian-12.iso', virtual_size: 700 * 1024 ** 2 });
    expect(problemsOf(simulator.world)).toEqual([]);
  });
});

describe('PBD', () => {
  test('a server leaves a repository and comes back', async () => {
    const ref = await nfs(simulator, alder);
    const [pbd = ''] = sr(ref).PBDs;
    await simulator.call('PBD.unplug', pbd);
    expect(db().row('PBD', pbd).currently_attached).toBe(false);
    await simulator.call('PBD.plug', pbd);
    expect(db().row('PBD', pbd).currently_attached).toBe(true);
  });

  test('is not unplugged while a guest there uses a disk', async () => {
    const ref = await nfs(simulator, alder);
    const vdi = await disk(simulator, ref, GIB);
    db().transaction(() => {
      db().insert('VM', 'OpaqueRef:guest', { uuid: 'guest', power_state: 'Running', resident_on: alder });
      db().insert('VBD', 'OpaqueRef:drive', {
        uuid: 'drive',
        VM: 'OpaqueRef:guest',
        VDI: vdi,
        currently_attached: true,
      });
    });
    const [onAlder = '', onBirch = ''] = sr(ref).PBDs;
    expect(await refusalOf(simulator, 'PBD.unplug', onAlder)).toEqual(['VDI_IN_USE', vdi]);
    await simulator.call('PBD.unplug', onBirch);
  });

  test('exists once for a server, and goes only when it is unplugged', async () => {
    const ref = await nfs(simulator, alder);
    const [pbd = ''] = sr(ref).PBDs;
    const again = { host: alder, SR: ref, device_config: {}, other_config: {} };
    expect(await refusalOf(simulator, 'PBD.create', again)).toEqual(['PBD_EXISTS', ref, alder, pbd]);
    expect(await refusalOf(simulator, 'PBD.destroy', pbd)).toEqual([
      'OPERATION_NOT_ALLOWED',
      'PBD is currently attached',
    ]);
    await simulator.call('PBD.unplug', pbd);
    await simulator.call('PBD.destroy', pbd);
    expect(sr(ref).PBDs).toHaveLength(1);
    const forbidden = { ...again, device_config: { SRmaster: 'true' } };
    expect((await refusalOf(simulator, 'PBD.create', forbidden))[0]).toBe('VALUE_NOT_SUPPORTED');
  });

  test('a repository that is not shared has one server at a time', async () => {
    const repositories = db()
      .row('host', alder)
      .PBDs.map((each) => db().row('PBD', each).SR);
    const local = repositories.find((each) => sr(each).type === 'ext') ?? '';
    const pbd = await simulator.call('PBD.create', { host: birch, SR: local, device_config: {}, other_config: {} });
    expect(await refusalOf(simulator, 'PBD.plug', pbd)).toEqual(['SR_NOT_SHARABLE', local, alder]);
  });
});

describe('SR.forget and SR.destroy', () => {
  test('wait until no server is connected, and destroy until nothing is left', async () => {
    const ref = await nfs(simulator, alder);
    const vdi = await disk(simulator, ref, GIB);
    expect(await refusalOf(simulator, 'SR.forget', ref)).toEqual(['SR_HAS_PBD', ref]);
    for (const pbd of sr(ref).PBDs) await simulator.call('PBD.unplug', pbd);
    expect(await refusalOf(simulator, 'SR.destroy', ref)).toEqual(['SR_NOT_EMPTY']);
    await simulator.call('SR.forget', ref);
    expect(db().has('SR', ref) || db().has('VDI', vdi)).toBe(false);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('destroy needs a connection to destroy through', async () => {
    const ref = await simulator.call('SR.introduce', '', 'Empty', '', 'nfs', 'user', true);
    expect(await refusalOf(simulator, 'SR.destroy', ref)).toEqual(['SR_HAS_NO_PBDS', ref]);
  });
});

test('a scan holds the repository: other operations wait for it, plugging does not', async () => {
  const ref = await nfs(simulator, alder);
  const pool = simulator.fork({ clockMode: 'manual' });
  const scan = pool.call('SR.scan', ref);
  const allowed = await pool.call('SR.get_allowed_operations', ref);
  expect(allowed).toEqual(['plug']);
  pool.idle();
  await scan;
  expect(await pool.call('SR.get_allowed_operations', ref)).toContain('scan');
});

test('the tools of the guests are everywhere and read-only', async () => {
  const [tools, row] = [...db().all('SR')].find(([, each]) => each.is_tools_sr) ?? ['', sr('')];
  expect(row.PBDs).toHaveLength(2);
  const allowed = await simulator.call('SR.get_allowed_operations', tools);
  for (const operation of ['vdi_create', 'vdi_destroy', 'destroy']) expect(allowed).not.toContain(operation);
});
