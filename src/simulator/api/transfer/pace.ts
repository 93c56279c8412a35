import type { Ref } from '../../../xapi/datamodel/ref';
import type { Transfer } from '../../physics/transfer/export';
import { Fault } from '../fault';
import { defineStep } from '../operations';
import { isPending, setProgress } from '../tasks';
import { bootedFrom } from '../vm/boots';
import { lookAgain } from '../vm/boot-clock';
import { replanPassages } from '../vm/passage-replan';
import type { World } from '../world';
import { cutAt, endFlows, setFlows, type Flow } from './flow-history';
import { onOtherTraffic } from './other-traffic';
import { flowOf, partOf, type Move, type Part } from './parts';
import { shareOut, type Moving, type Share } from './sharing';

export type Compression = Transfer['compression'];

/** How often a task tells how far it is, and looks whether it was cancelled. */
const SHORTEST_TICK_MS = 2000;
const LONGEST_TICK_MS = 60_000;
const TICKS = 20;
/** What is left of a disk when it has gone, but for rounding, bytes. */
const NOTHING = 0.5;

export const STEP = 'transfer';
export const LOOK = 'transfers/look';
/** What is on its way, by its key. */
const live = new WeakMap<World, Map<string, TransferPace>>();

defineStep<{ readonly transfer: string }>(STEP, (world, { transfer }) => live.get(world)?.get(transfer)?.arrive());
defineStep(LOOK, reshare);
onOtherTraffic(reshare);

export function cutByPool(): Fault {
  return new Fault('CLIENT_ERROR', 'The pool closed the connection before the end');
}

/** Cuts everything that is on its way: the world goes, or goes back to where nobody moved anything. */
export function cutTransfers(world: World): void {
  for (const pace of [...(live.get(world)?.values() ?? [])]) pace.end(cutByPool());
}

/** Whoever moves something now shares links and repositories with all others. */
function reshare(world: World): void {
  const paces = [...(live.get(world)?.values() ?? [])];
  const moving = paces.flatMap((pace) => {
    const disk = pace.settle();
    return disk === null ? [] : [{ pace, disk }];
  });
  if (paces.length === 0) {
    replanPassages(world);
    return;
  }
  const { all, againMs } = shareOut(
    world,
    moving.map(({ disk }) => disk),
  );
  const { engine } = world;
  let isOther = false;
  let nextMs = againMs ?? Infinity;
  moving.forEach(({ pace }, at) => {
    const share = all[at];
    if (share === undefined) return;
    if (pace.goOn(share)) isOther = true;
    nextMs = Math.min(nextMs, engine.nowMs + pace.lastsMs());
  });
  const planned = engine.plannedAs(LOOK);
  if (planned !== undefined) engine.cancel(planned.sequence);
  if (nextMs < Infinity) engine.schedule(nextMs - engine.nowMs, LOOK, null, false, LOOK);
  if (isOther) for (const sr of bootedFrom(world)) lookAgain(world, sr);
  replanPassages(world);
}

/**
 * An export or an import in virtual time: disks go one after the other, each as fast as the model says beside all
 * others. Whoever moves the bytes waits here until they may have gone; where time jumps, that is at once.
 */
export class TransferPace {
  readonly #world: World;
  readonly #task: Ref<'task'>;
  readonly #parts: readonly Part[];
  readonly #allBytes: number;
  /** One task may have several transfers. */
  readonly #key: string;
  /** The disk that moves, what of it had gone at a time, and how fast it goes since then. */
  #part = 0;
  #doneBytes = 0;
  #atMs: number;
  #share: Share | null = null;
  /** What disks do and did, by their places. */
  readonly #flows = new Map<number, Flow>();
  #waiter: Waiter | null = null;
  /** Why nothing moves any more. */
  #over: Fault | null = null;

  constructor(world: World, task: Ref<'task'>, move: Move) {
    this.#world = world;
    this.#task = task;
    this.#parts = move.disks.map((disk) => partOf(world, move, disk));
    this.#allBytes = this.#parts.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#atMs = world.engine.nowMs;
    this.#key = this.#register();
    reshare(world);
  }

  /**
   * Waits until that share of a disk, 0 to 1, has gone; not any longer when the task was cancelled. Fails when the
   * transfer has ended meanwhile.
   */
  async moved(disk: number, share: number): Promise<void> {
    this.assertLive();
    while (!this.#hasMoved(disk, share) && isPending(this.#world, this.#task)) {
      await this.#wait(disk, share);
      this.#tell();
    }
  }

  /** Fails when the transfer has ended. */
  assertLive(): void {
    if (this.#over !== null) throw this.#over;
  }

  /** Nothing moves any more, and nobody waits for it. A second time does nothing. */
  end(reason = new Fault('CLIENT_ERROR', 'The client closed the connection before the end')): void {
    if (this.#over !== null) return;
    this.#over = reason;
    const planned = this.#world.engine.plannedAs(this.#step);
    if (planned !== undefined) this.#world.engine.cancel(planned.sequence);
    endFlows(this.#world, this.#key);
    live.get(this.#world)?.delete(this.#key);
    this.#waiter?.fail(reason);
    reshare(this.#world);
  }

  /** The time has come that somebody waits for. */
  arrive(): void {
    this.#waiter?.go();
  }

  /** How long the disk that moves still takes if nothing changes, whole milliseconds. */
  lastsMs(): number {
    return wholeMs(this.#msFor(this.#leftBytes()));
  }

  /** What has gone by now; answers what moves, or null when everything has. */
  settle(): Moving | null {
    const { nowMs } = this.#world.engine;
    this.#doneBytes = this.#doneNow();
    this.#atMs = nowMs;
    for (let part = this.#parts[this.#part]; part !== undefined; part = this.#parts[++this.#part]) {
      if (part.bytes - this.#doneBytes > NOTHING) return part;
      this.#doneBytes = 0;
      this.#share = null;
    }
    return null;
  }

  /** Moves on as fast as that; answers whether it did otherwise before. */
  goOn(share: Share): boolean {
    const before = this.#share;
    const isOther = before?.bytesPerS !== share.bytesPerS || before.wantedBytesPerS !== share.wantedBytesPerS;
    if (isOther) {
      this.#share = share;
      this.#note(share);
    }
    this.#plan();
    return isOther;
  }

  get #step(): string {
    return `${STEP}/${this.#key}`;
  }

  #register(): string {
    const all = live.get(this.#world) ?? new Map<string, TransferPace>();
    live.set(this.#world, all);
    let number = 0;
    while (all.has(`${this.#task}/${number}`)) number++;
    const key = `${this.#task}/${number}`;
    all.set(key, this);
    return key;
  }

  #doneNow(): number {
    return this.#doneBytes + ((this.#share?.bytesPerS ?? 0) * (this.#world.engine.nowMs - this.#atMs)) / 1000;
  }

  /** Of the disk that moves. */
  #leftBytes(): number {
    return (this.#parts[this.#part]?.bytes ?? 0) - this.#doneNow();
  }

  #hasMoved(disk: number, share: number): boolean {
    if (disk !== this.#part) return disk < this.#part || this.#part >= this.#parts.length;
    const bytes = (this.#parts[disk]?.bytes ?? 0) * Math.min(1, share);
    return this.#doneNow() >= bytes - NOTHING;
  }

  /** Writes down how fast the disk moves from now on. */
  #note(share: Share): void {
    const part = this.#parts[this.#part];
    if (part === undefined) return;
    const { nowMs } = this.#world.engine;
    const stretches = cutAt(this.#flows.get(this.#part)?.stretches ?? [], nowMs);
    const of = { key: this.#key, task: this.#task, stretches };
    this.#flows.set(this.#part, flowOf(part, share, of, nowMs, this.#msFor(this.#leftBytes())));
    setFlows(this.#world, this.#key, [...this.#flows.values()]);
  }

  #msFor(bytes: number): number {
    const bytesPerS = this.#share?.bytesPerS ?? 0;
    return bytesPerS > 0 ? (1000 * bytes) / bytesPerS : Infinity;
  }

  #tell(): void {
    const gone = this.#parts.slice(0, this.#part).reduce((sum, { bytes }) => sum + bytes, this.#doneNow());
    const share = gone / this.#allBytes;
    if (share < 1) setProgress(this.#world, this.#task, share);
  }

  /** Plans when whoever waits is to look again: what he waits for is there, or the task is to be told. */
  #plan(): void {
    const { engine } = this.#world;
    const waiter = this.#waiter;
    const planned = engine.plannedAs(this.#step);
    if (planned !== undefined) engine.cancel(planned.sequence);
    if (waiter === null) return;
    const bytes = this.#parts[this.#part]?.bytes ?? 0;
    const behind = waiter.disk === this.#part ? bytes * (1 - Math.min(1, waiter.share)) : 0;
    const tickMs = Math.min(LONGEST_TICK_MS, Math.max(SHORTEST_TICK_MS, this.#msFor(this.#allBytes) / TICKS));
    const delayMs = Math.min(tickMs, wholeMs(this.#msFor(this.#leftBytes() - behind)));
    engine.schedule(delayMs, STEP, { transfer: this.#key }, true, this.#step);
  }

  async #wait(disk: number, share: number): Promise<void> {
    const { surroundings } = this.#world;
    let isThere = false;
    const arrival = new Promise<void>((resolve, fail) => {
      const go = (): void => {
        isThere = true;
        this.#waiter = null;
        resolve();
      };
      this.#waiter = { disk, share, go, fail };
    });
    this.#plan();
    if (surroundings.clockMode === 'instant') while (!isThere && surroundings.pump());
    else surroundings.planned();
    await arrival;
  }
}

/** The next millisecond, but for rounding. */
function wholeMs(ms: number): number {
  return Math.max(0, Math.ceil(ms - 1e-6));
}

interface Waiter {
  readonly disk: number;
  readonly share: number;
  readonly go: () => void;
  readonly fail: (reason: Fault) => void;
}
