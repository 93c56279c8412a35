import { useSyncExternalStore } from 'react';
import { useSelect } from '../../xapi/cache/hooks';
import { onOwnWork, ownWork } from '../commands';
import type { Inventory } from '../objects';
import { rows } from '../objects';
import { eventRows } from './event-rows';

export interface NotificationCounts {
  readonly alerts: number;
  /** Updates that some server still lacks. */
  readonly updates: number;
  readonly failedEvents: number;
  readonly runningEvents: number;
  /** What the red badge shows: alerts, updates and failed events. */
  readonly total: number;
}

const CLASSES = ['message', 'task', 'pool_update', 'host'] as const;

/** The numbers on the Notifications button and in the status bar. */
export function useNotificationCounts(): NotificationCounts {
  const own = useSyncExternalStore(onOwnWork, ownWork);
  const pool = useSelect(CLASSES, poolCounts, sameCounts);
  const failedOwn = own.filter((item) => item.state === 'failed').length;
  const runningOwn = own.filter((item) => item.state === 'running' || item.state === 'waiting').length;
  const ownTasks = new Set(own.flatMap((item) => item.tasks));
  const failedEvents = failedOwn + pool.failedTasks.filter((task) => !ownTasks.has(task)).length;
  const runningEvents = runningOwn + pool.runningTasks.filter((task) => !ownTasks.has(task)).length;
  const { alerts, updates } = pool;
  return { alerts, updates, failedEvents, runningEvents, total: alerts + updates + failedEvents };
}

interface PoolCounts {
  readonly alerts: number;
  readonly updates: number;
  readonly failedTasks: readonly string[];
  readonly runningTasks: readonly string[];
}

function poolCounts(inventory: Inventory): PoolCounts {
  const tasks = eventRows('', { task: rows(inventory, 'task') }, []);
  const hosts = rows(inventory, 'host').size;
  return {
    alerts: rows(inventory, 'message').size,
    updates: [...rows(inventory, 'pool_update').values()].filter((update) => update.hosts.length < hosts).length,
    failedTasks: tasks.filter((task) => task.state === 'failed').map((task) => task.id),
    runningTasks: tasks
      .filter((task) => task.state === 'running' || task.state === 'cancelling')
      .map((task) => task.id),
  };
}

function sameCounts(a: PoolCounts, b: PoolCounts): boolean {
  return (
    a.alerts === b.alerts &&
    a.updates === b.updates &&
    a.failedTasks.join() === b.failedTasks.join() &&
    a.runningTasks.join() === b.runningTasks.join()
  );
}
