import type { Ref } from '../../../xapi/datamodel/ref';
import { repositoryBytesPerSecond } from '../../physics/lifecycle';
import { linkBytesPerUs } from '../../physics/storage/network-storage';
import { transferBytesPerSecond, type Transfer } from '../../physics/transfer/export';
import { Fault } from '../fault';
import { releaseOf } from '../metrics/datapath';
import { defineStep } from '../operations';
import { isPending, setProgress } from '../tasks';
import { managementMbit } from '../vm/durations';
import type { World } from '../world';
import { endFlows, noteFlows, type Flow } from './flow-history';

export type Compression = Transfer['compression'];

/** A disk on its way, with what it holds. */
export interface MovedDisk {
  readonly sr: Ref<'SR'>;
  readonly bytes: number;
}

interface Move {
  readonly host: Ref<'host'>;
  readonly direction: Flow['direction'];
  readonly what: Transfer['what'];
  readonly compression: Compression;
  readonly disks: readonly MovedDisk[];
}

/** How often a task tells how far it is, and looks whether it was cancelled. */
const SHORTEST_TICK_MS = 2000;
const TICKS = 20;
/** A link that does not say how fast it is. */
const USUAL_MBIT = 1000;

export const STEP = 'transfer';
/** What is on its way, by its key. */
const live = new WeakMap<World, Map<string, TransferPace>>();

defineStep<{ readonly transfer: string }>(STEP, (world, { transfer }) => live.get(world)?.get(transfer)?.arrive());

export function cutByPool(): Fault {
  return new Fault('CLIENT_ERROR', 'The pool closed the connection before the end');
}

/** Cuts everything that is on its way: the world goes, or goes back to where nobody moved anything. */
export function cutTransfers(world: World): void {
  for (const pace of [...(live.get(world)?.values() ?? [])]) pace.end(cutByPool());
}

/**
 * An export or an import in virtual time: disks go one after the other, each as fast as the model says. Whoever moves
 * the bytes waits here until they may have gone; where time jumps, that is at once.
 */
export class TransferPace {
  readonly #world: World;
  readonly #task: Ref<'task'>;
  readonly #startMs: number;
  readonly #endMs: number;
  readonly #flows: readonly Flow[];
  /** One task may have several transfers. */
  readonly #key: string;
  #waiter: { readonly go: () => void; readonly fail: (reason: Fault) => void } | null = null;
  /** Why nothing moves any more. */
  #over: Fault | null = null;

  constructor(world: World, task: Ref<'task'>, { host, direction, what, compression, disks }: Move) {
    const release = releaseOf(world.db.row('host', host));
    const linkBytesPerSecond = linkBytesPerUs(managementMbit(world, host) || USUAL_MBIT) * 1e6;
    this.#world = world;
    this.#task = task;
    this.#key = this.#register();
    this.#startMs = world.engine.nowMs;
    let fromMs = this.#startMs;
    this.#flows = disks.map(({ sr, bytes }): Flow => {
      const repositoryBytesPerS = repositoryBytesPerSecond(world.db.get('SR', sr)?.type ?? '');
      const bytesPerS = transferBytesPerSecond(release, {
        what,
        compression,
        repositoryBytesPerSecond: repositoryBytesPerS,
        linkBytesPerSecond,
      });
      const toMs = fromMs + Math.round((1000 * bytes) / bytesPerS);
      const flow = { key: this.#key, task, host, sr, direction, fromMs, toMs, bytesPerS };
      fromMs = toMs;
      return flow;
    });
    this.#endMs = fromMs;
    noteFlows(
      world,
      this.#flows.filter((flow) => flow.toMs > flow.fromMs),
    );
  }

  /**
   * Waits until that share of a disk, 0 to 1, has gone; not any longer when the task was cancelled. Fails when the
   * transfer has ended meanwhile.
   */
  async moved(disk: number, share: number): Promise<void> {
    this.assertLive();
    const flow = this.#flows[disk];
    if (flow === undefined) return;
    const { engine } = this.#world;
    const untilMs = flow.fromMs + Math.round((flow.toMs - flow.fromMs) * Math.min(1, share));
    const tickMs = Math.max(SHORTEST_TICK_MS, (this.#endMs - this.#startMs) / TICKS);
    while (engine.nowMs < untilMs && isPending(this.#world, this.#task)) {
      await this.#wait(Math.min(untilMs, engine.nowMs + tickMs));
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
  }

  /** The time has come that somebody waits for. */
  arrive(): void {
    this.#waiter?.go();
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

  #tell(): void {
    const { nowMs } = this.#world.engine;
    const share = (nowMs - this.#startMs) / (this.#endMs - this.#startMs);
    if (share < 1) setProgress(this.#world, this.#task, share);
  }

  async #wait(timeMs: number): Promise<void> {
    const { engine, surroundings } = this.#world;
    let isThere = false;
    const arrival = new Promise<void>((resolve, fail) => {
      const go = (): void => {
        isThere = true;
        resolve();
      };
      this.#waiter = { go, fail };
    });
    engine.schedule(timeMs - engine.nowMs, STEP, { transfer: this.#key }, true, this.#step);
    if (surroundings.clockMode === 'instant') while (!isThere && surroundings.pump());
    else surroundings.planned();
    await arrival;
    this.#waiter = null;
  }
}
