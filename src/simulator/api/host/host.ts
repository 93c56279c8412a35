import { messageTable } from '../../../xapi/datamodel/messages.gen';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { freeMemoryBytes, guestSums } from '../memory';
import { define } from '../registry';
import { need, toXapiDate, type Call } from '../world';
import { assertHostOperation, assertOnline } from './operations';

function set(call: Call, self: Ref<'host'>, values: Partial<Records['host']>): void {
  need(call.db, 'host', self);
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

/** Why a name cannot be a host name, or null (RFC 1123, and what xapi_host.ml set_hostname_live asks). */
function hostnameProblem(name: string): string | null {
  if (name === '') return 'hostname empty';
  if (name.length > 255) return 'hostname too long';
  return /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name) ? null : 'hostname contains invalid characters';
}

define({
  'host.enable': (call, host) => {
    const row = assertOnline(call.world, host);
    if (row.enabled) return;
    assertHostOperation(call.world, host, 'enable');
    if (row.pending_guidances.length > 0) throw new Fault('HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY', host);
    set(call, host, { enabled: true });
  },
  'host.disable': (call, host) => {
    if (assertOnline(call.world, host).enabled) set(call, host, { enabled: false });
  },
  'host.get_servertime': (call, host) => {
    need(call.db, 'host', host);
    return toXapiDate(call.engine.nowMs);
  },
  'host.get_server_localtime': (call, host) => {
    need(call.db, 'host', host);
    return toXapiDate(call.engine.nowMs);
  },
  'host.list_methods': () =>
    Object.entries(messageTable).flatMap(([cls, table]) => Object.keys(table).map((message) => `${cls}.${message}`)),
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
  'host.has_extension': (call, host) => {
    need(call.db, 'host', host);
    return false;
  },
  'host.is_in_emergency_mode': () => false,
  'host.set_hostname_live': (call, host, hostname) => {
    const problem = hostnameProblem(hostname);
    if (problem !== null) throw new Fault('HOST_NAME_INVALID', problem);
    set(call, host, { hostname });
  },
  'host.set_power_on_mode': (call, self, power_on_mode, power_on_config) =>
    set(call, self, { power_on_mode, power_on_config }),
  'host.set_iscsi_iqn': (call, host, iqn) => {
    if (iqn === '') throw new Fault('INVALID_VALUE', 'value', iqn);
    setOtherConfig(call, host, { iscsi_iqn: iqn }, { iscsi_iqn: iqn });
  },
  'host.set_multipathing': (call, host, multipathing) => {
    const keys = { multipathing: String(multipathing), multipathhandle: 'dmp' };
    setOtherConfig(call, host, keys, { multipathing });
  },
  'host.set_ssl_legacy': (call, self, ssl_legacy) => set(call, self, { ssl_legacy }),
  'host.set_https_only': (call, self, https_only) => set(call, self, { https_only }),
  'host.set_numa_affinity_policy': (call, self, numa_affinity_policy) => set(call, self, { numa_affinity_policy }),
  'host.enable_ssh': (call, self) => set(call, self, { ssh_enabled: true }),
  'host.disable_ssh': (call, self) => set(call, self, { ssh_enabled: false }),
  'host.set_ssh_enabled_timeout': (call, self, ssh_enabled_timeout) => set(call, self, { ssh_enabled_timeout }),
  'host.set_ssh_auto_mode': (call, self, ssh_auto_mode) => set(call, self, { ssh_auto_mode }),
  'host.set_console_idle_timeout': (call, self, console_idle_timeout) => set(call, self, { console_idle_timeout }),
  'host.set_max_cstate': (call, self, max_cstate) => set(call, self, { max_cstate }),
  'host.set_ntp_mode': (call, self, ntp_mode) => set(call, self, { ntp_mode }),
  'host.set_ntp_custom_servers': (call, self, ntp_custom_servers) => set(call, self, { ntp_custom_servers }),
});
