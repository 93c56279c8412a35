import type { Ref } from '../../../xapi/datamodel/ref';
import { callInside } from '../dispatch';
import { Fault } from '../fault';
import { define } from '../registry';
import { hasFeature } from '../sr/features';
import { coordinator, need, thePool, type Call } from '../world';

/** Members first, the coordinator last (xapi_pool_helpers.ml call_fn_on_slaves_then_master). */
function membersFirst({ db }: Call): readonly Ref<'host'>[] {
  const first = coordinator(db);
  return [...db.refs('host').filter((host) => host !== first), first];
}

/** The servers on which something fails; the others have done it. */
function failuresOf(call: Call, body: (host: Ref<'host'>) => void): readonly Ref<'host'>[] {
  return membersFirst(call).filter((host) => {
    try {
      body(host);
      return false;
    } catch (error) {
      if (error instanceof Fault) return true;
      throw error;
    }
  });
}

/** The same setting on every server; a code of its own names those that could not follow (xapi_pool.ml Ssh.operate). */
function everywhere(call: Call, self: Ref<'pool'>, code: string, message: string, ...args: readonly unknown[]): void {
  need(call.db, 'pool', self);
  const failed = failuresOf(call, (host) => callInside(call.world, message, [host, ...args]));
  if (failed.length > 0) throw new Fault(code, ...failed);
}

/** On every server, and the first failure is the pool's; the others have been tried nevertheless. */
function onAll(call: Call, message: string, ...args: readonly unknown[]): void {
  let first: Fault | null = null;
  for (const host of membersFirst(call)) {
    try {
      callInside(call.world, message, [host, ...args]);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      first ??= error;
    }
  }
  if (first !== null) throw first;
}

function cacheRepositories({ db, world }: Call, host: Ref<'host'>): readonly Ref<'SR'>[] {
  const srs = db.row('host', host).PBDs.map((pbd) => db.row('PBD', pbd).SR);
  return srs.filter((ref) => {
    const sr = db.get('SR', ref);
    return (
      sr !== undefined && !sr.shared && sr.PBDs.length === 1 && hasFeature(world, sr.type, 'SR_SUPPORTS_LOCAL_CACHING')
    );
  });
}

/** Every server keeps a cache in one of its own repositories; a server without one fails. */
function enableCaching(call: Call, self: Ref<'pool'>): void {
  need(call.db, 'pool', self);
  const failed = failuresOf(call, (host) => {
    const srs = cacheRepositories(call, host);
    if (srs.length === 0) throw new Fault('SR_OPERATION_NOT_SUPPORTED');
    for (const sr of srs) callInside(call.world, 'host.enable_local_storage_caching', [host, sr]);
  });
  if (failed.length > 0) throw new Fault('HOSTS_FAILED_TO_ENABLE_CACHING', ...failed);
}

/** Moves the management of all servers to one network, or of none (xapi_pool.ml management_reconfigure). */
function reconfigureManagement(call: Call, network: Ref<'network'>): void {
  const { db, world } = call;
  if (thePool(db)[1].ha_enabled) throw new Fault('HA_IS_ENABLED');
  const pifs = need(db, 'network', network).PIFs;
  const rows = pifs.map((pif) => db.row('PIF', pif));
  for (const host of db.refs('host')) {
    if (!rows.some((pif) => pif.host === host)) throw new Fault('PIF_NOT_PRESENT', host, network);
  }
  pifs.forEach((pif, at) => {
    if (rows[at]?.primary_address_type !== rows[0]?.primary_address_type) {
      throw new Fault('PIF_INCOMPATIBLE_PRIMARY_ADDRESS_TYPE', pif);
    }
  });
  db.transaction(() => {
    for (const host of membersFirst(call)) {
      const pif = pifs.find((one) => db.row('PIF', one).host === host);
      callInside(world, 'host.management_reconfigure', [pif]);
    }
  });
}

define({
  'pool.set_https_only': (call, self, value) => {
    need(call.db, 'pool', self);
    onAll(call, 'host.set_https_only', value);
  },
  'pool.enable_ssh': (call, self) => everywhere(call, self, 'ENABLE_SSH_PARTIALLY_FAILED', 'host.enable_ssh'),
  'pool.disable_ssh': (call, self) => everywhere(call, self, 'DISABLE_SSH_PARTIALLY_FAILED', 'host.disable_ssh'),
  'pool.set_ssh_enabled_timeout': (call, self, value) =>
    everywhere(call, self, 'SET_SSH_TIMEOUT_PARTIALLY_FAILED', 'host.set_ssh_enabled_timeout', value),
  'pool.set_console_idle_timeout': (call, self, value) =>
    everywhere(call, self, 'SET_CONSOLE_TIMEOUT_PARTIALLY_FAILED', 'host.set_console_idle_timeout', value),
  'pool.set_ssh_auto_mode': (call, self, value) =>
    everywhere(call, self, 'SET_SSH_AUTO_MODE_PARTIALLY_FAILED', 'host.set_ssh_auto_mode', value),
  'pool.enable_binary_storage': (call) => onAll(call, 'host.enable_binary_storage'),
  'pool.disable_binary_storage': (call) => onAll(call, 'host.disable_binary_storage'),
  'pool.enable_local_storage_caching': enableCaching,
  'pool.disable_local_storage_caching': (call, self) =>
    everywhere(call, self, 'HOSTS_FAILED_TO_DISABLE_CACHING', 'host.disable_local_storage_caching'),
  'pool.management_reconfigure': reconfigureManagement,
});
