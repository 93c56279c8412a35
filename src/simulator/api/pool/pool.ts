import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { callInside } from '../dispatch';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { assertIp } from '../network/addresses';
import { define } from '../registry';
import { assertVswitch } from '../sdn/vswitch';
import { coordinator, fromXapiDate, need, thePool, type Call } from '../world';

function set(call: Call, self: Ref<'pool'>, values: Partial<Records['pool']>): void {
  need(call.db, 'pool', self);
  call.db.transaction(() => call.db.update('pool', self, values));
}

/** A repository, or none; its own row changes too, because clients show the default one differently. */
function setRepository(
  call: Call,
  self: Ref<'pool'>,
  field: 'default_SR' | 'suspend_image_SR' | 'crash_dump_SR',
  sr: Ref<'SR'>,
): void {
  if (!isNullRef(sr)) need(call.db, 'SR', sr);
  set(call, self, { [field]: sr });
}

/** What guests' agents may be told (xapi_pool.ml guest_agent_config_requirements). */
function assertAgentConfig(key: string, value: string): void {
  const isValid =
    key === 'auto_update_enabled'
      ? value === 'true' || value === 'false'
      : key === 'auto_update_url' && /^https?:/.test(value);
  if (!isValid) throw new Fault('INVALID_VALUE', 'guest_agent_config', `${key} = ${value}`);
}

/** How far ahead the next collection may lie, days (xapi_pool.ml set_telemetry_next_collection). */
const TELEMETRY_DAYS = { daily: 2, weekly: 14, monthly: 62 } as const;
const DAY_MS = 86_400_000;

function setTelemetry(call: Call, self: Ref<'pool'>, date: string): void {
  const { telemetry_frequency } = need(call.db, 'pool', self);
  const latestMs = call.engine.nowMs + TELEMETRY_DAYS[telemetry_frequency] * DAY_MS;
  if (fromXapiDate(date) > latestMs) throw new Fault('TELEMETRY_NEXT_COLLECTION_TOO_LATE', date);
  set(call, self, { telemetry_next_collection: date });
}

function resetTelemetry({ db, engine }: Call, self: Ref<'pool'>): void {
  const { telemetry_uuid } = need(db, 'pool', self);
  const secret = engine.newRef('secret');
  db.transaction(() => {
    db.insert('secret', secret, { uuid: engine.newUuid('secret'), value: engine.random.uuid('telemetry') });
    db.update('pool', self, { telemetry_uuid: secret });
    if (db.has('secret', telemetry_uuid)) db.remove('secret', telemetry_uuid);
  });
}

/** At least one thread, whatever the pool is told (xapi: locking_helpers.ml Semaphore.set_max). */
function setThreads(
  call: Call,
  self: Ref<'pool'>,
  field: 'local_auth_max_threads' | 'ext_auth_max_threads',
  value: number,
): void {
  if (value < 1) throw new Fault('INVALID_VALUE', field, String(value));
  set(call, self, { [field]: value });
}

function setController(call: Call, address: string): void {
  const { db, world } = call;
  const [ref, pool] = thePool(db);
  if (db.row('host', coordinator(db)).software_version['network_backend'] !== 'openvswitch') {
    throw new Fault('OPERATION_NOT_ALLOWED', 'host not configured for vswitch operation');
  }
  if (pool.vswitch_controller === address) return;
  if (address !== '') assertIp('ipv4', 'address', address);
  db.transaction(() => {
    db.update('pool', ref, { vswitch_controller: address });
    const old = db.first('SDN_controller');
    if (old !== undefined) db.remove('SDN_controller', old);
    if (address !== '') callInside(world, 'SDN_controller.introduce', ['ssl', address, 6632]);
  });
}

define({
  'pool.set_default_SR': (call, self, sr) => setRepository(call, self, 'default_SR', sr),
  'pool.set_suspend_image_SR': (call, self, sr) => setRepository(call, self, 'suspend_image_SR', sr),
  'pool.set_crash_dump_SR': (call, self, sr) => setRepository(call, self, 'crash_dump_SR', sr),
  // There is one database, and every server reads it.
  'pool.sync_database': () => undefined,
  'pool.has_extension': (call, self, name) => {
    need(call.db, 'pool', self);
    return call.db.refs('host').every((host) => callInside(call.world, 'host.has_extension', [host, name]) === true);
  },
  'pool.set_igmp_snooping_enabled': (call, self, igmp_snooping_enabled) => {
    if (igmp_snooping_enabled) assertFeature(call.db, 'IGMP_snooping');
    assertVswitch(call.world);
    set(call, self, { igmp_snooping_enabled });
  },
  'pool.add_to_guest_agent_config': (call, self, key, value) => {
    assertAgentConfig(key, value);
    const { guest_agent_config } = need(call.db, 'pool', self);
    if (Object.hasOwn(guest_agent_config, key))
      throw new Fault('MAP_DUPLICATE_KEY', 'pool', 'guest_agent_config', self, key);
    set(call, self, { guest_agent_config: { ...guest_agent_config, [key]: value } });
  },
  'pool.remove_from_guest_agent_config': (call, self, key) => {
    const { [key]: _gone, ...rest } = need(call.db, 'pool', self).guest_agent_config;
    set(call, self, { guest_agent_config: rest });
  },
  'pool.set_vswitch_controller': setController,
  'pool.set_telemetry_next_collection': setTelemetry,
  'pool.reset_telemetry_uuid': resetTelemetry,
  'pool.set_local_auth_max_threads': (call, self, value) => setThreads(call, self, 'local_auth_max_threads', value),
  'pool.set_ext_auth_max_threads': (call, self, value) => setThreads(call, self, 'ext_auth_max_threads', value),
  'pool.set_ext_auth_cache_enabled': (call, self, ext_auth_cache_enabled) =>
    set(call, self, { ext_auth_cache_enabled }),
  'pool.set_ext_auth_cache_size': (call, self, ext_auth_cache_size) => {
    if (ext_auth_cache_size < 0) throw new Fault('INVALID_VALUE', 'size', String(ext_auth_cache_size));
    set(call, self, { ext_auth_cache_size });
  },
  'pool.set_ext_auth_cache_expiry': (call, self, ext_auth_cache_expiry) => {
    if (ext_auth_cache_expiry <= 0) throw new Fault('INVALID_VALUE', 'expiry', String(ext_auth_cache_expiry));
    set(call, self, { ext_auth_cache_expiry });
  },
  // Workflows that archived VMs went with VMPP; the message says so itself (xapi_pool.ml).
  'pool.test_archive_target': () => {
    throw new Fault('MESSAGE_REMOVED');
  },
});
