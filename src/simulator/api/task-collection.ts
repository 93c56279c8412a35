import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { defineStep, isUnderWay } from './operations';
import { fromXapiDate, type World } from './world';

/** xapi_globs.ml: completed_task_timeout, pending_task_timeout, max_tasks; db_gc.ml: how often xapi looks. */
const COMPLETED_KEPT_MS = 65 * 60 * 1000;
const PENDING_KEPT_MS = 24 * 3600 * 1000;
const MOST_TASKS = 200;
const PERIOD_MS = 30 * 1000;

const COLLECTION = 'task collection';

/**
 * Sees to it that a task which stays after its call is removed some day. Nothing is planned while there are no such
 * tasks, so an idle world has nothing to do.
 */
export function watchTasks({ db, engine }: World): void {
  const waitMs = db.count('task') > MOST_TASKS ? PERIOD_MS : COMPLETED_KEPT_MS;
  const planned = engine.plannedAs(COLLECTION);
  if (planned !== undefined && planned.dueMs <= engine.nowMs + waitMs) return;
  if (planned !== undefined) engine.cancel(planned.sequence);
  engine.schedule(waitMs, COLLECTION, null, false, COLLECTION);
}

function isCompleted({ status }: Records['task']): boolean {
  return status === 'success' || status === 'failure' || status === 'cancelled';
}

/** When a task has been there long enough. A client may have ended its own task without saying when. */
function expiryMs(task: Records['task']): number {
  const createdMs = fromXapiDate(task.created);
  if (!isCompleted(task)) return createdMs + PENDING_KEPT_MS;
  return Math.max(createdMs, fromXapiDate(task.finished)) + COMPLETED_KEPT_MS;
}

/** What xapi removes in one pass: what is old, then the oldest completed ones of too many (db_gc_util.ml timeout_tasks). */
function collect(world: World): void {
  const { db, engine } = world;
  const young: [Ref<'task'>, Records['task']][] = [];
  for (const [ref, task] of db.all('task')) {
    const isOld = expiryMs(task) < engine.nowMs && !isUnderWay(world, ref);
    if (!isOld) young.push([ref, task]);
    else db.remove('task', ref);
  }
  const completed = young.filter(([, task]) => isCompleted(task)).toSorted(([, a], [, b]) => expiryMs(a) - expiryMs(b));
  const overflow = completed.slice(0, Math.max(0, young.length - MOST_TASKS));
  for (const [ref] of overflow) db.remove('task', ref);
  const gone = new Set(overflow.map(([ref]) => ref));
  const left = young.filter(([ref]) => !gone.has(ref));
  if (left.length === 0) return;
  const nextMs = left.reduce((earliest, [, task]) => Math.min(earliest, expiryMs(task)), Infinity);
  const isCrowded = left.length > MOST_TASKS;
  // Dates are kept in seconds; the next pass must come after the whole one.
  const waitMs = isCrowded ? PERIOD_MS : Math.max(PERIOD_MS, nextMs - engine.nowMs + 1000);
  engine.schedule(waitMs, COLLECTION, null, false, COLLECTION);
}

defineStep(COLLECTION, collect);
