import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { defineComputed } from '../project';
import { coordinator, need, type Call, type World } from '../world';

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
const NEEDS_ENABLED: ReadonlySet<HostOperation> = new Set(['provision', 'vm_start', 'vm_resume', 'vm_migrate']);

/** xapi_host_helpers.ml valid_operations. */
function refusal({ db }: World, ref: Ref<'host'>, host: Records['host'], op: HostOperation): Refusal | null {
  for (const task in host.current_operations) {
    const current = host.current_operations[task];
    if (current !== undefined && excludes(current, op))
      return ['OTHER_OPERATION_IN_PROGRESS', 'host', ref, current, task];
  }
  const isLive = db.get('host_metrics', host.metrics)?.live === true;
  if (op === 'power_on') {
    if (isLive) return ['HOST_IS_LIVE', ref];
    return host.power_on_mode === '' ? ['HOST_POWER_ON_MODE_DISABLED'] : null;
  }
  if (!isLive) return ['HOST_NOT_LIVE'];
  if (GOING_DOWN.has(op) && host.enabled) return ['HOST_NOT_DISABLED'];
  if (NEEDS_ENABLED.has(op) && !host.enabled) return ['HOST_DISABLED', ref];
  return null;
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

/** A server that answers; HOST_OFFLINE otherwise (message_forwarding.ml). */
export function assertOnline({ db }: World, ref: Ref<'host'>): Records['host'] {
  const host = need(db, 'host', ref);
  if (db.get('host_metrics', host.metrics)?.live !== true) throw new Fault('HOST_OFFLINE', ref);
  return host;
}

defineComputed('host', (world, ref, host) => ({
  allowed_operations: ALL.filter((op) => refusal(world, ref, host, op) === null),
}));

/**
 * The server whose toolstack answers a call: messages about "this server" name none. A session belongs to the server
 * that opened it; calls without one reach the coordinator.
 */
export function answeringHost({ db, session }: Call): Ref<'host'> {
  const host = session === null ? undefined : db.get('session', session)?.this_host;
  return host !== undefined && db.has('host', host) ? host : coordinator(db);
}
