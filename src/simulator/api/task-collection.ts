import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { defineStep, isUnderWay } from './operations';
import { fromXapiDate, toXapiDate, type World } from './world';

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

/** A call whose own calls have gone with it leaves nothing to collect. */
export function leaveTasks({ db, engine }: World): void {
  if (db.count('task') > 0) return;
  const planned = engine.plannedAs(COLLECTION);
  if (planned !== undefined) engine.cancel(planned.sequence);
}

function isCompleted({ status }: Records['task']): boolean {
  return status === 'success' || status === 'failure' || status === 'cancelled';
}

/** Since when a task is what it is, as a date of the wire. A client may have ended its own task without saying when. */
function since(task: Records['task']): string {
  return isCompleted(task) && task.finished > task.created ? task.finished : task.created;
}

/** The oldest of many tasks, in order, of equals those that came first: few go in each pass, so the rest need no order. */
class Oldest {
  readonly refs: Ref<'task'>[] = [];
  readonly dates: string[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(ref: Ref<'task'>, date: string): void {
    const { refs, dates } = this;
    let at = dates.length;
    while (at > 0 && date < (dates[at - 1] ?? '')) at -= 1;
    if (at === this.#most) return;
    refs.splice(at, 0, ref);
    dates.splice(at, 0, date);
    if (dates.length <= this.#most) return;
    refs.pop();
    dates.pop();
  }
}

/** What xapi removes in one pass: what is old, then the oldest completed ones of too many (db_gc_util.ml timeout_tasks). */
function collect(world: World): void {
  const { db, engine } = world;
  // Dates of the wire sort as they stand; parsing hundreds of them in each pass would cost more than all the rest.
  const completedBefore = toXapiDate(engine.nowMs - COMPLETED_KEPT_MS);
  const pendingBefore = toXapiDate(engine.nowMs - PENDING_KEPT_MS);
  const oldest = new Oldest(Math.max(0, db.count('task') - MOST_TASKS) + 1);
  let nextMs = Infinity;
  const note = (date: string, keptMs: number): void => {
    nextMs = Math.min(nextMs, fromXapiDate(date) + keptMs);
  };
  let oldestPending = '';
  for (const [ref, task] of db.all('task')) {
    const isDone = isCompleted(task);
    const date = since(task);
    if (date < (isDone ? completedBefore : pendingBefore) && !isUnderWay(world, ref)) db.remove('task', ref);
    else if (isDone) oldest.add(ref, date);
    else if (oldestPending === '' || date < oldestPending) oldestPending = date;
  }
  const excess = Math.max(0, db.count('task') - MOST_TASKS);
  for (const ref of oldest.refs.slice(0, excess)) db.remove('task', ref);
  if (db.count('task') === 0) return;
  const oldestCompleted = oldest.dates[excess];
  if (oldestCompleted !== undefined) note(oldestCompleted, COMPLETED_KEPT_MS);
  if (oldestPending !== '') note(oldestPending, PENDING_KEPT_MS);
  const isCrowded = db.count('task') > MOST_TASKS;
  // Dates are kept in seconds; the next pass must come after the whole one.
  const waitMs = isCrowded ? PERIOD_MS : Math.max(PERIOD_MS, nextMs - engine.nowMs + 1000);
  engine.schedule(waitMs, COLLECTION, null, false, COLLECTION);
}

defineStep(COLLECTION, collect);
