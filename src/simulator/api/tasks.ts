import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { EMPTY_MAP, EMPTY_SET } from '../engine/defaults';
import type { Fault } from './fault';
import { coordinator, toXapiDate, type Outcome, type World } from './world';
import { toXmlValue } from './xml-value';

export interface TaskStart {
  readonly name: string;
  readonly description?: string;
  readonly session: Ref<'session'> | null;
  /** Where the task runs; at the coordinator unless given. */
  readonly host?: Ref<'host'>;
  /** The task that this one is a part of. */
  readonly parent?: Ref<'task'> | undefined;
  /** Whether clients may cancel it from the beginning. */
  readonly cancellable?: boolean;
  /** Headers of the request that are kept with the task. */
  readonly config?: Readonly<Record<string, string>> | undefined;
}

function headersOf(config: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [`http:${name}`, value]));
}

const CANCEL: Records['task']['allowed_operations'] = Object.freeze(['cancel'] as const);

/** Makes a pending task. Initial values: xapi taskHelper.ml make. */
export function createTask(world: World, start: TaskStart): Ref<'task'> {
  const { db, engine } = world;
  const ref = engine.newRef('task');
  const session = start.session !== null && db.has('session', start.session) ? start.session : NULL_REF;
  const parent = start.parent !== undefined && db.has('task', start.parent) ? start.parent : NULL_REF;
  db.transaction(() => {
    db.insert('task', ref, {
      uuid: engine.newUuid('task'),
      name_label: start.name,
      name_description: start.description ?? '',
      status: 'pending',
      allowed_operations: start.cancellable === true ? CANCEL : EMPTY_SET,
      created: toXapiDate(engine.nowMs),
      type: '<none/>',
      resident_on: start.host ?? coordinator(db),
      session,
      subtask_of: parent,
      other_config: start.config === undefined ? EMPTY_MAP : headersOf(start.config),
    });
  });
  return ref;
}

export function isPending(world: World, task: Ref<'task'>): boolean {
  const row = world.db.get('task', task);
  return row !== undefined && (row.status === 'pending' || row.status === 'cancelling');
}

export function setProgress(world: World, task: Ref<'task'>, progress: number): void {
  if (isPending(world, task)) world.db.transaction(() => world.db.update('task', task, { progress }));
}

/** Lets clients cancel the task, or not any more. */
export function setCancellable(world: World, task: Ref<'task'>, cancellable: boolean): void {
  if (!isPending(world, task) || cancellable === world.db.row('task', task).allowed_operations.includes('cancel'))
    return;
  const allowed_operations = cancellable ? CANCEL : EMPTY_SET;
  world.db.transaction(() => world.db.update('task', task, { allowed_operations }));
}

/** Ends a task well. The status is the last write (xapi taskHelper.ml complete), so a client that sees it has the result. */
export function completeTask(world: World, task: Ref<'task'>, resultType: string | undefined, value: unknown): void {
  const { db, engine } = world;
  // The row of a call that waits goes at this moment: nobody could see how it ended.
  if (!world.waiting.has(task) && isPending(world, task)) {
    db.transaction(() => {
      db.update('task', task, {
        allowed_operations: EMPTY_SET,
        finished: toXapiDate(engine.nowMs),
        progress: 1,
        result: toXmlValue(resultType, value),
        status: 'success',
      });
    });
  }
  settle(world, task, { ok: true, value });
}

/** Ends a task with a failure; TASK_CANCELLED makes it `cancelled`. */
export function failTask(world: World, task: Ref<'task'>, fault: Fault): void {
  const { db, engine } = world;
  if (!world.waiting.has(task) && isPending(world, task)) {
    db.transaction(() => {
      db.update('task', task, {
        allowed_operations: EMPTY_SET,
        finished: toXapiDate(engine.nowMs),
        progress: 1,
        error_info: fault.toList(),
        status: fault.code === 'TASK_CANCELLED' ? 'cancelled' : 'failure',
      });
    });
  }
  settle(world, task, { ok: false, fault });
}

/** The agenda's name for a call that waits for another operation on its object, by its task. */
export function retryName(task: Ref<'task'>): string {
  return `retry/${task}`;
}

function settle(world: World, task: Ref<'task'>, outcome: Outcome): void {
  const retry = world.engine.plannedAs(retryName(task));
  if (retry !== undefined) world.engine.cancel(retry.sequence);
  const row = world.db.get('task', task);
  if (row !== undefined && Object.values(row.current_operations).includes('destroy')) {
    world.db.transaction(() => world.db.remove('task', task));
  }
  world.audit.settle(world.engine.nowMs, task, outcome.ok ? null : outcome.fault);
  const waiter = world.waiting.get(task);
  world.waiting.delete(task);
  waiter?.(outcome);
}
