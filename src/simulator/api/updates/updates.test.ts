import { expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { refusalOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';
import { poolUpdates } from './available';
import { clearGuidance } from './guidance';

type World = ReturnType<typeof twoServers> & { readonly pool: Ref<'pool'> };

function site(): World {
  const world = twoServers();
  return { ...world, pool: world.simulator.world.db.refs('pool')[0] ?? '' };
}

function introduce(simulator: Simulator, name = 'normal', path = 'xs8'): Promise<Ref<'Repository'>> {
  const url = `https://repo.example.com/${path}/${name}`;
  return simulator.call('Repository.introduce', name, '', url, `${url}/source`, true, '');
}

function guest(simulator: Simulator, host: Ref<'host'>): Ref<'VM'> {
  const { db, engine } = simulator.world;
  const vm = engine.newRef('VM');
  const uuid = engine.newUuid('VM');
  db.transaction(() =>
    db.insert('VM', vm, { uuid, power_state: 'Running', resident_on: host, domain_type: 'hvm', domid: 7 }),
  );
  return vm;
}

test('repositories are checked in the order of the toolstack', async () => {
  const { simulator, pool } = site();
  const good = 'https://repo.example.com/a';
  const refused = (name: string, binary: string, source: string, key = ''): Promise<readonly string[]> =>
    refusalOf(simulator, 'Repository.introduce', name, '', binary, source, true, key);
  expect(await refused('a', 'ftp://x', 'nonsense', '/key')).toEqual(['INVALID_BASE_URL', 'ftp://x']);
  expect(await refused('a', good, 'nonsense', '/key')).toEqual(['INVALID_BASE_URL', 'nonsense']);
  expect(await refused('a', good, good, '../key')).toEqual(['INVALID_GPGKEY_PATH', '../key']);
  const normal = await introduce(simulator);
  expect(await refused('normal', good, good)).toEqual(['REPOSITORY_ALREADY_EXISTS', normal]);
  expect(await refused('other', 'https://repo.example.com/xs8/normal', good)).toEqual([
    'REPOSITORY_ALREADY_EXISTS',
    normal,
  ]);
  expect(await simulator.call('Repository.get_record', normal)).toMatchObject({
    origin: 'remote',
    hash: '',
    update: true,
  });

  const bundle = await simulator.call('Repository.introduce_bundle', 'bundle', '');
  expect(await refusalOf(simulator, 'Repository.introduce_bundle', 'second', '')).toEqual([
    'BUNDLE_REPOSITORY_ALREADY_EXISTS',
    bundle,
  ]);
  const remote = ['remote', '', 'https://10.0.0.9/repository/enabled', 'PEM'] as const;
  expect(
    await refusalOf(simulator, 'Repository.introduce_remote_pool', 'r', '', 'https://10.0.0.9/repository', 'PEM'),
  ).toEqual(['INVALID_BASE_URL', 'https://10.0.0.9/repository']);
  const other = await simulator.call('Repository.introduce_remote_pool', ...remote);
  await simulator.call('Repository.set_gpgkey_path', normal, 'KEY-2');
  expect(await refusalOf(simulator, 'Repository.set_gpgkey_path', normal, 'a/b')).toEqual([
    'INVALID_GPGKEY_PATH',
    'a/b',
  ]);

  expect(await refusalOf(simulator, 'pool.set_repositories', pool, [normal, bundle])).toEqual([
    'REPO_SHOULD_BE_SINGLE_ONE_ENABLED',
  ]);
  expect(await refusalOf(simulator, 'pool.set_repositories', pool, ['OpaqueRef:x'])).toEqual([
    'HANDLE_INVALID',
    'Repository',
    'OpaqueRef:x',
  ]);
  await simulator.call('pool.add_repository', pool, normal);
  expect(await refusalOf(simulator, 'Repository.forget', normal)).toEqual(['REPOSITORY_IS_IN_USE']);
  expect(await refusalOf(simulator, 'pool.add_repository', pool, bundle)).toEqual([
    'REPO_SHOULD_BE_SINGLE_ONE_ENABLED',
  ]);
  await simulator.call('pool.remove_repository', pool, normal);
  await simulator.call('Repository.forget', normal);
  await simulator.call('pool.set_repositories', pool, [other]);
  expect(await refusalOf(simulator, 'pool.sync_updates', pool, false)).toEqual([
    'UPDATE_SYNCING_REMOTE_POOL_COORDINATOR_CONNECTION_FAILED',
  ]);
  await simulator.call('pool.set_repositories', pool, [bundle]);
  expect(await refusalOf(simulator, 'pool.sync_updates', pool, false)).toEqual(['CAN_NOT_SYNC_UPDATES']);
});

test('a proxy needs both halves of its credential, and its password is a secret', async () => {
  const { simulator, pool } = site();
  const { db } = simulator.world;
  const refused = (...args: [string, string, string]): Promise<readonly string[]> =>
    refusalOf(simulator, 'pool.configure_repository_proxy', pool, ...args);
  expect(await refused('proxy:3128', '', '')).toEqual(['INVALID_REPOSITORY_PROXY_URL', 'proxy:3128']);
  expect(await refused('http://proxy', 'u', '')).toEqual(['INVALID_REPOSITORY_PROXY_CREDENTIAL']);
  expect(await refused('http://proxy', '', 'p')).toEqual(['INVALID_REPOSITORY_PROXY_CREDENTIAL']);
  await simulator.call('pool.configure_repository_proxy', pool, 'http://proxy:3128', 'u', 'first');
  await simulator.call('pool.configure_repository_proxy', pool, 'http://proxy:3128', 'u', 'second');
  const secret = db.row('pool', pool).repository_proxy_password;
  expect(db.count('secret')).toBe(1);
  expect(db.row('secret', secret).value).toBe('second');
  await simulator.call('pool.disable_repository_proxy', pool);
  expect(db.count('secret')).toBe(0);
  expect(db.row('pool', pool)).toMatchObject({ repository_proxy_url: '', repository_proxy_password: 'OpaqueRef:NULL' });
});

test('a pool is synchronised, its servers are updated, and what is left to do is noted and cleared', async () => {
  const { simulator, alder, birch, pool } = site();
  const { db } = simulator.world;
  expect(await refusalOf(simulator, 'pool.sync_updates', pool, false)).toEqual(['NO_REPOSITORY_ENABLED']);
  const repository = await introduce(simulator);
  await simulator.call('pool.set_repositories', pool, [repository]);
  expect(() => poolUpdates(simulator.world, [alder])).toThrow('INVALID_REPOMD_XML');
  expect(await refusalOf(simulator, 'host.apply_updates', alder, '')).toEqual(['UPDATEINFO_HASH_MISMATCH']);
  expect(db.row('host', alder).enabled).toBe(false);

  const hash = await simulator.call('pool.sync_updates', pool, false, '', '', '', '');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(db.row('Repository', repository).hash).toBe(hash);
  expect(db.row('pool', pool).last_update_sync).toBe('20260105T08:00:45Z');
  expect(db.row('host', birch).latest_synced_updates_applied).toBe('no');
  expect(poolUpdates(simulator.world, [alder])).toMatchObject({
    hosts: [
      {
        ref: alder,
        guidance: {
          mandatory: ['RestartToolstack'],
          recommended: ['RestartDeviceModel'],
          full: ['RebootHost', 'RestartVM'],
        },
        updates: ['UPDATE-2025-0041', 'UPDATE-2025-0042', 'UPDATE-2025-0043', 'UPDATE-2025-0044'],
        RPMS: expect.arrayContaining(['xapi-core-26.1.1-1.xs8.x86_64.rpm']) as unknown,
        livepatches: [{ component: 'xen', base_version: '4.17.5', to_release: '25' }],
      },
    ],
    updates: [{ id: 'UPDATE-2025-0041', type: 'bugfix', severity: 'None', 'special-info': '' }, {}, {}, {}],
    hash,
  });

  const local = guest(simulator, alder);
  const away = guest(simulator, birch);
  expect(await simulator.call('host.apply_updates', alder, hash)).toEqual([]);
  expect(db.row('host', alder)).toMatchObject({
    enabled: false,
    pending_guidances: ['restart_toolstack'],
    pending_guidances_recommended: [],
    pending_guidances_full: ['reboot_host'],
    latest_synced_updates_applied: 'yes',
    last_update_hash: hash,
    last_software_update: '20260105T08:03:45Z',
    current_operations: {},
  });
  expect(db.row('VM', local)).toMatchObject({
    pending_guidances_recommended: ['restart_device_model'],
    pending_guidances_full: ['restart_vm'],
  });
  expect(db.row('VM', away)).toMatchObject({
    pending_guidances_recommended: [],
    pending_guidances_full: ['restart_vm'],
  });
  expect(await refusalOf(simulator, 'host.enable', alder)).toEqual([
    'HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY',
    alder,
  ]);
  expect(await refusalOf(simulator, 'host.apply_updates', alder, hash)).toEqual([
    'HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY',
    alder,
  ]);
  expect(poolUpdates(simulator.world, [alder])).toMatchObject({
    hosts: [{ updates: [], livepatches: [] }],
    updates: [],
  });

  clearGuidance(simulator.world, alder, 'restart_toolstack');
  expect(db.row('host', alder)).toMatchObject({ pending_guidances: [], pending_guidances_full: ['reboot_host'] });
  expect(await simulator.call('host.apply_updates', alder, hash)).toEqual([]);
  clearGuidance(simulator.world, alder, 'reboot');
  expect(db.row('host', alder).pending_guidances_full).toEqual([]);

  await simulator.call('pool.sync_updates', pool, true);
  expect(db.row('host', alder).latest_synced_updates_applied).toBe('yes');
  expect(db.row('host', birch).latest_synced_updates_applied).toBe('no');
});

test('a server with guests is emptied before updates that reboot it', async () => {
  const { simulator, alder, pool } = site();
  const { db } = simulator.world;
  const early = await introduce(simulator, 'early', 'xs8-early-access');
  await simulator.call('pool.set_repositories', pool, [early]);
  const hash = await simulator.call('pool.sync_updates', pool, false);
  const vm = guest(simulator, alder);
  expect(await refusalOf(simulator, 'host.apply_updates', alder, hash)).toEqual(['HOST_EVACUATION_IS_REQUIRED', alder]);
  db.transaction(() => db.update('VM', vm, { resident_on: 'OpaqueRef:NULL', power_state: 'Halted' }));
  await simulator.call('host.apply_updates', alder, hash);
  expect(db.row('host', alder).pending_guidances).toEqual(['reboot_host']);
  await simulator.call('host.emergency_clear_mandatory_guidance');
  expect(db.row('host', alder).pending_guidances).toEqual([]);
});

test('pool operations of updates exclude one another and are advertised as they would run', async () => {
  const { simulator, alder, pool } = site();
  const { db } = simulator.world;
  await simulator.call('pool.set_repositories', pool, [await introduce(simulator)]);
  simulator.world.surroundings.clockMode = 'manual';
  const sync = simulator.call('pool.sync_updates', pool, false);
  simulator.advance(10_000);
  expect(Object.values(db.row('pool', pool).current_operations)).toEqual(['sync_updates']);
  expect(await simulator.call('pool.get_allowed_operations', pool)).toEqual([]);
  expect(await refusalOf(simulator, 'host.apply_updates', alder, 'x')).toEqual(['SYNC_UPDATES_IN_PROGRESS']);
  expect(await refusalOf(simulator, 'pool.set_repositories', pool, [])).toEqual(['SYNC_UPDATES_IN_PROGRESS']);
  expect(() => poolUpdates(simulator.world, [alder])).toThrow('SYNC_UPDATES_IN_PROGRESS');
  const [task] = [...db.all('task')];
  expect(task?.[1].progress).toBeGreaterThan(0);
  simulator.advance(60_000);
  expect(await sync).toMatch(/^[0-9a-f]{64}$/);
  expect(await simulator.call('pool.get_allowed_operations', pool)).toContain('sync_updates');
  expect(await simulator.call('pool.get_allowed_operations', pool)).not.toContain('ha_disable');
});

test('a pool synchronises itself on the days that are set, and says so when it cannot', async () => {
  const { simulator, pool, birch } = site();
  const { db } = simulator.world;
  const normal = await introduce(simulator);
  expect(await refusalOf(simulator, 'pool.set_update_sync_enabled', pool, true)).toEqual([
    'NO_REPOSITORIES_CONFIGURED',
  ]);
  const bundle = await simulator.call('Repository.introduce_bundle', 'bundle', '');
  await simulator.call('pool.set_repositories', pool, [bundle]);
  expect(await refusalOf(simulator, 'pool.set_update_sync_enabled', pool, true)).toEqual([
    'CAN_NOT_PERIODIC_SYNC_UPDATES',
  ]);
  await simulator.call('pool.set_repositories', pool, [normal]);
  await simulator.call('pool.set_update_sync_enabled', pool, true);
  expect(await refusalOf(simulator, 'pool.configure_update_sync', pool, 'weekly', 7)).toEqual([
    'INVALID_UPDATE_SYNC_DAY',
    '7',
  ]);
  await simulator.call('pool.configure_update_sync', pool, 'weekly', 3);
  simulator.advance(7 * 86_400_000);
  // The world begins on a Monday; Wednesday is the 7th.
  expect(db.row('pool', pool).last_update_sync).toMatch(/^20260107T/);

  await simulator.call('pool.configure_update_sync', pool, 'daily', 5);
  expect(db.row('pool', pool).update_sync_day).toBe(0);
  db.transaction(() => db.update('host_metrics', db.row('host', birch).metrics, { live: false }));
  db.transaction(() => db.update('Repository', normal, { update: false }));
  simulator.advance(2 * 86_400_000);
  const names = [...db.all('message')].map(([, message]) => message.name);
  expect(names).toContain('PERIODIC_UPDATE_SYNC_FAILED');
  await simulator.call('pool.set_repositories', pool, []);
  await simulator.call('pool.set_update_sync_enabled', pool, false);
  expect(simulator.nextDueMs()).toBeNull();
});

test('readiness names HA, servers that are away, and what cannot be moved', async () => {
  const { simulator, pool, birch } = site();
  const { db } = simulator.world;
  expect(await simulator.call('pool.check_update_readiness', pool, false)).toEqual([]);
  db.transaction(() => {
    db.update('pool', pool, { ha_enabled: true });
    db.update('host_metrics', db.row('host', birch).metrics, { live: false });
  });
  expect(await simulator.call('pool.check_update_readiness', pool, false)).toEqual([
    ['HA_IS_ENABLED'],
    ['HOST_OFFLINE', birch],
  ]);
});

test('packages and livepatches are applied one by one as the coordinator does', async () => {
  const { simulator, alder, pool } = site();
  expect(await refusalOf(simulator, 'Repository.apply', alder)).toEqual(['APPLY_UPDATES_FAILED', alder]);
  await simulator.call('pool.set_repositories', pool, [await introduce(simulator)]);
  const base = ['5f1c9a7e3b6d48202c4e8a91d0f37b65e24c1a98', '4.17.5', '24', '4.17.5', '25'] as const;
  const missing = ['INTERNAL_ERROR', 'No expected livepatch file for xen'];
  expect(await refusalOf(simulator, 'Repository.apply_livepatch', alder, 'xen', ...base)).toEqual(missing);
  await simulator.call('Repository.apply', alder);
  await simulator.call('Repository.apply_livepatch', alder, 'xen', ...base);
  expect(await refusalOf(simulator, 'Repository.apply_livepatch', alder, 'qemu', ...base)).toEqual([
    'INTERNAL_ERROR',
    "Invalid component name 'qemu'",
  ]);
  const hash = await simulator.call('pool.sync_updates', pool, false);
  expect(hash).not.toBe('');
  expect(await simulator.call('host.get_latest_synced_updates_applied', alder)).toBe('yes');
});
