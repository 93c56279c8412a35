import { beforeEach, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { problemsOf } from '../../scenarios/testing/invariants';
import { network, nfs, pifOf, refusalOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';
import { setHostMode } from './mode';

let simulator: Simulator;
let alder: Ref<'host'>;
let birch: Ref<'host'>;

const db = () => simulator.world.db;
const row = (host: Ref<'host'>) => db().row('host', host);
const patch = (host: Ref<'host'>, values: Partial<Records['host']>) =>
  db().transaction(() => db().update('host', host, values));
const disabled = async (host: Ref<'host'>) => simulator.call('host.disable', host);

beforeEach(() => {
  ({ simulator, alder, birch } = twoServers());
});

describe('the clock of a server', () => {
  test('is the world’s, in the zone that the server is in', async () => {
    simulator.advance(90_000);
    expect(await simulator.call('host.get_servertime', birch)).toBe('20260105T08:01:30Z');
    expect(await simulator.call('host.get_server_localtime', birch)).toBe('20260105T08:01:30');
    await simulator.call('host.set_timezone', birch, 'Asia/Tokyo');
    expect(row(birch).timezone).toBe('Asia/Tokyo');
    expect(await simulator.call('host.get_server_localtime', birch)).toBe('20260105T17:01:30');
    expect(await refusalOf(simulator, 'host.set_timezone', birch, 'Mars/Olympus')).toEqual([
      'INVALID_VALUE',
      'timezone',
      'Mars/Olympus',
    ]);
    expect(await simulator.call('host.list_timezones', birch)).toEqual(
      expect.arrayContaining(['UTC', 'Europe/London']),
    );
  });

  test('can be set when nobody else sets it', async () => {
    const wanted = '20270101T00:00:00Z';
    expect(await refusalOf(simulator, 'host.set_servertime', birch, wanted)).toEqual([
      'NOT_ALLOWED_WHEN_NTP_IS_ENABLED',
      birch,
    ]);
    expect(await simulator.call('host.get_ntp_synchronized', birch)).toBe(true);
    await simulator.call('host.set_ntp_mode', birch, 'Disabled');
    expect(await simulator.call('host.get_ntp_synchronized', birch)).toBe(false);
    await simulator.call('host.set_servertime', birch, wanted);
    simulator.advance(1000);
    expect(await simulator.call('host.get_servertime', birch)).toBe('20270101T00:00:01Z');
    expect(await simulator.call('host.get_servertime', alder)).toBe('20260105T08:00:01Z');
    const [code] = await refusalOf(simulator, 'host.set_ntp_mode', birch, 'Custom');
    expect(code).toBe('INVALID_NTP_CONFIG');
    await simulator.call('host.set_ntp_custom_servers', birch, ['time.example', 'clock.example']);
    await simulator.call('host.set_ntp_mode', birch, 'Custom');
    expect((await refusalOf(simulator, 'host.set_ntp_custom_servers', birch, []))[0]).toBe('INVALID_NTP_CONFIG');
    expect(Object.keys(await simulator.call('host.get_ntp_servers_status', birch))).toEqual([
      'time.example',
      'clock.example',
    ]);
    expect(await simulator.call('host.get_servertime', birch)).toBe('20260105T08:00:01Z');
  });
});

describe('the management interface', () => {
  test('moves to an interface with an address, and the server’s address and consoles with it', async () => {
    const eth0 = pifOf(simulator, birch, 'eth0');
    const eth1 = pifOf(simulator, birch, 'eth1');
    expect(await refusalOf(simulator, 'host.management_reconfigure', eth1)).toEqual([
      'PIF_HAS_NO_NETWORK_CONFIGURATION',
      eth1,
    ]);
    await simulator.call('PIF.reconfigure_ip', eth1, 'Static', '10.9.0.7', '255.255.255.0', '', '');
    await simulator.call('host.management_reconfigure', eth1);
    expect([db().row('PIF', eth0).management, db().row('PIF', eth1).management]).toEqual([false, true]);
    expect(row(birch).address).toBe('10.9.0.7');
    expect(await simulator.call('host.get_management_interface', birch)).toBe(eth1);
    for (const each of db().row('VM', row(birch).control_domain).consoles) {
      expect(db().row('console', each).location).toMatch(/^https:\/\/10\.9\.0\.7\/console/);
    }
    db().transaction(() => db().update('pool', db().first('pool') ?? '', { ha_enabled: true }));
    expect(await refusalOf(simulator, 'host.management_reconfigure', eth0)).toEqual(['HA_IS_ENABLED']);
    expect(await refusalOf(simulator, 'host.management_disable')).toEqual(['HA_IS_ENABLED']);
  });

  test('is given by name in an emergency only', async () => {
    expect(await refusalOf(simulator, 'host.local_management_reconfigure', 'xenbr0')).toEqual([
      'NOT_IN_EMERGENCY_MODE',
    ]);
    setHostMode(simulator.world, alder, 'emergency');
    expect(await simulator.call('host.is_in_emergency_mode')).toBe(true);
    expect(await refusalOf(simulator, 'host.local_assert_healthy')).toEqual(['HOST_IN_EMERGENCY_MODE']);
    await simulator.call('host.local_management_reconfigure', 'xenbr0');
    setHostMode(simulator.world, alder, 'up');
    await simulator.call('host.local_assert_healthy');
    await simulator.call('host.management_disable');
    expect(row(alder).PIFs.some((pif) => db().row('PIF', pif).management)).toBe(false);
  });

  test('and all others go when the network of a server is reset; a scan finds its ports again', async () => {
    await simulator.call('host.reset_networking', birch);
    expect(row(birch).PIFs).toEqual([]);
    await simulator.call('PIF.scan', birch);
    expect(row(birch).PIFs).toHaveLength(4);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('of a member follows the VLANs and bridges of the pool', async () => {
    const lab = await network(simulator, 'lab');
    await simulator.call('VLAN.create', pifOf(simulator, alder, 'eth1'), 42, lab);
    await simulator.call('host.sync_vlans', birch);
    await simulator.call('host.sync_vlans', birch);
    const mine = row(birch).PIFs.filter((pif) => db().row('PIF', pif).network === lab);
    expect(mine.map((pif) => db().row('PIF', pif).VLAN)).toEqual([42]);
    await simulator.call('host.sync_tunnels', birch);
    await simulator.call('host.sync_pif_currently_attached', birch, ['xenbr0']);
    const up = row(birch).PIFs.filter((pif) => db().row('PIF', pif).currently_attached);
    expect(up).toEqual([pifOf(simulator, birch, 'eth0')]);
  });
});

describe('settings of a server', () => {
  test('are refused when they make no sense', async () => {
    const refusals = [
      await refusalOf(simulator, 'host.set_ssl_legacy', birch, true),
      await refusalOf(simulator, 'host.set_console_idle_timeout', birch, -1),
      await refusalOf(simulator, 'host.set_max_cstate', birch, 'C1'),
      await refusalOf(simulator, 'host.set_ssh_enabled_timeout', birch, 172_801),
      await refusalOf(simulator, 'host.set_iscsi_iqn', birch, ''),
      await refusalOf(simulator, 'host.set_hostname_live', birch, '-x'),
      await refusalOf(simulator, 'host.set_max_cstate', 'OpaqueRef:x', 'C1'),
    ];
    expect(refusals).toEqual([
      ['VALUE_NOT_SUPPORTED', 'value', 'true', 'Legacy SSL support has been removed'],
      ['INVALID_VALUE', 'console_timeout', '-1'],
      ['INVALID_VALUE', 'max_cstate', 'C1'],
      ['INVALID_VALUE', 'ssh_enabled_timeout', '172801'],
      ['INVALID_VALUE', 'value', ''],
      ['HOST_NAME_INVALID', 'hostname contains invalid characters'],
      ['HANDLE_INVALID', 'host', 'OpaqueRef:x'],
    ]);
  });

  test('are kept', async () => {
    await simulator.call('host.set_hostname_live', birch, 'birch-2');
    expect(db().row('VM', row(birch).control_domain).name_label).toBe('Control domain on host: birch-2');
    await simulator.call('host.set_max_cstate', birch, '1,0');
    await simulator.call('host.set_multipathing', birch, true);
    expect(row(birch)).toMatchObject({ hostname: 'birch-2', max_cstate: '1,0', multipathing: true });
    expect(row(birch).other_config['multipathing']).toBe('true');
    expect(await simulator.call('host.get_sched_gran', birch)).toBe('cpu');
    await simulator.call('host.set_sched_gran', birch, 'core');
    expect(await simulator.call('host.get_sched_gran', birch)).toBe('core');
    await simulator.call('host.disable_binary_storage', birch);
    expect(Object.values(row(birch).other_config)).toContain('true');
    await simulator.call('host.enable_binary_storage', birch);
    await simulator.call('host.set_localdb_key', birch, 'host_disabled_until_reboot', 'true');
    await disabled(birch);
    expect(await refusalOf(simulator, 'host.enable', birch)).toEqual(['HOST_DISABLED_UNTIL_REBOOT', birch]);
    expect(await simulator.call('host.get_allowed_operations', birch)).not.toContain('enable');
  });

  test('close SSH when its time is over', async () => {
    await simulator.call('host.disable_ssh', birch);
    expect(row(birch).ssh_enabled).toBe(false);
    await simulator.call('host.set_ssh_enabled_timeout', birch, 600);
    await simulator.call('host.enable_ssh', birch);
    expect(row(birch)).toMatchObject({ ssh_enabled: true, ssh_expiry: '20260105T08:10:00Z' });
    simulator.advance(300_000);
    await simulator.call('host.set_ssh_enabled_timeout', birch, 1200);
    simulator.advance(599_000);
    expect(row(birch).ssh_enabled).toBe(true);
    simulator.advance(602_000);
    expect(row(birch).ssh_enabled).toBe(false);
    await simulator.call('host.set_ssh_auto_mode', birch, true);
    await simulator.call('host.enable_ssh', birch);
    expect(row(birch).ssh_auto_mode).toBe(false);
  });
});

describe('keys of other_config', () => {
  test('that old clients use set what newer ones have messages for', async () => {
    await simulator.call('host.remove_from_other_config', birch, 'iscsi_iqn');
    await simulator.call('host.add_to_other_config', birch, 'iscsi_iqn', 'iqn.2026-01.example:birch');
    await simulator.call('host.add_to_other_config', birch, 'multipathing', 'true');
    expect(row(birch)).toMatchObject({ iscsi_iqn: 'iqn.2026-01.example:birch', multipathing: true });
    expect(await refusalOf(simulator, 'host.add_to_other_config', birch, 'multipathing', 'false')).toEqual([
      'MAP_DUPLICATE_KEY',
      'host',
      'other_config',
      birch,
      'multipathing',
    ]);
    await simulator.call('host.set_other_config', birch, { multipathing: 'false' });
    expect(row(birch)).toMatchObject({ iscsi_iqn: 'iqn.2026-01.example:birch', multipathing: false });
  });
});

describe('a local cache', () => {
  test('needs a server in maintenance and a repository of its own that can cache', async () => {
    const shared = await nfs(simulator, alder);
    const local = (host: Ref<'host'>) =>
      row(host)
        .PBDs.map((pbd) => db().row('PBD', pbd).SR)
        .find((sr) => ['ext', 'lvm'].includes(db().row('SR', sr).type)) ?? '';
    const enable = (host: Ref<'host'>, sr: Ref<'SR'>) =>
      refusalOf(simulator, 'host.enable_local_storage_caching', host, sr);
    expect(await enable(birch, shared)).toEqual(['HOST_NOT_DISABLED']);
    await disabled(alder);
    await disabled(birch);
    expect(await enable(alder, shared)).toEqual(['SR_OPERATION_NOT_SUPPORTED', shared]);
    expect(db().row('SR', local(alder)).type).toBe('ext');
    expect(await enable(birch, local(alder))).toEqual(['HOST_CANNOT_SEE_SR', birch, local(alder)]);
    await simulator.call('host.enable_local_storage_caching', alder, local(alder));
    expect(row(alder).local_cache_sr).toBe(local(alder));
    expect(db().row('SR', local(alder)).local_cache_enabled).toBe(true);
    await simulator.call('host.disable_local_storage_caching', alder);
    expect(db().row('SR', local(alder)).local_cache_enabled).toBe(false);
    expect(problemsOf(simulator.world)).toEqual([]);
  });
});

describe('what a server reports', () => {
  test('is its hypervisor’s console, with the keys that were pressed', async () => {
    expect(await simulator.call('host.dmesg', birch)).toMatch(/^\(XEN\) Xen version 4\.17/);
    await simulator.call('host.send_debug_keys', birch, 'h');
    expect(await simulator.call('host.dmesg', birch)).toMatch(/\(XEN\) 'h' pressed\n$/);
    expect(await refusalOf(simulator, 'host.dmesg_clear', birch)).toEqual(['NOT_IMPLEMENTED', 'dmesg_clear']);
    expect(await refusalOf(simulator, 'host.get_log', birch)).toEqual(['NOT_IMPLEMENTED', 'get_log']);
    expect(await refusalOf(simulator, 'host.list_methods')).toEqual(['NOT_IMPLEMENTED', 'list_method']);
  });

  test('is what a status report can hold', async () => {
    const xml = await simulator.call('host.get_system_status_capabilities', birch);
    expect(xml).toMatch(/^<\?xml version="1\.0" \?>\n<system-status-capabilities>/);
    expect(xml.match(/<capability [^>]*key="xenserver-logs"[^>]*\/>/)?.[0]).toContain('pii="maybe"');
    const sr = await nfs(simulator, alder);
    expect(await simulator.call('host.get_sm_diagnostics', birch)).toContain(db().row('SR', sr).uuid);
  });

  test('goes with a crash dump that is destroyed', async () => {
    const { engine } = simulator.world;
    const dump = engine.newRef('host_crashdump');
    db().transaction(() =>
      db().insert('host_crashdump', dump, { uuid: engine.newUuid('host_crashdump'), host: birch, size: 4096 }),
    );
    expect(row(birch).crashdumps).toEqual([dump]);
    await simulator.call('host_crashdump.destroy', dump);
    expect(row(birch).crashdumps).toEqual([]);
  });
});

describe('messages that servers send each other', () => {
  test('attach disks for good, refuse what cannot be, and reach live servers only', async () => {
    const sr = await nfs(simulator, alder);
    const vdi = await simulator.call('VDI.create', {
      SR: sr,
      name_label: 'statefile',
      name_description: '',
      virtual_size: 1024 ** 2,
      type: 'ha_statefile',
      sharable: false,
      read_only: false,
      other_config: {},
    });
    db().transaction(() => db().update('VDI', vdi, { type: 'cbt_metadata' }));
    expect(await refusalOf(simulator, 'host.attach_static_vdis', birch, { [vdi]: 'HA' })).toEqual([
      'VDI_INCOMPATIBLE_TYPE',
      vdi,
      'cbt_metadata',
    ]);
    db().transaction(() => db().update('VDI', vdi, { type: 'ha_statefile' }));
    await simulator.call('host.attach_static_vdis', birch, { [vdi]: 'HA' });
    await simulator.call('host.detach_static_vdis', birch, [vdi]);
    expect(await simulator.call('host.tickle_heartbeat', birch, {})).toEqual({});
    patch(birch, { enabled: false });
    db().transaction(() => db().update('host_metrics', row(birch).metrics, { live: false }));
    for (const message of ['host.syslog_reconfigure', 'host.rescan_drivers', 'host.dmesg'] as const) {
      expect(await refusalOf(simulator, message, birch)).toEqual(['HOST_OFFLINE', birch]);
    }
  });
});
