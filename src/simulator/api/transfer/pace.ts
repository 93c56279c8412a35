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

const STEP = 'transfer';
/** Who waits, by task. */
interface Waiting {
  readonly go: () => void;
  readonly fail: (reason: Fault) => void;
}

const waiting = new WeakMap<World, Map<Ref<'task'>, Waiting>>();

defineStep<{ readonly task: Ref<'task'> }>(STEP, (world, { task }) => waiting.get(world)?.get(task)?.go());

/** Cuts everything that is on its way: the world goes, or goes back to where nobody moved anything. */
export function cutTransfers(world: World): void {
  for (const { fail } of waiting.get(world)?.values() ?? []) {
    fail(new Fault('CLIENT_ERROR', 'The pool closed the connection before the end'));
  }
  waiting.delete(world);
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

  constructor(world: World, task: Ref<'task'>, { host, direction, what, compression, disks }: Move) {
    const release = releaseOf(world.db.row('host', host));
    const linkBytesPerSecond = linkBytesPerUs(managementMbit(world, host) || USUAL_MBIT) * 1e6;
    this.#world = world;
    this.#task = task;
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
      const flow = { task, host, sr, direction, fromMs, toMs, bytesPerS };
      fromMs = toMs;
      return flow;
    });
    this.#endMs = fromMs;
    noteFlows(
      world,
      this.#flows.filter((flow) => flow.toMs > flow.fromMs),
    );
  }

  /** Waits until that share of a disk, 0 to 1, has gone; not any longer when the task was cancelled. */
  async moved(disk: number, share: number): Promise<void> {
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

  /** Nothing moves any more. */
  end(): void {
    const planned = this.#world.engine.plannedAs(this.#key);
    if (planned !== undefined) this.#world.engine.cancel(planned.sequence);
    waiting.get(this.#world)?.delete(this.#task);
    endFlows(this.#world, this.#task);
  }

  get #key(): string {
    return `${STEP}/${this.#task}`;
  }

  #tell(): void {
    const { nowMs } = this.#world.engine;
    const share = (nowMs - this.#startMs) / (this.#endMs - this.#startMs);
    if (share < 1) setProgress(this.#world, this.#task, share);
  }

  async #wait(timeMs: number): Promise<void> {
    const world = this.#world;
    const task = this.#task;
    const calls = waiting.get(world) ?? new Map<Ref<'task'>, Waiting>();
    waiting.set(world, calls);
    let isThere = false;
    const arrival = new Promise<void>((resolve, fail) => {
      const go = (): void => {
        isThere = true;
        resolve();
      };
      calls.set(task, { go, fail });
    });
    world.engine.schedule(timeMs - world.engine.nowMs, STEP, { task }, true, this.#key);
    if (world.surroundings.clockMode === 'instant') while (!isThere && world.surroundings.pump());
    else world.surroundings.planned();
    await arrival;
    calls.delete(task);
  }
}
