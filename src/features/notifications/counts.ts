import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { ClassName } from '../../xapi/datamodel/ref';
import { onOwnWork, ownWork } from '../commands';
import type { RunItem } from '../commands';
import { usePools } from '../connections';
import type { PoolEntry } from '../connections';
import type { Inventory } from '../objects';
import { rows } from '../objects';
import { isHistory } from './message-kinds';
import { foundIn, onFound } from './own/found';
import type { Found } from './own/found';
import { isForPeople } from './task-kinds';
import { taskObjectsOf } from './task-objects';

export interface NotificationCounts {
  /** Without the history of machines. */
  readonly alerts: number;
  /** Updates that some server still lacks: uploaded ones, and those of repositories. */
  readonly updates: number;
  readonly failedEvents: number;
  readonly runningEvents: number;
  /** What the red badge shows: alerts, updates and failed events, once where an alert tells of the updates. */
  readonly total: number;
}

const CLASSES = ['message', 'task', 'pool_update', 'host'] as const satisfies readonly ClassName[];

/** What waits in one pool. */
export interface PoolCounts {
  readonly pool: PoolEntry;
  readonly counts: NotificationCounts;
}

/** The numbers of every pool; the same array while none of them changed. */
export function usePoolCounts(): readonly PoolCounts[] {
  const pools = usePools();
  const subscribe = useCallback(
    (listener: () => void) => {
      const offs = pools.map(({ connection }) => {
        // The Events page comes later and asks which objects the tasks of before were about.
        taskObjectsOf(connection);
        return onInventory(connection, (_inventory, touched) => {
          if (CLASSES.some((cls) => touched.has(cls))) listener();
        });
      });
      offs.push(onOwnWork(listener), onFound(listener));
      return () => {
        for (const off of offs) off();
      };
    },
    [pools],
  );
  const read = useMemo(() => {
    const readers = pools.map((pool) => ({ pool, reader: createCountReader(pool.id) }));
    let last: readonly PoolCounts[] = [];
    return () => {
      const all = readers.map(({ pool, reader }) => ({
        pool,
        counts: reader(readInventory(pool.connection), ownWork(), foundIn(pool.connection)),
      }));
      if (all.length !== last.length || all.some(({ counts }, at) => counts !== last[at]?.counts)) last = all;
      return last;
    };
  }, [pools]);
  return useSyncExternalStore(subscribe, read);
}

/** The numbers on the Notifications button and in the status bar, of all pools together. */
export function useNotificationCounts(): NotificationCounts {
  const pools = usePoolCounts();
  return useMemo(() => pools.map(({ counts }) => counts).reduce(addCounts, NONE), [pools]);
}

const NONE: NotificationCounts = { alerts: 0, updates: 0, failedEvents: 0, runningEvents: 0, total: 0 };

function addCounts(a: NotificationCounts, b: NotificationCounts): NotificationCounts {
  return {
    alerts: a.alerts + b.alerts,
    updates: a.updates + b.updates,
    failedEvents: a.failedEvents + b.failedEvents,
    runningEvents: a.runningEvents + b.runningEvents,
    total: a.total + b.total,
  };
}

/**
 * Counts the work in one pool, again only when something it counts has changed, and answers the same object while the
 * numbers are the same.
 */
export function createCountReader(
  connection: string,
): (inventory: Inventory, own: readonly RunItem[], found: Found) => NotificationCounts {
  let last: { readonly inputs: readonly unknown[]; readonly counts: NotificationCounts } | undefined;
  return (inventory, own, found) => {
    const inputs = [own, found, ...CLASSES.map((cls) => inventory[cls])];
    if (last && inputs.every((input, index) => input === last?.inputs[index])) return last.counts;
    const counted = count(inventory, ownIn(own, connection), found);
    const counts = last && sameCounts(last.counts, counted) ? last.counts : counted;
    last = { inputs, counts };
    return counts;
  };
}

/** The work of this console that is about objects of one pool. */
export function ownIn(own: readonly RunItem[], connection: string): readonly RunItem[] {
  return own.filter(({ target }) => target.id.connection === connection);
}

function count(inventory: Inventory, own: readonly RunItem[], found: Found): NotificationCounts {
  let alerts = 0;
  for (const [ref, { name }] of rows(inventory, 'message')) if (!isHistory(name) && !found.leaving.has(ref)) alerts++;
  let ofUpdates = 0;
  for (const { key, kind } of found.alerts) {
    if (found.leaving.has(key)) continue;
    alerts++;
    if (kind === 'updates') ofUpdates++;
  }
  let { updates } = found;
  const hosts = rows(inventory, 'host').size;
  for (const update of rows(inventory, 'pool_update').values()) if (update.hosts.length < hosts) updates++;
  let failedEvents = 0;
  let runningEvents = 0;
  const ownTasks = new Set<string>();
  for (const item of own) {
    if (item.state === 'failed') failedEvents++;
    else if (item.state === 'running' || item.state === 'waiting') runningEvents++;
    for (const task of item.tasks) ownTasks.add(task);
  }
  for (const [ref, task] of rows(inventory, 'task')) {
    if (ownTasks.has(ref) || !isForPeople(task)) continue;
    if (task.status === 'failure') failedEvents++;
    else if (task.status === 'pending' || task.status === 'cancelling') runningEvents++;
  }
  return { alerts, updates, failedEvents, runningEvents, total: alerts - ofUpdates + updates + failedEvents };
}

function sameCounts(a: NotificationCounts, b: NotificationCounts): boolean {
  return (
    a.alerts === b.alerts &&
    a.updates === b.updates &&
    a.failedEvents === b.failedEvents &&
    a.runningEvents === b.runningEvents &&
    a.total === b.total
  );
}
