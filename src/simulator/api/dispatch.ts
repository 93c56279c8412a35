import { emergencyCalls } from '../../xapi/datamodel/messages.gen';
import type { MessageModel } from '../../xapi/datamodel/model';
import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import { parseFieldType } from '../engine/defaults';
import { noteOf, type AuditNote } from './access/audit';
import { requirePermission } from './access/rbac';
import { databaseOf } from './disaster-recovery/opened';
import { Fault, toFault } from './fault';
import { constructorValues } from './generic';
import { modeRefusal } from './host/mode';
import { listMethods, methodOf, permissionOf, type Method } from './method';
import { defineStep, endOf, isCancellable, LATER } from './operations';
import { checkSession } from './sessions';
import { leaveTasks, watchTasks } from './task-collection';
import { completeTask, createTask, failTask, retryName, setCancellable, type TaskStart } from './tasks';
import { jumpUntil, type Call, type Outcome, type World } from './world';
import { readValue } from './value';

/** The simulator itself. */
const NOBODY: Via = {};
const NO_PARAMS: NonNullable<MessageModel['params']> = [];

/** Agenda kind of a call that waits for another operation to end. */
const RETRY = 'retry';

/** A call that answers its task at once; the second form is the one that servers of a pool use between them. */
const ASYNC = /^(?:Internal)?Async\./;

const IS_ALIVE = 'system.isAlive:';

/** What a server answers while it does not reach its coordinator. */
const EMERGENCY: ReadonlySet<string> = new Set(emergencyCalls);

/** HOST_STILL_BOOTING and HOST_IN_EMERGENCY_MODE come before all else (api_server.ml callback1). */
function requireAnswering(world: World, host: Ref<'host'> | undefined): void {
  const refusal = modeRefusal(world, host ?? hereOf(world));
  if (refusal !== null) throw refusal;
}

/** How a call came to the pool. */
export interface Via {
  /** Aborted when the client has gone. */
  readonly signal?: AbortSignal | undefined;
  /** The server whose address the request reached; the coordinator unless given. */
  readonly host?: Ref<'host'> | undefined;
  /** Headers `x-http-other-config-*` by the rest of their name; a task keeps them as `http:*` (xapi: context.ml). */
  readonly taskConfig?: Readonly<Record<string, string>> | undefined;
  /** What the call fails with when its checks have passed: a fault rule. */
  readonly fault?: Fault | undefined;
  /** The client reads JSON: answers may be texts (JsonText). */
  readonly isJson?: boolean;
}

/** Who calls, and where. */
interface Caller {
  readonly via: Via;
  readonly session: Ref<'session'> | null;
  readonly host: Ref<'host'>;
  /** For the audit log, when the call belongs there. */
  readonly note?: AuditNote | null;
  /** The task that makes this call for itself. */
  readonly parent?: Ref<'task'>;
}

/**
 * One XenAPI call with its positional parameters, session included, as JSON values.
 * Order of the checks: method, parameter count, parameter types, session, asynchronous form, permission; a removed
 * message looks at its session only (xapi: gen_server.ml, server_helpers.ml do_dispatch). Errors name the method
 * without `Async.`.
 * @returns the result, at once or later; throws or rejects with a Fault
 */
export function dispatch(world: World, called: string, params: readonly unknown[], via: Via = {}): unknown {
  const name = called.replace(ASYNC, '');
  const isAsync = name !== called;
  if (!EMERGENCY.has(called)) requireAnswering(world, via.host);
  if (name === 'system.listMethods') return listMethods();
  if (name.startsWith(IS_ALIVE)) return params[0] ?? '';
  const method = methodOf(name);
  if (method === null) {
    if (params.length > 0) checkSession(world, params[0], via.host);
    throw new Fault('MESSAGE_METHOD_UNKNOWN', name);
  }
  const { model } = method;
  const declared = model.params ?? NO_PARAMS;
  const own = model.sessionless === true ? params : params.slice(1);
  // Whatever follows optional parameters is ignored, and a missing session counts, too (xapi: gen_server.ml operation).
  const given = model.sessionless === true ? params.length : params.length - 1;
  if (given < method.required || (given > declared.length && method.required === declared.length)) {
    throw new Fault('MESSAGE_PARAMETER_COUNT_MISMATCH', name, String(method.required), String(given));
  }
  const isRemoved = model.state === 'Removed';
  const args = isRemoved ? [] : readParameters(declared, own);
  const internalName = model.poolInternal === true ? name : undefined;
  const session = model.sessionless === true ? null : checkSession(world, params[0], via.host, internalName);
  if (isRemoved) throw new Fault('MESSAGE_REMOVED');
  if (isAsync && model.async !== true) throw new Fault('Fault', `No async mode for this operation (rpc: ${name})`);
  const note = noteOf(world, session, method, args);
  permit(world, session, permissionOf(method, args), note);
  if (method.handler === undefined) throw new Fault('NOT_IMPLEMENTED', method.name);
  // The fields of a new object are parameters as well: what is missing is said at once (xapi: gen_server.ml).
  if (isAsync && model.kind === 'create') constructorValues(method.cls, args[0]);
  world.journal.add(world.engine.nowMs, called, declared, own);
  const caller: Caller = { via, session, host: via.host ?? hereOf(world), note };
  return isAsync ? runAsync(world, method, called, args, caller) : runSync(world, method, args, caller);
}

function permit(world: World, session: Ref<'session'> | null, permission: string, note: AuditNote | null): void {
  try {
    requirePermission(world, session, permission);
  } catch (refusal) {
    if (note !== null) world.audit.deny(world.engine.nowMs, note);
    throw refusal;
  }
}

/** Calls that say nothing of a server mean the coordinator; a world that is being built has none yet. */
function hereOf({ db }: World): Ref<'host'> {
  const pool = db.first('pool');
  return pool === undefined ? NULL_REF : db.row('pool', pool).master;
}

function inside(world: World): Caller {
  return { via: NOBODY, session: null, host: hereOf(world) };
}

function readParameters(declared: NonNullable<MessageModel['params']>, given: readonly unknown[]): readonly unknown[] {
  return declared.map(([param, type, fallback], at) =>
    readValue(parseFieldType(type), param, at < given.length ? given[at] : fallback),
  );
}

/** Calls a message without a session, as the simulator itself: worlds are built this way, through the same checks. */
export function callInside(world: World, name: string, args: readonly unknown[]): unknown {
  const method = methodOf(name);
  if (method?.handler === undefined) throw new Fault('NOT_IMPLEMENTED', name);
  return runSync(world, method, readParameters(method.model.params ?? NO_PARAMS, args), inside(world));
}

/**
 * Calls a message for a part of the simulator that goes on meanwhile; its task stays when it has ended, as a client's does.
 * @param parent the task that makes the call for itself: the new one is its subtask (xapi helpers.ml make_rpc)
 * @param label name of the task, where it is not that of an asynchronous call
 */
export function callAsTask(
  world: World,
  name: string,
  args: readonly unknown[],
  parent?: Ref<'task'>,
  label = `Async.${name}`,
): Ref<'task'> {
  const method = methodOf(name);
  if (method?.handler === undefined) throw new Fault('NOT_IMPLEMENTED', name);
  return runAsync(
    world,
    method,
    label,
    readParameters(method.model.params ?? NO_PARAMS, args),
    parent === undefined ? inside(world) : { via: NOBODY, session: null, host: hereOf(world), parent },
  );
}

/** Runs a handler on the database that its session looks at; sessions themselves are always the pool's own. */
function run(world: World, method: Method, args: readonly unknown[], caller: Caller, task: Call['task']): unknown {
  const { via, session } = caller;
  if (via.fault !== undefined) throw via.fault;
  const chosen = via.isJson === true ? (method.jsonHandler ?? method.handler) : method.handler;
  const handler = chosen as unknown as (call: Call, ...args: readonly unknown[]) => unknown;
  const database = session === null || method.cls === 'session' ? world : databaseOf(world, session);
  return handler(new RunningCall(database, method, caller, task), ...args);
}

/** A class, because an object with a getter written out costs a microsecond a call. */
class RunningCall implements Call {
  readonly world: World;
  readonly db: World['db'];
  readonly engine: World['engine'];
  readonly method: string;
  readonly session: Ref<'session'> | null;
  readonly host: Ref<'host'>;
  readonly task: Call['task'];
  readonly #via: Via;

  constructor(world: World, method: Method, { via, session, host }: Caller, task: Call['task']) {
    this.world = world;
    this.db = world.db;
    this.engine = world.engine;
    this.method = method.name;
    this.session = session;
    this.host = host;
    this.task = task;
    this.#via = via;
  }

  /** A door makes it when it is asked for. */
  get signal(): AbortSignal | undefined {
    return this.#via.signal;
  }
}

function taskStart(name: string, { via, session, host, parent }: Caller, cancellable: boolean): TaskStart {
  return { name, session, host, parent, cancellable, config: via.taskConfig };
}

function runAsync(world: World, method: Method, name: string, args: readonly unknown[], caller: Caller): Ref<'task'> {
  const task = createTask(world, taskStart(name, caller, isCancellable(method.name)));
  watchTasks(world);
  if (caller.note) world.audit.follow(task, caller.note);
  attempt(world, method, args, caller, task);
  return task;
}

/**
 * Runs the handler for a task that exists; ends the task unless the handler goes on later or the object is busy.
 * @param untilMs until when a busy object is waited for; absent at the first try
 */
function attempt(
  world: World,
  method: Method,
  args: readonly unknown[],
  caller: Caller,
  task: Ref<'task'>,
  untilMs?: number,
): void {
  const end = (value: unknown): void => completeTask(world, task, method.model.result, value);
  const fail = (error: unknown): void => {
    const fault = toFault(error);
    const { session, host } = caller;
    const waiting = { method: method.name, args, session, host, task };
    if (!retryLater(world, method, waiting, fault, untilMs)) failTask(world, task, fault);
  };
  try {
    const value = run(world, method, args, caller, () => task);
    if (value instanceof Promise) value.then(end, fail);
    else if (value !== LATER) end(value);
  } catch (error) {
    fail(error);
  }
}

function runSync(world: World, method: Method, args: readonly unknown[], caller: Caller): unknown {
  let task: Ref<'task'> | null = null;
  const taskOf = (cancellable = false): Ref<'task'> =>
    (task ??= createTask(world, taskStart(method.name, caller, cancellable)));
  const leave = (fault: Fault | null): void => {
    if (task !== null) dropTask(world, task);
    if (caller.note) world.audit.add(world.engine.nowMs, caller.note, fault);
  };
  try {
    const value = run(world, method, args, caller, taskOf);
    if (value instanceof Promise) {
      return value.then(
        (result) => {
          leave(null);
          return result as unknown;
        },
        (error: unknown) => {
          leave(toFault(error));
          throw error;
        },
      );
    }
    if (value !== LATER) {
      leave(null);
      return value;
    }
  } catch (error) {
    const fault = toFault(error);
    const held = method.model.async === true && isBusy(fault) ? taskOf() : task;
    const { session, host } = caller;
    const willRetry =
      held !== null && retryLater(world, method, { method: method.name, args, session, host, task: held }, fault);
    if (!willRetry) {
      leave(fault);
      throw error;
    }
  }
  if (caller.note) world.audit.follow(taskOf(), caller.note);
  return waitFor(world, taskOf());
}

/** The outcome of a task that a synchronous call stands for; its row goes when the call returns. */
function waitFor(world: World, task: Ref<'task'>): unknown {
  let outcome: Outcome | null = null;
  let wake: ((outcome: Outcome) => void) | null = null;
  world.waiting.set(task, (result) => {
    outcome = result;
    dropTask(world, task);
    wake?.(result);
  });
  jumpUntil(world, () => outcome !== null);
  if (outcome !== null) return unwrap(outcome);
  return new Promise((resolve, reject) => {
    wake = (result) => {
      if (result.ok) resolve(result.value);
      else reject(result.fault);
    };
  });
}

function unwrap(outcome: Outcome): unknown {
  if (!outcome.ok) throw outcome.fault;
  return outcome.value;
}

function dropTask(world: World, task: Ref<'task'>): void {
  world.db.transaction(() => world.db.remove('task', task));
  leaveTasks(world);
}

/** A call that waits for another operation on its object to end. Source: xapi helpers.ml retry policies. */
interface Waiting {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly session: Ref<'session'> | null;
  readonly host: Ref<'host'>;
  readonly task: Ref<'task'>;
  readonly untilMs: number;
}

/** helpers.ml: wait 1 to 20 s at random up to 2 hours; VBD operations every 2 s up to 120 s. */
const PATIENCE = { shortestMs: 1000, longestMs: 20_000, totalMs: 2 * 3600 * 1000 };
const VBD_PATIENCE = { shortestMs: 2000, longestMs: 2000, totalMs: 120_000 };

/** Where OTHER_OPERATION_IN_PROGRESS names the task that has the object. */
const BLOCKING_TASK = 3;

function isBusy(fault: Fault): boolean {
  return fault.code === 'OTHER_OPERATION_IN_PROGRESS';
}

function retryLater(
  world: World,
  method: Method,
  call: Omit<Waiting, 'untilMs'>,
  fault: Fault,
  untilMs?: number,
): boolean {
  if (!isBusy(fault) || method.model.async !== true || method.name.endsWith('.call_plugin')) return false;
  const { engine } = world;
  const patience = method.cls === 'VBD' ? VBD_PATIENCE : PATIENCE;
  const until = untilMs ?? engine.nowMs + patience.totalMs;
  const spread = patience.longestMs - patience.shortestMs;
  const drawnMs = patience.shortestMs + (spread === 0 ? 0 : engine.random.below('retry', spread));
  // Who gives the object back wakes those who wait for it (xapi: helpers.ml Early_wakeup).
  const freeMs = endOf(world, fault.params[BLOCKING_TASK] ?? '') ?? Infinity;
  const waitMs = Math.min(drawnMs, Math.max(0, Math.ceil(freeMs - engine.nowMs)));
  if (engine.nowMs + waitMs > until) return false;
  setCancellable(world, call.task, true);
  const waiting: Waiting = { ...call, untilMs: until };
  engine.schedule(waitMs, RETRY, waiting as never, true, retryName(call.task));
  return true;
}

defineStep<Waiting>(RETRY, (world, { method: name, args, session, host, task, untilMs }) => {
  const method = methodOf(name);
  if (method === null) return;
  setCancellable(world, task, false);
  attempt(world, method, args, { via: NOBODY, session, host }, task, untilMs);
});
