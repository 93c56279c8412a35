import { expect, test } from 'vitest';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { pifOf, refusalOf, twoServers } from '../../scenarios/testing/pool';
import { testPool } from '../testing';
import { thePool, toXapiDate } from '../world';

const DAY_MS = 86_400_000;

function pool() {
  const { simulator: sim, alder, birch } = twoServers();
  const { db } = sim.world;
  const [ref] = thePool(db);
  const row = (): Records['pool'] => db.row('pool', ref);
  const change = (values: Partial<Records['pool']>): void => db.transaction(() => db.update('pool', ref, values));
  return { sim, db, ref, row, change, alder, birch };
}

test('settings of the pool hold what they are given, within their limits', async () => {
  const { sim, ref, row, db } = pool();
  expect(await refusalOf(sim, 'pool.set_ext_auth_cache_size', ref, -1)).toEqual(['INVALID_VALUE', 'size', '-1']);
  expect(await refusalOf(sim, 'pool.set_ext_auth_cache_expiry', ref, 0)).toEqual(['INVALID_VALUE', 'expiry', '0']);
  expect((await refusalOf(sim, 'pool.set_local_auth_max_threads', ref, 0))[0]).toBe('INVALID_VALUE');
  await sim.call('pool.set_ext_auth_cache_size', ref, 0);
  await sim.call('pool.set_ext_auth_cache_expiry', ref, 60);
  await sim.call('pool.set_ext_auth_max_threads', ref, 4);
  expect(row()).toMatchObject({ ext_auth_cache_size: 0, ext_auth_cache_expiry: 60, ext_auth_max_threads: 4 });
  const late = toXapiDate(sim.nowMs + 15 * DAY_MS);
  expect(await refusalOf(sim, 'pool.set_telemetry_next_collection', ref, late)).toEqual([
    'TELEMETRY_NEXT_COLLECTION_TOO_LATE',
    late,
  ]);
  await sim.call('pool.set_telemetry_next_collection', ref, toXapiDate(sim.nowMs + 13 * DAY_MS));
  await sim.call('pool.reset_telemetry_uuid', ref);
  const { telemetry_uuid } = row();
  await sim.call('pool.reset_telemetry_uuid', ref);
  expect([db.has('secret', telemetry_uuid), db.has('secret', row().telemetry_uuid)]).toEqual([false, true]);
  const agent = (key: string, value: string) => refusalOf(sim, 'pool.add_to_guest_agent_config', ref, key, value);
  expect(await agent('auto_update_enabled', 'maybe')).toEqual([
    'INVALID_VALUE',
    'guest_agent_config',
    'auto_update_enabled = maybe',
  ]);
  await sim.call('pool.add_to_guest_agent_config', ref, 'auto_update_url', 'https://updates.example');
  expect((await agent('auto_update_url', 'http://other.example'))[0]).toBe('MAP_DUPLICATE_KEY');
  expect(await refusalOf(sim, 'pool.set_vswitch_controller', 'nowhere')).toEqual([
    'INVALID_IP_ADDRESS_SPECIFIED',
    'address',
  ]);
  await sim.call('pool.set_vswitch_controller', '10.0.0.9');
  expect([...db.all('SDN_controller')].map(([, { address, port }]) => [address, port])).toEqual([['10.0.0.9', 6632]]);
  await sim.call('pool.set_vswitch_controller', '');
  expect([row().vswitch_controller, db.count('SDN_controller')]).toEqual(['', 0]);
  expect(await refusalOf(sim, 'pool.test_archive_target', ref, {})).toEqual(['MESSAGE_REMOVED']);
});

test('settings of all servers name those that could not follow', async () => {
  const { sim, db, ref, alder, birch } = pool();
  await sim.call('pool.set_https_only', ref, true);
  await sim.call('pool.disable_ssh', ref);
  await sim.call('pool.set_console_idle_timeout', ref, 300);
  for (const host of [alder, birch]) {
    expect(db.row('host', host)).toMatchObject({ https_only: true, ssh_enabled: false, console_idle_timeout: 300 });
  }
  expect(await refusalOf(sim, 'pool.set_ssh_enabled_timeout', ref, 172_801)).toEqual([
    'SET_SSH_TIMEOUT_PARTIALLY_FAILED',
    birch,
    alder,
  ]);
  db.transaction(() => db.update('host_metrics', db.row('host', birch).metrics, { live: false }));
  expect(await refusalOf(sim, 'pool.enable_ssh', ref)).toEqual(['ENABLE_SSH_PARTIALLY_FAILED', birch]);
  expect(db.row('host', alder).ssh_enabled).toBe(true);
  expect(await refusalOf(sim, 'pool.set_https_only', ref, false)).toEqual(['HOST_OFFLINE', birch]);
  expect(await refusalOf(sim, 'pool.enable_local_storage_caching', ref)).toEqual([
    'HOSTS_FAILED_TO_ENABLE_CACHING',
    birch,
    alder,
  ]);
});

test('the management of all servers moves to a network on which all have an address', async () => {
  const { sim, db, alder, birch, change } = pool();
  const [from, to] = [pifOf(sim, alder, 'eth1'), pifOf(sim, birch, 'eth1')];
  const { network } = db.row('PIF', from);
  const move = () => refusalOf(sim, 'pool.management_reconfigure', network);
  expect(await move()).toEqual(['PIF_HAS_NO_NETWORK_CONFIGURATION', to]);
  await sim.call('PIF.reconfigure_ip', from, 'Static', '10.30.0.1', '255.255.0.0', '', '');
  expect(await move()).toEqual(['PIF_HAS_NO_NETWORK_CONFIGURATION', to]);
  await sim.call('PIF.reconfigure_ip', to, 'Static', '10.30.0.2', '255.255.0.0', '', '');
  change({ ha_enabled: true });
  expect(await move()).toEqual(['HA_IS_ENABLED']);
  change({ ha_enabled: false });
  await sim.call('pool.management_reconfigure', network);
  expect([db.row('host', alder).address, db.row('host', birch).address]).toEqual(['10.30.0.1', '10.30.0.2']);
  const inner = await sim.call('network.create', { name_label: 'inner', name_description: '', other_config: {} });
  expect(await refusalOf(sim, 'pool.management_reconfigure', inner)).toEqual(['PIF_NOT_PRESENT', alder, inner]);
});

test('a redo log keeps its disk, and the secret of the pool changes when asked', async () => {
  const { sim, hosts, sr } = testPool({ clockMode: 'instant' });
  const { db } = sim.world;
  const row = (): Records['pool'] => thePool(db)[1];
  expect((await refusalOf(sim, 'pool.enable_redo_log', NULL_REF))[0]).toBe('CANNOT_ENABLE_REDO_LOG');
  await sim.call('pool.enable_redo_log', sr);
  const [vdi] = db.row('SR', sr).VDIs;
  expect(row()).toMatchObject({ redo_log_enabled: true, redo_log_vdi: vdi });
  await sim.call('pool.disable_redo_log');
  expect([row().redo_log_enabled, db.row('SR', sr).VDIs]).toEqual([false, [vdi]]);
  const secret = await sim.call('pool.initial_auth');
  expect(await sim.call('pool.initial_auth')).toBe(secret);
  await sim.call('pool.rotate_secret');
  expect(await sim.call('pool.initial_auth')).not.toBe(secret);
  expect(row().is_psr_pending).toBe(false);
  const [, second = ''] = hosts;
  const { uuid, metrics } = db.row('host', second);
  expect(await sim.call('pool.hello', 'nobody', '10.0.0.2')).toBe('unknown_host');
  db.transaction(() => db.update('host_metrics', metrics, { live: false }));
  expect(await refusalOf(sim, 'pool.rotate_secret')).toEqual(['CANNOT_CONTACT_HOST', second]);
  expect(await sim.call('pool.hello', uuid, '10.0.0.77')).toBe('ok');
  expect(db.row('host', second)).toMatchObject({ address: '10.0.0.77', enabled: false });
});

test('workload balancing says truly that no server of it answers', async () => {
  const { sim, hosts } = testPool();
  const [, second = ''] = hosts;
  const { db } = sim.world;
  const begin = (url: string) => refusalOf(sim, 'pool.initialize_wlb', url, 'u', 'p', 'root', 'password');
  expect(await begin('balance.example')).toEqual(['WLB_URL_INVALID', 'balance.example']);
  expect(await begin('balance.example:8012')).toEqual(['WLB_UNKNOWN_HOST']);
  expect(await begin('10.0.0.2:8012')).toEqual(['WLB_CONNECTION_REFUSED']);
  expect(await refusalOf(sim, 'pool.send_test_post', '10.0.0.2', 443, '')).toEqual(['WLB_CONNECTION_REFUSED']);
  const none = ['WLB_NOT_INITIALIZED'];
  expect(await refusalOf(sim, 'pool.deconfigure_wlb')).toEqual(none);
  expect(await refusalOf(sim, 'pool.send_wlb_configuration', {})).toEqual(none);
  expect(await refusalOf(sim, 'pool.retrieve_wlb_configuration')).toEqual(none);
  expect(await refusalOf(sim, 'pool.retrieve_wlb_recommendations')).toEqual(none);
  expect(await refusalOf(sim, 'host.retrieve_wlb_evacuate_recommendations', second)).toEqual(none);
  const [ref] = thePool(db);
  db.transaction(() => db.update('pool', ref, { wlb_url: 'balance.example:8012' }));
  expect(await refusalOf(sim, 'pool.retrieve_wlb_recommendations')).toEqual(['WLB_DISABLED']);
  expect(await refusalOf(sim, 'pool.retrieve_wlb_configuration')).toEqual(['WLB_UNKNOWN_HOST']);
  await sim.call('pool.deconfigure_wlb');
  expect(thePool(db)[1].wlb_url).toBe('');
});
