import { useCallback, useState, useSyncExternalStore } from 'react';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { onOwnWork, ownWork } from '../commands';
import type { RunItem } from '../commands';
import type { Inventory } from '../objects';
import { rows } from '../objects';
import { isHistory } from './message-kinds';
import { isForPeople } from './task-kinds';
import { taskObjectsOf } from './task-objects';

export interface NotificationCounts {
  /** Without the history of machines. */
  readonly alerts: number;
  /** Updates that some server still lacks. */
  readonly updates: number;
  readonly failedEvents: number;
  readonly runningEvents: number;
  /** What the red badge shows: alerts, updates and failed events. */
  readonly total: number;
}

const CLASSES = ['message', 'task', 'pool_update', 'host'] as const satisfies readonly ClassName[];

/** The numbers on the Notifications button and in the status bar; renders again only when one of them changes. */
export function useNotificationCounts(): NotificationCounts {
  const connection = useConnection();
  const subscribe = useCallback(
    (listener: () => void) => {
      // The Events page comes later and asks which objects the tasks of before were about.
      taskObjectsOf(connection);
      const offs = [
        onOwnWork(listener),
        onInventory(connection, (_inventory, touched) => {
          if (CLASSES.some((cls) => touched.has(cls))) listener();
        }),
      ];
      return () => {
        for (const off of offs) off();
      };
    },
    [connection],
  );
  const [reader] = useState(createCountReader);
  return useSyncExternalStore(subscribe, () => reader(readInventory(connection), ownWork()));
}

/** Counts again only when something it counts has changed, and answers the same object while the numbers are the same. */
export function createCountReader(): (inventory: Inventory, own: readonly RunItem[]) => NotificationCounts {
  let last: { readonly inputs: readonly unknown[]; readonly counts: NotificationCounts } | undefined;
  return (inventory, own) => {
    const inputs = [own, ...CLASSES.map((cls) => inventory[cls])];
    if (last && inputs.every((input, index) => input === last?.inputs[index])) return last.counts;
    const counted = count(inventory, own);
    const counts = last && sameCounts(last.counts, counted) ? last.counts : counted;
    last = { inputs, counts };
    return counts;
  };
}

function count(inventory: Inventory, own: readonly RunItem[]): NotificationCounts {
  let alerts = 0;
  for (const message of rows(inventory, 'message').values()) if (!isHistory(message.name)) alerts++;
  let updates = 0;
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
  return { alerts, updates, failedEvents, runningEvents, total: alerts + updates + failedEvents };
}

function sameCounts(a: NotificationCounts, b: NotificationCounts): boolean {
  return (
    a.alerts === b.alerts &&
    a.updates === b.updates &&
    a.failedEvents === b.failedEvents &&
    a.runningEvents === b.runningEvents
  );
}
