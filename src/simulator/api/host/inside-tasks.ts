import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { isPending } from '../tasks';
import type { World } from '../world';

/** How often an operation looks whether the calls that it made have ended. */
export const LOOK_MS = 500;

/** Whether one of these calls has not ended. */
export function anyPending(world: World, tasks: readonly Ref<'task'>[]): boolean {
  return tasks.some((task) => isPending(world, task));
}

/** How a call ended that did not succeed; null when it did (xapi_host.ml evacuate, assert_success). */
export function failureOf({ db }: World, task: Ref<'task'>): Fault | null {
  const row = db.get('task', task);
  if (row === undefined || row.status === 'success') return null;
  const [code, ...params] = row.error_info;
  if (row.status !== 'failure' || code === undefined) {
    return new Fault('TASK_CANCELLED', task);
  }
  return new Fault(code, ...params);
}

/** Calls that an operation made for itself leave no tasks behind. */
export function dropTasks({ db }: World, tasks: readonly Ref<'task'>[]): void {
  for (const task of tasks) db.remove('task', task);
}
