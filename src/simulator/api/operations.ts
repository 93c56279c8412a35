import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { AgendaEntry, Json } from '../engine/agenda';
import { EMPTY_MAP } from '../engine/defaults';
import { Fault, toFault } from './fault';
import { completeTask, failTask, isPending, setCancellable, setProgress } from './tasks';
import type { Call, World } from './world';

/** What a handler answers when its result comes later, through its task. */
export const LATER: unique symbol = Symbol('later');
export type Later = typeof LATER;

/** An object that carries the operation in its `current_operations` until it ends. */
export type Hold = readonly [cls: ClassName, ref: Ref, operation: string];

/** What a phase of an operation answers when another phase follows, for the same task and objects. */
class NextPhase {
  constructor(
    readonly name: string,
    readonly durationMs: number,
    readonly args: Json,
  ) {}
}

/** To be answered by `finish`: what it wrote stays, and the operation goes on as another one. */
export function continueAs<Args>(name: string, durationMs: number, args: Args): unknown {
  return new NextPhase(name, durationMs, args as Json);
}

/** The second half of a long operation. Arguments are JSON, so that a reload or a fork keeps what is half done. */
export interface Operation<Args> {
  /** Applies the effect and answers the result; a Fault fails the task and undoes what this step wrote. */
  readonly finish: (world: World, args: Args, task: Ref<'task'>) => unknown;
  /** Takes back what the first half did, when the operation fails or is cancelled. */
  readonly undo?: (world: World, args: Args) => void;
  /** Type text of the result, for `task.result`. */
  readonly result?: string;
  readonly cancellable?: boolean;
}

interface Running {
  readonly task: Ref<'task'>;
  readonly args: Json;
  readonly holds: readonly Hold[];
  readonly startMs: number;
  readonly endMs: number;
}

const operations = new Map<string, Operation<Json>>();

export function defineOperation<Args>(name: string, operation: Operation<Args>): void {
  operations.set(name, operation as unknown as Operation<Json>);
}

/** Adds an operation to an object's `current_operations`, unless another write of the same start has done so already. */
function hold(world: World, [cls, ref, operation]: Hold, task: Ref<'task'>): void {
  const current = currentOperations(world, cls, ref);
  if (current === undefined || current[task] === operation) return;
  world.db.update(cls, ref, { current_operations: withTask(current, task, operation) } as never);
}

/**
 * Running operations and one more. Without a prototype, because V8 makes a shape of its own for every other object with
 * a new name: that costs more than the rest of the write, for a name that nobody ever uses again.
 */
export function withTask<O extends string>(
  current: Readonly<Record<string, O>>,
  task: Ref<'task'>,
  operation: O,
): Readonly<Record<string, O>> {
  const operations = Object.create(null) as Record<string, O>;
  for (const other in current) {
    const running = current[other];
    if (running !== undefined) operations[other] = running;
  }
  operations[task] = operation;
  return operations;
}

function release(world: World, [cls, ref]: Hold, task: Ref<'task'>): void {
  const current = currentOperations(world, cls, ref);
  if (current === undefined || current[task] === undefined) return;
  world.db.update(cls, ref, { current_operations: withoutTask(current, task) } as never);
}

/**
 * Holds an object while bytes travel: a transfer takes the time of the connection, if that is longer than the model's.
 * @returns ends the hold; a second time does nothing
 */
export function holdFor(world: World, held: Hold, task: Ref<'task'>): () => void {
  world.db.transaction(() => hold(world, held, task));
  return () => world.db.transaction(() => release(world, held, task));
}

/** Running operations without those of a task: for a write that ends the task's hold and changes the row as well. */
export function withoutTask<O extends string>(
  current: Readonly<Record<string, O>>,
  task: Ref<'task'>,
): Readonly<Record<string, O>> {
  let rest: Record<string, O> | undefined;
  for (const other in current) {
    const operation = current[other];
    if (other !== task && operation !== undefined)
      (rest ??= Object.create(null) as Record<string, O>)[other] = operation;
  }
  return rest ?? EMPTY_MAP;
}

function currentOperations(world: World, cls: ClassName, ref: Ref): Readonly<Record<string, string>> | undefined {
  const row = world.db.get(cls, ref);
  if (row === undefined || !('current_operations' in row)) return undefined;
  return row.current_operations as Readonly<Record<string, string>>;
}

function operationOf(name: string): Operation<Json> {
  const operation = operations.get(name);
  if (operation === undefined) throw new Error(`There is no operation ${name}`);
  return operation;
}

/** Whether the operation of a method can be cancelled from its beginning; false for a method without one. */
export function isCancellable(method: string): boolean {
  return operations.get(method)?.cancellable === true;
}

/** The task of a call that an operation is about to run for. */
export function taskFor(call: Pick<Call, 'task'>, name: string): Ref<'task'> {
  return call.task(operationOf(name).cancellable);
}

/**
 * Starts a long operation: holds its objects, plans its end and its progress, and answers LATER.
 */
export function startOperation<Args>(
  call: Pick<Call, 'world' | 'engine' | 'db' | 'task'>,
  name: string,
  options: {
    readonly durationMs: number;
    readonly args: Args;
    readonly holds: readonly Hold[];
    /** Duration of all phases together, for the progress; of this one unless given. */
    readonly totalMs?: number;
  },
): Later {
  const { world, engine, db } = call;
  const operation = operationOf(name);
  const task = taskFor(call, name);
  db.transaction(() => {
    for (const held of options.holds) hold(world, held, task);
    if (operation.cancellable === true) setCancellable(world, task, true);
  });
  const running: Running = {
    task,
    args: options.args as Json,
    holds: options.holds,
    startMs: engine.nowMs,
    endMs: engine.nowMs + Math.round(options.totalMs ?? options.durationMs),
  };
  plan(world, name, options.durationMs, running);
  scheduleTick(world, running);
  return LATER;
}

const OPERATION_PREFIX = 'operation/';

/** Plans the end of a phase; a task has one at a time, so it is found by its task. */
function plan({ engine }: World, name: string, durationMs: number, running: Running): void {
  const args = running as unknown as Json;
  engine.schedule(durationMs, OPERATION_PREFIX + name, args, true, OPERATION_PREFIX + running.task);
}

/** Whether an operation of this task will end some time. */
export function isUnderWay(world: World, task: Ref<'task'>): boolean {
  return endOf(world, task) !== undefined;
}

/** When the phase of a task's operation that runs now ends; undefined when it has none. */
export function endOf({ engine }: World, task: Ref<'task'>): number | undefined {
  return engine.plannedAs(OPERATION_PREFIX + task)?.dueMs;
}

/** The phase of a task's operation that runs now takes longer, or less long; what is done of it is done. */
export function moveEnd(world: World, task: Ref<'task'>, byMs: number): void {
  const { engine } = world;
  const { nowMs } = engine;
  const entry = engine.plannedAs(OPERATION_PREFIX + task);
  if (entry === undefined || byMs === 0) return;
  const running = entry.args as unknown as Running;
  const endMs = Math.max(nowMs, running.endMs + byMs);
  const done = Math.min(0.99, (nowMs - running.startMs) / (running.endMs - running.startMs));
  const startMs = nowMs - (done / (1 - done)) * (endMs - nowMs);
  engine.cancel(entry.sequence);
  const name = entry.kind.slice(OPERATION_PREFIX.length);
  plan(world, name, Math.max(0, entry.dueMs + byMs - nowMs), { ...running, startMs, endMs });
}

const TICK = 'progress';
const TICKS = 10;
const SHORTEST_TICK_MS = 2000;

function scheduleTick(world: World, running: Running): void {
  const stepMs = Math.max(SHORTEST_TICK_MS, (running.endMs - running.startMs) / TICKS);
  if (world.engine.nowMs + stepMs >= running.endMs) return;
  world.engine.schedule(stepMs, TICK, { task: running.task, startMs: running.startMs, endMs: running.endMs });
}

type Step = (world: World, args: Json) => void;
const steps = new Map<string, Step>();

/** Declares what runs when an agenda entry of this kind is due. */
export function defineStep<Args>(kind: string, step: (world: World, args: Args) => void): void {
  steps.set(kind, step as unknown as Step);
}

/** Runs a due agenda entry. */
export function runEntry(world: World, entry: AgendaEntry): void {
  if (isOperation(entry.kind)) {
    finishOperation(world, entry.kind.slice(OPERATION_PREFIX.length), entry.args as unknown as Running);
    return;
  }
  const step = steps.get(entry.kind);
  if (step === undefined) throw new Error(`Nothing runs the agenda entry ${entry.kind}`);
  world.db.transaction(() => step(world, entry.args));
}

defineStep<{ task: Ref<'task'>; startMs: number; endMs: number }>(TICK, (world, planned) => {
  const { task } = planned;
  if (!isPending(world, task)) return;
  // Its end may have moved meanwhile.
  const entry = world.engine.plannedAs(OPERATION_PREFIX + task);
  const { startMs, endMs } = (entry?.args as unknown as Running | undefined) ?? planned;
  setProgress(world, task, (world.engine.nowMs - startMs) / (endMs - startMs));
  scheduleTick(world, { task, args: null, holds: [], startMs, endMs });
});

function finishOperation(world: World, name: string, running: Running): void {
  const operation = operationOf(name);
  try {
    world.db.transaction(() => {
      const value = operation.finish(world, running.args, running.task);
      if (value instanceof NextPhase) {
        beginPhase(world, value, running);
        return;
      }
      for (const held of running.holds) release(world, held, running.task);
      completeTask(world, running.task, operation.result, value);
    });
  } catch (error) {
    abandon(world, operation, running, toFault(error));
  }
}

function beginPhase(world: World, next: NextPhase, running: Running): void {
  setCancellable(world, running.task, operationOf(next.name).cancellable === true);
  plan(world, next.name, next.durationMs, { ...running, args: next.args });
}

function abandon(world: World, operation: Operation<Json>, running: Running, fault: Fault): void {
  world.db.transaction(() => {
    operation.undo?.(world, running.args);
    for (const held of running.holds) release(world, held, running.task);
    failTask(world, running.task, fault);
  });
}

/**
 * Ends a task's operation now, taking back its first half. False when the task has none that can be cancelled.
 * @param force also when clients may not cancel it: a forced shutdown ends whatever runs
 */
export function cancelOperation(world: World, task: Ref<'task'>, force = false): boolean {
  const entry = world.engine.plannedAs(OPERATION_PREFIX + task);
  if (entry === undefined) return false;
  const operation = operations.get(entry.kind.slice(OPERATION_PREFIX.length));
  if (operation === undefined || (operation.cancellable !== true && !force)) return false;
  world.engine.cancel(entry.sequence);
  abandon(world, operation, entry.args as unknown as Running, new Fault('TASK_CANCELLED', task));
  return true;
}

function isOperation(kind: string): boolean {
  return kind.startsWith(OPERATION_PREFIX);
}
