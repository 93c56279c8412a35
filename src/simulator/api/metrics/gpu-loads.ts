import type { Ref } from '../../../xapi/datamodel/ref';
import type { BoardHardware } from '../../physics/gpu/boards';
import {
  celsiusAfter,
  meanCelsius,
  memoryClockMhz,
  memoryUsage,
  powerMilliwatts,
  steadyCelsius,
  TIME_CONSTANT_S,
} from '../../physics/gpu/heat';
import { engineLoad, type Engine } from '../../physics/gpu/sharing';
import type { World } from '../world';
import type { Axis } from './archives';
import { zeros } from './borrowed';
import { GpuHoldings } from './gpu-holdings';
import { hardwareOf, loadAt, usesOf, type GpuUse } from './gpu-uses';
import type { Guest } from './guest';
import { hourAt } from './noise';
import { sum } from './series';

/** What a GPU does along an axis, as a driver that has it sees it: means over its rows. */
export interface GpuState {
  readonly usage: Float64Array;
  readonly celsius: Float64Array;
  readonly memoryMhz: Float64Array;
}

/** A GPU along an axis: means over its rows, unknown to its server where it was passed through. */
export interface GpuReadings {
  readonly memoryBytes: number;
  readonly usedBytes: Float64Array;
  readonly usage: Float64Array;
  readonly memoryUsage: Float64Array;
  readonly celsius: Float64Array;
  readonly milliwatts: Float64Array;
  readonly state: GpuState;
  readonly guests: ReadonlyMap<Ref<'VM'>, GuestOnGpu>;
}

/** What a guest does with a GPU along an axis. */
export interface GuestOnGpu {
  /** Programs, each as much as it goes, compared with having the GPU alone; of the time that the guest was there. */
  readonly pace: Float64Array;
  /** Frames a second of all programs together. */
  readonly fps: Float64Array;
}

/** What goes on on a GPU in a time in which nothing changes. */
interface State {
  readonly usage: number;
  readonly paces: readonly number[];
  readonly fps: readonly number[];
}

const HOUR_S = 3600;
/** By then a GPU has forgotten how warm it was. */
const SETTLED_S = 20 * TIME_CONSTANT_S;

/** The GPUs of a world along an axis. */
export class GpuLoads {
  readonly #world: World;
  readonly #axis: Axis;
  readonly #guestOf: (ref: Ref<'VM'>) => Guest;
  readonly #holdings: GpuHoldings;
  readonly #known = new Map<Ref<'PGPU'>, GpuReadings | null>();

  constructor(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest) {
    this.#world = world;
    this.#axis = axis;
    this.#guestOf = guestOf;
    this.#holdings = new GpuHoldings(world);
  }

  /** Null for a GPU that nobody reads. */
  readingsOf(ref: Ref<'PGPU'>): GpuReadings | null {
    let readings = this.#known.get(ref);
    if (readings === undefined) {
      const pgpu = this.#world.db.row('PGPU', ref);
      const hardware = hardwareOf(this.#world, pgpu);
      const most = Math.max(1, ...Object.values(pgpu.supported_VGPU_max_capacities));
      readings =
        hardware === undefined
          ? null
          : readingsAlong(
              this.#axis,
              hardware,
              most,
              usesOf(this.#world, ref, hardware, this.#guestOf, this.#holdings),
            );
      this.#known.set(ref, readings);
    }
    return readings;
  }

  /** How many of the programs of a guest its GPUs let go on, in whole ones; null for a guest without any that is read. */
  paceOf(vm: Ref<'VM'>): Float64Array | null {
    const paces = this.#gpusOf(vm).flatMap((gpu) => this.readingsOf(gpu)?.guests.get(vm)?.pace ?? []);
    return paces.length === 0 ? null : paces.reduce(sum);
  }

  /** The GPUs of a guest as its own driver sees them, in the order of their addresses. */
  seenBy(vm: Ref<'VM'>): readonly (GpuState & { readonly fps: Float64Array })[] {
    const { lastS, stepS, rows } = this.#axis;
    const seen: { usage: Float64Array; celsius: Float64Array; memoryMhz: Float64Array; fps: Float64Array }[] = [];
    for (let at = 0; at < rows; at++) {
      this.#holdings.at(vm, lastS - at * stepS - stepS / 2).forEach((gpu, number) => {
        const readings = this.readingsOf(gpu);
        if (readings === null) return;
        const own = (seen[number] ??= {
          usage: zeros(rows),
          celsius: zeros(rows),
          memoryMhz: zeros(rows),
          fps: zeros(rows),
        });
        for (const name of ['usage', 'celsius', 'memoryMhz'] as const) own[name][at] = readings.state[name][at] ?? 0;
        own.fps[at] = readings.guests.get(vm)?.fps[at] ?? 0;
      });
    }
    return seen;
  }

  #gpusOf(vm: Ref<'VM'>): readonly Ref<'PGPU'>[] {
    const gpus = new Set(this.#holdings.of(vm).map(({ pgpu }) => pgpu));
    return [...gpus].filter((gpu) => this.#world.db.has('PGPU', gpu));
  }
}

/**
 * Between two moments at which something begins or ends a GPU is used evenly, so that means are sums of such times, and
 * its temperature is an exponential in each.
 */
function readingsAlong(axis: Axis, hardware: BoardHardware, mostVgpus: number, uses: readonly GpuUse[]): GpuReadings {
  const { lastS, stepS, rows } = axis;
  const [used, usage, celsius, away] = [zeros(rows), zeros(rows), zeros(rows), zeros(rows)];
  const memoryMhz = zeros(rows);
  const guests = new Map(uses.map(({ vm }) => [vm, { pace: zeros(rows), fps: zeros(rows), time: zeros(rows) }]));
  const states = new Map<string, State>();
  let warmth: number | undefined;
  const edges = edgesOf(axis, uses);
  for (let next = 1; next < edges.length; next++) {
    const fromS = edges[next - 1] ?? 0;
    const seconds = (edges[next] ?? 0) - fromS;
    const middleS = fromS + seconds / 2;
    const active = uses.filter((use) => use.fromS <= middleS && use.toS > middleS);
    const key = active.map((use) => `${use.vgpu}${use.fromS} ${loadAt(use, middleS)}`).join();
    let state = states.get(key);
    if (state === undefined) states.set(key, (state = stateOf(hardware, mostVgpus, active, middleS)));
    const startC = warmth ?? steadyCelsius(state.usage);
    warmth = celsiusAfter(startC, state.usage, seconds);
    const at = Math.floor((lastS - middleS) / stepS);
    if (at >= rows) continue;
    const part = seconds / stepS;
    add(used, at, part * active.reduce((sum, { bytes }) => sum + bytes, 0));
    add(usage, at, part * state.usage);
    add(celsius, at, part * meanCelsius(startC, state.usage, seconds));
    add(memoryMhz, at, part * memoryClockMhz(hardware, state.usage));
    if (active.some(({ isPassedThrough }) => isPassedThrough)) add(away, at, part);
    active.forEach(({ vm }, index) => {
      const own = guests.get(vm);
      if (own === undefined) return;
      add(own.pace, at, part * (state.paces[index] ?? 0));
      add(own.fps, at, part * (state.fps[index] ?? 0));
      add(own.time, at, part);
    });
  }
  // Nobody but its guest can read a GPU that is passed through (NVIDIA vGPU management SDK).
  const seen = (values: Float64Array): Float64Array => values.map((value, at) => ((away[at] ?? 0) > 0.5 ? NaN : value));
  return {
    memoryBytes: hardware.memoryMib * 1024 ** 2,
    usedBytes: seen(used),
    usage: seen(usage),
    memoryUsage: seen(usage.map(memoryUsage)),
    celsius: seen(celsius),
    milliwatts: seen(usage.map((value) => powerMilliwatts(hardware, value))),
    state: { usage, celsius, memoryMhz },
    guests: new Map(
      [...guests].map(([vm, { pace, fps, time }]) => [
        vm,
        { fps, pace: pace.map((value, at) => ((time[at] ?? 0) > 0 ? value / (time[at] ?? 1) : 0)) },
      ]),
    ),
  };
}

function stateOf(hardware: BoardHardware, mostVgpus: number, active: readonly GpuUse[], timeS: number): State {
  const sessions = active.map((use) => use.sessions(loadAt(use, timeS)));
  // What XenServer does unless a server's driver is told otherwise.
  const scheduler = 'best effort';
  const engine: Engine = { speed: hardware.engineSpeed, scheduler, residentVgpus: active.length, mostVgpus };
  const { fps, usage } = engineLoad(engine, sessions.flat());
  let first = 0;
  const shares = sessions.map((own) => {
    const now = fps.slice(first, first + own.length);
    first += own.length;
    const alone = own.map((session) => engineLoad({ ...engine, residentVgpus: 1 }, [session]).fps[0] ?? 0);
    return {
      fps: total(now),
      pace: total(now.map((value, at) => ((alone[at] ?? 0) > 0 ? value / (alone[at] ?? 1) : 1))),
    };
  });
  return { usage, paces: shares.map(({ pace }) => pace), fps: shares.map((share) => share.fps) };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function add(series: Float64Array, at: number, value: number): void {
  series[at] = (series[at] ?? 0) + value;
}

/** All moments at which a row or a use begins or ends, from before the axis on, in order. */
function edgesOf({ lastS, stepS, rows }: Axis, uses: readonly GpuUse[]): Float64Array {
  const startS = lastS - rows * stepS;
  const beginS = startS - SETTLED_S;
  const edges = new Set([beginS]);
  for (let row = 0; row <= rows; row++) edges.add(lastS - row * stepS);
  for (const { fromS, toS } of uses)
    for (const edge of [fromS, toS]) if (edge > beginS && edge < lastS) edges.add(edge);
  const weeks = [...new Set(uses.flatMap(({ week }) => week ?? []))];
  if (weeks.length > 0) {
    for (let hourS = Math.ceil(beginS / HOUR_S) * HOUR_S; hourS < lastS; hourS += HOUR_S) {
      if (weeks.some((week) => hourAt(week, hourS) !== hourAt(week, hourS - HOUR_S))) edges.add(hourS);
    }
  }
  return Float64Array.from(edges).sort();
}
