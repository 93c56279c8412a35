import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import { iscsi, nfs, refusalOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;

const call = (plugin: string, fn: string, args: Record<string, string> = {}) =>
  simulator.call('host.call_plugin', alder, plugin, fn, args);
const refused = (plugin: string, fn: string, args: Record<string, string> = {}) =>
  refusalOf(simulator, 'host.call_plugin', alder, plugin, fn, args);
const json = async (...args: Parameters<typeof call>): Promise<unknown> => JSON.parse(await call(...args));

beforeEach(() => {
  ({ simulator, alder, birch } = twoServers());
});

describe('a plug-in', () => {
  test('that is not there, and a function or argument that it lacks, is named', async () => {
    expect(await refused('xscontainer', 'main')).toEqual(['XENAPI_MISSING_PLUGIN', 'xscontainer']);
    expect(await refused('echo', 'toString')).toEqual(['UNKNOWN_XENAPI_PLUGIN_FUNCTION', 'toString']);
    expect(await refused('trim', 'do_trim')).toEqual(['XENAPI_PLUGIN_FAILURE', 'do_trim', 'KeyError', "'sr_uuid'"]);
    expect(await refused('disk-space', 'check_patch_upload')).toEqual([
      'XENAPI_PLUGIN_FAILURE',
      'check_patch_upload',
      'Exception',
      'MISSING_SIZE',
    ]);
    expect(await refusalOf(simulator, 'host.call_plugin', 'OpaqueRef:x', 'echo', 'main', {})).toEqual([
      'HANDLE_INVALID',
      'host',
      'OpaqueRef:x',
    ]);
  });

  test('answers with the text that it prints', async () => {
    expect(await call('echo', 'main', { a: "it's" })).toBe("args were: {'a': 'it\\'s'}");
    expect(await call('perfmon', 'refresh')).toBe('True');
    expect(await call('openvswitch-config-update', 'update')).toBe('No change to configuration');
    expect(await call('disk-space', 'check_patch_upload', { size: '1000' })).toBe('True');
    expect(Number(await call('disk-space', 'get_avail_host_disk_space'))).toBeGreaterThan(1e9);
    expect(await refused('prepare_host_upgrade.py', 'testUrl', { url: 'http://x' })).toEqual([
      'XENAPI_PLUGIN_FAILURE',
      'testUrl',
      'Exception',
      'INVALID_URL',
    ]);
  });

  test('wakes a server, and says whether it came', async () => {
    const { uuid } = simulator.world.db.row('host', birch);
    expect((await refused('power-on-host', 'main', { remote_host_uuid: uuid }))[2]).toBe(
      'HOST_POWER_ON_NOT_CONFIGURED',
    );
    await simulator.call('host.set_power_on_mode', birch, 'wake-on-lan', {});
    await simulator.call('host.disable', birch);
    await simulator.call('host.shutdown', birch);
    simulator.idle();
    expect(await call('power-on-host', 'main', { remote_host_uuid: uuid })).toBe('True');
    expect(simulator.world.db.row('host', birch).enabled).toBe(true);
  });
});

describe('extensions', () => {
  test('are not installed', async () => {
    expect(await simulator.call('host.has_extension', alder, 'any')).toBe(false);
    expect(
      await refusalOf(simulator, 'host.call_extension', alder, JSON.stringify({ method: 'Test.test', params: [] })),
    ).toEqual(['MESSAGE_METHOD_UNKNOWN', 'Test.test']);
    expect((await refusalOf(simulator, 'host.call_extension', alder, '{'))[0]).toBe('INVALID_VALUE');
  });
});

describe('the plug-ins of XCP-ng', () => {
  test('list what yum would install, install it and know it then', async () => {
    const before = (await json('updater.py', 'check_update')) as { name: string; changelog: unknown }[];
    expect(before.length).toBeGreaterThan(0);
    expect(Object.keys(before[0] ?? {}).sort()).toEqual(
      ['changelog', 'description', 'license', 'name', 'release', 'size', 'url', 'version'].sort(),
    );
    expect(await json('updater.py', 'query_installed', { packages: 'sm,nothing' })).toEqual({ sm: '', nothing: '' });
    expect(await json('updater.py', 'update', { packages: 'sm' })).toMatchObject({ returncode: 0 });
    expect(await json('updater.py', 'check_update')).toHaveLength(before.length - 1);
    await call('updater.py', 'update');
    expect(await json('updater.py', 'check_update')).toEqual([]);
    expect(await simulator.call('host.call_plugin', birch, 'updater.py', 'check_update', {})).not.toBe('[]');
    expect(await call('updater.py', 'set_proxies', { proxies: '{"xcp-ng-base":"http://p:1"}' })).toBe('');
    expect(await json('updater.py', 'get_proxies')).toMatchObject({ 'xcp-ng-base': 'http://p:1' });
    expect((await refused('updater.py', 'set_proxies', { proxies: '{"x":"y"}' }))[0]).toBe('-1');
  });

  test('describe the hardware in the forms that Xen Orchestra reads', async () => {
    expect(await call('hyperthreading.py', 'get_hyperthreading')).toBe('true');
    expect(await call('raid.py', 'check_raid_pool')).toBe('{}');
    expect(await json('smartctl.py', 'health')).toEqual({ '/dev/sda': 'PASSED' });
    expect(await json('smartctl.py', 'information')).toMatchObject({ '/dev/sda': { smart_status: { passed: true } } });
    expect(await json('lsblk.py', 'list_block_devices')).toMatchObject({
      blockdevices: [{ name: 'sda', type: 'disk' }],
    });
    expect(await call('ipmitool.py', 'is_ipmi_device_available')).toBe('false');
    expect(await refused('ipmitool.py', 'get_all_sensors')).toEqual(['1', 'IPMI not available', '', '']);
    expect(await call('netdata.py', 'is_netdata_installed')).toBe('false');
    expect(await call('netdata.py', 'install_netdata', { api_key: 'k', destination: 'tcp:1.2.3.4:19999' })).toBe(
      'true',
    );
    expect(await call('netdata.py', 'get_netdata_api_key')).toBe('k');
    expect((await refused('service.py', 'start_service', { service: 'sshd' }))[1]).toBe(
      'This service is not whitelisted',
    );
  });

  test('keep flow rules by bridge', async () => {
    const rule = {
      bridge: 'xenbr0',
      mac: '00:16:3e:00:00:01',
      direction: 'from/to',
      protocol: 'tcp',
      ipRange: '10.0.0.0/8',
    };
    expect((await refused('sdncontroller.py', 'add-rule', { ...rule, allow: 'true' }))[1]).toContain(
      'No port provided',
    );
    expect(await call('sdncontroller.py', 'add-rule', { ...rule, port: '22', allow: 'false' })).toBe('true');
    const dump = (await json('sdncontroller.py', 'dump-flows', { bridge: 'xenbr0' })) as { stdout: string };
    expect(dump.stdout.match(/actions=drop/g)).toHaveLength(2);
    expect(await call('sdncontroller.py', 'del-rule', { ...rule, port: '22' })).toBe('true');
    const after = (await json('sdncontroller.py', 'dump-flows', { bridge: 'xenbr0' })) as { stdout: string };
    expect(after.stdout).not.toContain('actions');
    expect((await refused('sdncontroller.py', 'dump-flows', { bridge: 'xenbr99' }))[0]).toBe('3');
  });
});

describe('the plug-ins of the storage manager', () => {
  test('trim what can be trimmed and say why not otherwise', async () => {
    const { db } = simulator.world;
    const lun = await iscsi(simulator, alder);
    const share = await nfs(simulator, alder);
    const uuidOf = (sr: Ref<'SR'>) => db.row('SR', sr).uuid;
    expect(await call('trim', 'do_trim', { sr_uuid: uuidOf(lun) })).toBe('True');
    expect(db.row('SR', lun).other_config['trim_last_triggered']).toMatch(/^\d+$/);
    expect(await call('trim', 'do_trim', { sr_uuid: uuidOf(share) })).toContain('UnsupportedSRForTrim');
    // Servers of a pool that is being upgraded know it from Creedence on.
    db.transaction(() => db.update('host', alder, { software_version: { product_version: '6.2.0' } }));
    expect(await refused('trim', 'do_trim', { sr_uuid: uuidOf(lun) })).toEqual(['XENAPI_MISSING_PLUGIN', 'trim']);
    expect(await call('intellicache-clean', 'clean', { hours_old: '1', sr_uuid: uuidOf(share) })).toContain('Error');
    expect(await call('intellicache-clean', 'clean', { hours_old: '1' })).toMatch(/^Removed 0 caches in SR /);
  });
});
