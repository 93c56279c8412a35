import { isMissingPart } from '../../ui/parts/missing-part';
import { clientErrorCodes, isXapiError, toXapiError, XapiError } from '../../xapi/client/xapi-error';
import { readInventory } from '../../xapi/cache/cache';
import type { Actor, Connection } from '../../xapi/client/contract';
import type { PoolList } from '../connections';
import type { Input, PoolCommand, Target } from './command';
import { TASK_CANCELLED } from './follow-task';
import { createJob } from './job';
import { othersThan } from './other-pools';
import { planFor } from './plan';
import { secretsIn } from './secrets';
import type { Plan } from './plan';
import type { Job, Kept, Made, Transfer } from './work';

/** So many objects of one run are at work at the same time; a pool serialises much of it anyway. */
const CONCURRENCY = 10;

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** What a run does, or did, to one object. Immutable. */
export interface RunItem {
  readonly id: string;
  readonly target: Target;
  readonly title: string;
  readonly state: RunState;
  /** Of the present task, 0 to 1. */
  readonly progress: number;
  /** The file that it moves; null: none, or not yet. */
  readonly transfer: Transfer | null;
  /** Whether a person may end it before its end, or has: what it is at is finished first. */
  readonly ending: 'never' | 'may' | 'asked';
  readonly error: XapiError | null;
  /** What it has made for good, even if it failed after that. */
  readonly kept: Kept | null;
  /** What is half-made and could not be taken away after the failure, for people. */
  readonly remains: readonly string[];
  /** XenAPI calls made so far, as lines. */
  readonly calls: readonly string[];
  /** Tasks of the pool that did the work. */
  readonly tasks: readonly string[];
  /** Pool time, milliseconds since 1970; null before and while. */
  readonly startedMs: number | null;
  readonly finishedMs: number | null;
}

export interface RunOptions {
  readonly connection: Connection;
  readonly command: PoolCommand;
  readonly targets: readonly Target[];
  readonly input: Input;
  readonly nowMs: () => number;
  /** Where other pools of the console are found, for commands that are about several. */
  readonly pools?: PoolList;
  /** What no line may show, beside the passwords among the command's fields. */
  readonly secrets?: readonly string[];
  /** Makes the calls in place of the connection's own account, and is logged out when the run ends. */
  readonly actor?: Actor | undefined;
}

/** Ends the way of a file, or has it wait: what goes on when it may is in `held`. */
interface Control {
  readonly stop: AbortController;
  held: (() => void)[] | null;
}

let nextId = 1;

/** One command at work on one or many objects. Goes on when nobody looks. */
export class CommandRun {
  readonly id = `run${nextId++}`;
  readonly command: PoolCommand;
  readonly connection: Connection;
  readonly input: Input;
  readonly plan: Plan;
  private readonly byId = new Map<string, RunItem>();
  /** By item, in the order in which it was made. */
  private readonly halfMade = new Map<string, readonly Made[]>();
  /** Ends the way of the files of an item, and has them wait. */
  private readonly controls = new Map<string, Control>();
  private snapshot: readonly RunItem[] | null = null;
  private waiting: string[] = [];
  private active = 0;
  private readonly listeners = new Set<() => void>();
  private readonly ends: (() => void)[] = [];

  constructor(private readonly options: RunOptions) {
    const { command, connection, targets, input } = options;
    this.command = command;
    this.connection = connection;
    this.input = input;
    const wanted = targets.filter((target) => !command.leavesOut?.(target, input));
    this.plan = planFor(command, readInventory(connection), wanted, options.actor !== undefined);
    this.plan.runs.forEach((target, index) => this.enqueue(this.newItem(target, `${this.id}.${index}`)));
  }

  /** In the order of the plan; the same array while nothing changed. */
  items(): readonly RunItem[] {
    this.snapshot ??= [...this.byId.values()];
    return this.snapshot;
  }

  get isFinished(): boolean {
    return this.active === 0 && this.waiting.length === 0;
  }

  /** Called after items changed. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Begins, and answers when every object is done, failed or cancelled. */
  start(): Promise<void> {
    this.pump();
    // Nothing is left that could run.
    if (this.isFinished) this.settleIfFinished();
    if (this.isFinished) return Promise.resolve();
    return new Promise((resolve) => this.ends.push(resolve));
  }

  /** Lets what is at work finish and leaves the rest out. */
  cancelRest(): void {
    for (const id of this.waiting.splice(0)) this.patch(id, (item) => ({ ...item, state: 'cancelled' }));
    this.settleIfFinished();
  }

  /** Leaves out one object that still waits; false when its work has begun. */
  leaveOut(id: string): boolean {
    const at = this.waiting.indexOf(id);
    if (at < 0) return false;
    this.waiting.splice(at, 1);
    this.patch(id, (item) => ({ ...item, state: 'cancelled' }));
    this.settleIfFinished();
    return true;
  }

  /** Breaks off the way of a file, or ends work of several steps; false when neither is there. */
  stop(id: string): boolean {
    const control = this.controls.get(id);
    const item = this.byId.get(id);
    if (!control || item?.state !== 'running') return false;
    if (item.transfer === null && item.ending === 'never') return false;
    control.stop.abort();
    control.held?.forEach((goOn) => goOn());
    if (item.ending === 'may') this.patch(id, (before) => ({ ...before, ending: 'asked' }));
    return true;
  }

  /** Has a file wait, or go on. */
  setHeld(id: string, isHeld: boolean): void {
    const control = this.controls.get(id);
    if (!control || isHeld === (control.held !== null)) return;
    control.held?.forEach((goOn) => goOn());
    control.held = isHeld ? [] : null;
    this.patch(id, (item) => ({ ...item, transfer: item.transfer && { ...item.transfer, isHeld } }));
  }

  /** Another account was lent for one run. */
  get canRetry(): boolean {
    return this.options.actor === undefined;
  }

  retryFailed(): Promise<void> {
    for (const item of this.items()) if (item.state === 'failed') this.enqueue(this.newItem(item.target, item.id));
    return this.start();
  }

  /** Tries again to take away what one object's failure has left behind. */
  async cleanUp(id: string): Promise<void> {
    const item = this.byId.get(id);
    if (!item || item.state === 'running' || item.remains.length === 0) return;
    await this.undo(id, this.jobFor(item));
  }

  /** Passwords among what was filled in. */
  private secrets(): readonly string[] {
    const { command, connection, targets, input, nowMs } = this.options;
    const fields = command.fields?.(readInventory(connection), targets, nowMs()) ?? [];
    return [...(this.options.secrets ?? []), ...secretsIn(fields, input)];
  }

  private newItem(target: Target, id: string): RunItem {
    const title = this.options.command.title(target.name, this.options.input);
    return {
      id,
      target,
      title,
      state: 'waiting',
      progress: 0,
      transfer: null,
      ending: this.command.endsEarly ? 'may' : 'never',
      error: null,
      kept: null,
      remains: [],
      calls: [],
      tasks: [],
      startedMs: null,
      finishedMs: null,
    };
  }

  private enqueue(item: RunItem): void {
    this.byId.set(item.id, item);
    this.snapshot = null;
    this.waiting.push(item.id);
  }

  private pump(): void {
    while (this.active < (this.command.oneByOne ? 1 : CONCURRENCY)) {
      const item = this.byId.get(this.waiting.shift() ?? '');
      if (!item) return;
      void this.work(item);
    }
  }

  private jobFor({ id, target }: Pick<RunItem, 'id' | 'target'>): Job {
    const control: Control = { stop: new AbortController(), held: null };
    this.controls.set(id, control);
    const listener = {
      onCall: (line: string) => this.patch(id, (item) => ({ ...item, calls: [...item.calls, line] })),
      onTask: (task: string) => this.patch(id, (item) => ({ ...item, tasks: [...item.tasks, task] })),
      onProgress: (progress: number) => this.patch(id, (item) => ({ ...item, progress })),
      onMade: (thing: Made) => this.halfMade.set(id, [...(this.halfMade.get(id) ?? []), thing]),
      onKeep: (kept: Kept) => {
        this.halfMade.delete(id);
        this.patch(id, (item) => ({ ...item, kept }));
      },
      files: {
        signal: control.stop.signal,
        moved: (moved: Omit<Transfer, 'isHeld'>) =>
          this.patch(id, (item) => ({
            ...item,
            transfer: { ...moved, isHeld: control.held !== null },
            progress: moved.totalBytes === null ? item.progress : moved.bytes / Math.max(1, moved.totalBytes),
          })),
        hold: () => this.setHeld(id, true),
        free: () => new Promise<void>((goOn) => (control.held === null ? goOn() : control.held.push(goOn))),
      },
    };
    const { connection, actor, pools } = this.options;
    const connectionTo = (pool: string): Connection => {
      const other = pools?.entries().find((entry) => entry.id === pool);
      if (!other) throw new XapiError('CONNECTION_CLOSED');
      return other.connection;
    };
    const others = othersThan(connection.id, pools);
    return createJob(connection, target.ref, listener, this.secrets(), connectionTo, others, actor);
  }

  private async work({ id, target }: RunItem): Promise<void> {
    this.active++;
    this.patch(id, (item) => ({ ...item, state: 'running', startedMs: this.options.nowMs() }));
    const job = this.jobFor({ id, target });
    let end: Pick<RunItem, 'state'> & Partial<RunItem>;
    try {
      await this.options.command.run(job, target, this.options.input);
      end = { state: 'done', progress: 1 };
    } catch (thrown) {
      const error = isMissingPart(thrown)
        ? new XapiError(clientErrorCodes.partMissing, [thrown.message])
        : toXapiError(thrown);
      const isBroken = this.controls.get(id)?.stop.signal.aborted === true && this.command.endsEarly !== true;
      const isCancelled = error.code === TASK_CANCELLED || isBroken;
      end = { state: isCancelled ? 'cancelled' : 'failed', error };
      await this.undo(id, job);
    }
    // Listeners that hear of the last end find the run finished.
    this.active--;
    this.patch(id, (item) => ({ ...item, ...end, transfer: null, finishedMs: this.options.nowMs() }));
    this.pump();
    this.settleIfFinished();
  }

  /** Takes away what was made, the last thing first; what refuses stays and is told. */
  private async undo(id: string, job: Job): Promise<void> {
    const remains: Made[] = [];
    const things = this.halfMade.get(id) ?? [];
    // Taking one thing away may leave a part of it, which is told like everything that is made.
    this.halfMade.delete(id);
    for (const thing of things.toReversed()) {
      try {
        await thing.undo(job);
      } catch (thrown) {
        if (!isXapiError(thrown, 'HANDLE_INVALID')) remains.unshift(thing);
      }
    }
    const left = [...remains, ...(this.halfMade.get(id) ?? [])];
    this.halfMade.set(id, left);
    this.patch(id, (item) => ({ ...item, remains: left.map(({ label }) => label) }));
  }

  private settleIfFinished(): void {
    if (!this.isFinished) return;
    this.options.actor?.end();
    for (const end of this.ends.splice(0)) end();
  }

  private patch(id: string, change: (item: RunItem) => RunItem): void {
    const item = this.byId.get(id);
    if (!item) return;
    this.byId.set(id, change(item));
    this.snapshot = null;
    for (const listener of [...this.listeners]) listener();
  }
}
