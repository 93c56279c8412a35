import type { Connection } from '../../../xapi/client/contract';
import { readInventory } from '../../../xapi/cache/cache';
import { isNullRef } from '../../../xapi/datamodel/ref';
import { hostIsLive, only, rows, vmKind } from '../../objects';
import type { ServerClock } from '../../values';
import type { Look } from './look';

/** Each question takes a place in the queue of the coordinator. */
const MOST_SERVERS = 64;
/** Times on the wire have whole seconds. */
const WHOLE_MS = 1000;

/** How far the clocks of servers are ahead of the coordinator's; those that do not answer are left out. */
export async function askSkews(connection: Connection, clock: ServerClock, parse: (text: string) => number | null) {
  const inventory = readInventory(connection);
  const master = only(inventory, 'pool')?.[1].master;
  const live = [...rows(inventory, 'host')].flatMap(([ref, host]) => (hostIsLive(inventory, host) ? [ref] : []));
  const skews = new Map<string, { readonly offMs: number; readonly doubtMs: number }>();
  for (const ref of live.slice(0, MOST_SERVERS)) {
    const askedMs = clock.nowMs();
    try {
      const timeMs = parse(await connection.call('host.get_servertime', ref));
      const answeredMs = clock.nowMs();
      if (timeMs === null) continue;
      skews.set(ref, { offMs: timeMs - (askedMs + answeredMs) / 2, doubtMs: (answeredMs - askedMs) / 2 + WHOLE_MS });
    } catch {
      continue;
    }
  }
  const base = master === undefined ? undefined : skews.get(master);
  if (base === undefined) return new Map<string, number>();
  return new Map(
    [...skews].map(([ref, { offMs, doubtMs }]) => {
      const off = offMs - base.offMs;
      const sure = Math.max(0, Math.abs(off) - doubtMs - base.doubtMs);
      return [ref, Math.sign(off) * sure];
    }),
  );
}

/**
 * Running machines without up-to-date tools. What tells is held for no machine from the start, so the pool is asked for
 * those alone that lack them.
 */
export async function askTools(connection: Connection): Promise<Look['tools']> {
  const lacking = await connection.call(
    'VM_guest_metrics.get_all_records_where',
    'field "PV_drivers_up_to_date" = "false"',
  );
  const missing: string[] = [];
  const outdated: string[] = [];
  for (const [ref, vm] of rows(readInventory(connection), 'VM')) {
    if (vmKind(vm) !== 'vm' || vm.is_control_domain || vm.power_state !== 'Running') continue;
    const guest = lacking[vm.guest_metrics];
    if (isNullRef(vm.guest_metrics)) missing.push(ref);
    else if (guest) (guest.PV_drivers_version['major'] === undefined ? missing : outdated).push(ref);
  }
  return { missing, outdated };
}
