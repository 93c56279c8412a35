import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { defineComputed } from '../project';
import { need, type World } from '../world';
import { DISABLED_UNTIL_REBOOT, localDb } from './local-db';
import { hostMode } from './mode';

export type HostOperation = Enums['host_allowed_operations'];
type Refusal = readonly [code: string, ...params: string[]];

const ALL: readonly HostOperation[] = [
  'provision',
  'evacuate',
  'reboot',
  'shutdown',
  'vm_start',
  'vm_resume',
  'vm_migrate',
  'power_on',
  'apply_updates',
  'enable',
];

/** Bring guests to a server; not while it is being emptied or goes down, and the other way round. */
const ARRIVALS: ReadonlySet<HostOperation> = new Set(['provision', 'vm_resume', 'vm_migrate']);
const DEPARTURES: ReadonlySet<HostOperation> = new Set(['evacuate', 'reboot', 'shutdown']);
const GOING_DOWN: ReadonlySet<HostOperation> = new Set(['reboot', 'shutdown', 'apply_updates']);
/** Need a server in service: the VM that would come is refused elsewhere otherwise (xapi_vm_helpers.ml). */
const NEEDS_ENABLED: ReadonlySet<HostOperation> = new Set(['provision', 'vm_start', 'vm_resume', 'vm_migrate']);

/** Why a server does not answer the coordinator, or null (message_forwarding.ml do_op_on). */
function unreachable(world: World, ref: Ref<'host'>, host: Records['host']): Refusal | null {
  if (world.db.get('host_metrics', host.metrics)?.live !== true) return ['HOST_OFFLINE', ref];
  return hostMode(world, ref) === 'up' ? null : ['CANNOT_CONTACT_HOST', ref];
}

/** Before a disabled server is enabled again (xapi_host.ml assert_safe_to_reenable). */
function reenableRefusal(world: World, ref: Ref<'host'>, host: Records['host']): Refusal | null {
  if (host.enabled) return null;
  if (host.pending_guidances.length > 0) return ['HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY', ref];
  return localDb(world, ref)[DISABLED_UNTIL_REBOOT] === 'true' ? ['HOST_DISABLED_UNTIL_REBOOT', ref] : null;
}

/** xapi_host_helpers.ml valid_operations, then what the call itself looks at. */
function refusal(world: World, ref: Ref<'host'>, host: Records['host'], op: HostOperation): Refusal | null {
  for (const task in host.current_operations) {
    const current = host.current_operations[task];
    if (current !== undefined && excludes(current, op))
      return ['OTHER_OPERATION_IN_PROGRESS', 'host', ref, current, task];
  }
  if (op === 'power_on') {
    if (world.db.get('host_metrics', host.metrics)?.live === true) return ['HOST_IS_LIVE', ref];
    return host.power_on_mode === '' ? ['HOST_POWER_ON_MODE_DISABLED'] : null;
  }
  if (GOING_DOWN.has(op) && host.enabled) return ['HOST_NOT_DISABLED'];
  const away = unreachable(world, ref, host);
  if (away !== null) return NEEDS_ENABLED.has(op) && away[0] === 'HOST_OFFLINE' ? ['HOST_NOT_LIVE'] : away;
  if (NEEDS_ENABLED.has(op) && !host.enabled) return ['HOST_DISABLED', ref];
  return op === 'enable' ? reenableRefusal(world, ref, host) : null;
}

function excludes(current: HostOperation, op: HostOperation): boolean {
  if (GOING_DOWN.has(current) && GOING_DOWN.has(op)) return true;
  if (current === 'provision' && op === 'provision') return true;
  return (ARRIVALS.has(current) && DEPARTURES.has(op)) || (DEPARTURES.has(current) && ARRIVALS.has(op));
}

/** Refuses an operation on a server that must not begin now. */
export function assertHostOperation(world: World, ref: Ref<'host'>, op: HostOperation): Records['host'] {
  const host = need(world.db, 'host', ref);
  const refused = refusal(world, ref, host, op);
  if (refused !== null) throw new Fault(...refused);
  return host;
}

/** A server that answers; HOST_OFFLINE, or CANNOT_CONTACT_HOST while its toolstack restarts (message_forwarding.ml). */
export function assertOnline(world: World, ref: Ref<'host'>): Records['host'] {
  const host = need(world.db, 'host', ref);
  const away = unreachable(world, ref, host);
  if (away !== null) throw new Fault(...away);
  return host;
}

defineComputed('host', 'allowed_operations', (world, ref, host) =>
  ALL.filter((op) => refusal(world, ref, host, op) === null),
);
