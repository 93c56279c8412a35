import { row } from '../../features/objects';
import type { Inventory } from '../../features/objects';
import { parseTime } from '../../features/values';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { TouchedObjects } from '../../xapi/cache/inventory-store';
import type { Connection } from '../../xapi/client/contract';
import type { VirtualClock } from './virtual-clock';

/** Between two clocks that are told in whole seconds, less is no difference. */
const SAME_MS = 2000;

/** Clocks of computers drift, and are set while the console is open. */
const ASK_EVERY_MINUTES = 5;

/** What has just been made is a moment on its way, and the servers of a pool do not agree to the second. */
const ODD_MS = 30_000;

/**
 * A pool without a control channel tells its time through the XenAPI; until it does, the wall clock has to do. A clock
 * that is right stays as it is: it would only step back and forth within the second that servers tell.
 */
export async function setClock(connection: Connection, clock: VirtualClock): Promise<void> {
  try {
    const [pool] = Object.values(await connection.call('pool.get_all_records'));
    if (pool === undefined) return;
    const nowMs = parseTime(await connection.call('host.get_servertime', pool.master));
    if (nowMs !== null && Math.abs(nowMs - clock.nowMs()) >= SAME_MS) {
      clock.report({ nowMs, paused: false, speed: 1, nextDueMs: null });
    }
  } catch {
    return;
  }
}

/**
 * Asks a pool again what time it is: every few minutes, and at once when something new is of another time, once a minute
 * at most. Answers how to stop.
 */
export function watchClock(connection: Connection, clock: VirtualClock): () => void {
  let minutes = 0;
  let mayDoubt = true;
  let before = readInventory(connection);
  const isConnected = (): boolean => connection.status().kind === 'connected';
  const timer = setInterval(() => {
    minutes += 1;
    mayDoubt = true;
    if (minutes % ASK_EVERY_MINUTES === 0 && isConnected()) void setClock(connection, clock);
  }, 60_000);
  const off = onInventory(connection, (inventory, touched) => {
    const times = mayDoubt && isConnected() ? newTimes(before, inventory, touched) : [];
    before = inventory;
    if (!times.some((timeMs) => Math.abs(timeMs - clock.nowMs()) > ODD_MS)) return;
    mayDoubt = false;
    void setClock(connection, clock);
  });
  return () => {
    clearInterval(timer);
    off();
  };
}

/** When tasks and messages were made that were not there before. */
function newTimes(before: Inventory, inventory: Inventory, touched: TouchedObjects): readonly number[] {
  const made = (cls: 'task' | 'message', timeOf: (ref: string) => string | undefined): readonly number[] => {
    const refs: Iterable<string> = touched.get(cls) ?? [];
    return [...refs].flatMap((ref) => (before[cls]?.has(ref) === true ? [] : (parseTime(timeOf(ref) ?? '') ?? [])));
  };
  return [
    ...made('task', (ref) => row(inventory, 'task', ref)?.created),
    ...made('message', (ref) => row(inventory, 'message', ref)?.timestamp),
  ];
}
