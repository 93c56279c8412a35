import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { freeMemoryBytes, guestSums } from '../memory';
import { define } from '../registry';
import { need, type Call } from '../world';
import { localDb, putLocal, SCHED_GRAN } from './local-db';
import { hostMode, modeRefusal } from './mode';
import { assertOnline } from './operations';

function set(call: Call, self: Ref<'host'>, values: Partial<Records['host']>): void {
  assertOnline(call.world, self);
  call.db.transaction(() => call.db.update('host', self, values));
}

function setOtherConfig(
  call: Call,
  self: Ref<'host'>,
  keys: Readonly<Record<string, string>>,
  values: Partial<Records['host']>,
): void {
  const host = need(call.db, 'host', self);
  set(call, self, { ...values, other_config: { ...host.other_config, ...keys } });
}

/** Why a name cannot be a host name, or null (xapi_host.ml set_hostname_live). */
function hostnameProblem(name: string): string | null {
  if (name === '') return 'hostname empty';
  if (name.length > 255) return 'hostname is too long';
  const isValid = /^[A-Za-z0-9.-]*$/.test(name) && !name.startsWith('-') && !name.endsWith('-');
  return isValid ? null : 'hostname contains invalid characters';
}

/** The control domain is named after its server (helpers.ml update_domain_zero_name). */
function setHostname(call: Call, ref: Ref<'host'>, hostname: string): void {
  const { db } = call;
  const { control_domain } = assertOnline(call.world, ref);
  const problem = hostnameProblem(hostname);
  if (problem !== null) throw new Fault('HOST_NAME_INVALID', problem);
  db.transaction(() => {
    db.update('host', ref, { hostname });
    if (db.has('VM', control_domain)) {
      db.update('VM', control_domain, { name_label: `Control domain on host: ${hostname}` });
    }
  });
}

/** Two settings that clients may also make by a key: the toolstack watches them (xapi_host_helpers.ml watch_other_configs). */
function followed(keys: Readonly<Record<string, string>>): Partial<Records['host']> {
  const { iscsi_iqn, multipathing } = keys;
  return {
    ...(iscsi_iqn === undefined || iscsi_iqn === '' ? undefined : { iscsi_iqn }),
    ...(multipathing === 'true' || multipathing === 'false' ? { multipathing: multipathing === 'true' } : undefined),
  };
}

/** Empty for no limit, `N` for a state, `N,M` for a state and a sub-state (Xen's max_cstate). */
const MAX_CSTATE = /^(\d+(,\d+)?)?$/;

/** A key of `other_config`: the server keeps no blobs of its own (xapi_globs.ml host_no_local_storage). */
const NO_BLOBS = 'host_no_local_storage';

define({
  // Forwarded to nobody: xapi has given these up (xapi_host.ml).
  'host.list_methods': () => {
    throw new Fault('NOT_IMPLEMENTED', 'list_method');
  },
  'host.compute_free_memory': (call, host) => {
    need(call.db, 'host', host);
    return freeMemoryBytes(call.world, host);
  },
  'host.compute_memory_overhead': (call, host) =>
    need(call.db, 'host', host).memory_overhead + guestSums(call.db, host).overhead,
  'host.get_management_interface': (call, host) => {
    const { PIFs } = need(call.db, 'host', host);
    return PIFs.find((pif) => call.db.row('PIF', pif).management) ?? NULL_REF;
  },
  'host.is_in_emergency_mode': (call) => hostMode(call.world, call.host) === 'emergency',
  'host.local_assert_healthy': (call) => {
    const refusal = modeRefusal(call.world, call.host);
    if (refusal !== null) throw refusal;
  },
  'host.set_hostname_live': setHostname,
  'host.set_iscsi_iqn': (call, host, iqn) => {
    assertOnline(call.world, host);
    if (iqn === '') throw new Fault('INVALID_VALUE', 'value', iqn);
    setOtherConfig(call, host, { iscsi_iqn: iqn }, { iscsi_iqn: iqn });
  },
  'host.set_multipathing': (call, host, multipathing) => {
    setOtherConfig(call, host, { multipathing: String(multipathing) }, { multipathing });
  },
  'host.set_ssl_legacy': (call, self, value) => {
    need(call.db, 'host', self);
    if (value) {
      throw new Fault('VALUE_NOT_SUPPORTED', 'value', 'true', 'Legacy SSL support has been removed');
    }
  },
  'host.set_other_config': (call, self, other_config) => {
    need(call.db, 'host', self);
    call.db.transaction(() => call.db.update('host', self, { other_config, ...followed(other_config) }));
  },
  'host.add_to_other_config': (call, self, key, value) => {
    const { other_config } = need(call.db, 'host', self);
    if (Object.hasOwn(other_config, key)) throw new Fault('MAP_DUPLICATE_KEY', 'host', 'other_config', self, key);
    const after = { ...other_config, [key]: value };
    call.db.transaction(() => call.db.update('host', self, { other_config: after, ...followed({ [key]: value }) }));
  },
  'host.set_https_only': (call, self, https_only) => set(call, self, { https_only }),
  'host.set_numa_affinity_policy': (call, self, numa_affinity_policy) => set(call, self, { numa_affinity_policy }),
  'host.set_console_idle_timeout': (call, self, console_idle_timeout) => {
    assertOnline(call.world, self);
    if (console_idle_timeout < 0) throw new Fault('INVALID_VALUE', 'console_timeout', String(console_idle_timeout));
    set(call, self, { console_idle_timeout });
  },
  'host.set_max_cstate': (call, self, max_cstate) => {
    assertOnline(call.world, self);
    if (!MAX_CSTATE.test(max_cstate)) throw new Fault('INVALID_VALUE', 'max_cstate', max_cstate);
    set(call, self, { max_cstate });
  },
  'host.set_sched_gran': (call, self, value) => {
    assertOnline(call.world, self);
    putLocal(call.world, self, SCHED_GRAN, value);
  },
  // `cpu` when the command line of Xen says nothing (xapi_host.ml get_sched_gran).
  'host.get_sched_gran': (call, self) => {
    assertOnline(call.world, self);
    const value = localDb(call.world, self)[SCHED_GRAN];
    return value === 'core' || value === 'socket' ? value : 'cpu';
  },
  'host.set_localdb_key': (call, host, key, value) => {
    assertOnline(call.world, host);
    putLocal(call.world, host, key, value);
  },
  'host.enable_binary_storage': (call, host) => {
    const { [NO_BLOBS]: _gone, ...other_config } = need(call.db, 'host', host).other_config;
    set(call, host, { other_config });
  },
  'host.disable_binary_storage': (call, host) => setOtherConfig(call, host, { [NO_BLOBS]: 'true' }, {}),
});
