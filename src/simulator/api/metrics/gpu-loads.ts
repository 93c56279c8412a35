import type { Ref } from '../../../xapi/datamodel/ref';
import type { BoardHardware } from '../../physics/gpu/boards';
import {
  celsiusAfter,
  meanCelsius,
  memoryUsage,
  powerMilliwatts,
  steadyCelsius,
  TIME_CONSTANT_S,
} from '../../physics/gpu/heat';
import { engineLoad, type Engine } from '../../physics/gpu/sharing';
import type { World } from '../world';
import type { Axis } from './archives';
import { hardwareOf, loadAt, PLACES, usesOf, type GpuUse } from './gpu-uses';
import type { Guest } from './guest';
import { hourAt } from './noise';
import { valueAt, zeros, type Series } from './series';

/** A GPU along an axis: means over its rows, unknown where it was passed through. */
export interface GpuReadings {
  readonly memoryBytes: number;
  readonly usedBytes: Float64Array;
  readonly usage: Float64Array;
  readonly memoryUsage: Float64Array;
  readonly celsius: Float64Array;
  readonly milliwatts: Float64Array;
  /** How fast the guests on it go, compared with having it alone, from 0 to 1. */
  readonly paces: ReadonlyMap<Ref<'VM'>, Float64Array>;
}

/** What goes on on a GPU in a time in which nothing changes. */
interface State {
  readonly usage: number;
  readonly paces: readonly number[];
}

const HOUR_S = 3600;
/** By then a GPU has forgotten how warm it was. */
const SETTLED_S = 20 * TIME_CONSTANT_S;

/** The GPUs of a world along an axis. */
export class GpuLoads {
  readonly #world: World;
  readonly #axis: Axis;
  readonly #guestOf: (ref: Ref<'VM'>) => Guest;
  readonly #known = new Map<Ref<'PGPU'>, GpuReadings | null>();

  constructor(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest) {
    this.#world = world;
    this.#axis = axis;
    this.#guestOf = guestOf;
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
          : readingsAlong(this.#axis, hardware, most, usesOf(this.#world, ref, hardware, this.#guestOf));
      this.#known.set(ref, readings);
    }
    return readings;
  }

  /** How fast a guest renders with these vGPUs, compared with having their GPUs alone. */
  paceOf(vm: Ref<'VM'>, vgpus: readonly Ref<'VGPU'>[]): Series {
    const gpus = new Set(vgpus.flatMap((vgpu) => PLACES.spans(this.#world, vgpu).map(({ text }) => text)));
    const paces = [...gpus].flatMap((gpu) => {
      const known = this.#world.db.has('PGPU', gpu) ? this.readingsOf(gpu) : null;
      return known?.paces.get(vm) ?? [];
    });
    const [first] = paces;
    if (first === undefined || paces.length === 1) return first ?? 1;
    return first.map((_, at) => paces.reduce((sum, pace) => sum + valueAt(pace, at), 0) / paces.length);
  }
}

/**
 * Between two moments at which something begins or ends a GPU is used evenly, so that means are sums of such times, and
 * its temperature is an exponential in each.
 */
function readingsAlong(axis: Axis, hardware: BoardHardware, mostVgpus: number, uses: readonly GpuUse[]): GpuReadings {
  const { lastS, stepS, rows } = axis;
  const [used, usage, celsius, away] = [zeros(rows), zeros(rows), zeros(rows), zeros(rows)];
  const paces = new Map(uses.map(({ vm }) => [vm, { pace: zeros(rows), time: zeros(rows) }]));
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
    if (active.some(({ isPassedThrough }) => isPassedThrough)) add(away, at, part);
    active.forEach(({ vm }, index) => {
      const own = paces.get(vm);
      if (own === undefined) return;
      add(own.pace, at, part * (state.paces[index] ?? 1));
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
    paces: new Map(
      [...paces].map(([vm, { pace, time }]) => [
        vm,
        pace.map((value, at) => ((time[at] ?? 0) > 0 ? value / (time[at] ?? 1) : 1)),
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
  const paces = sessions.map((own) => {
    const alone = total(engineLoad({ ...engine, residentVgpus: 1 }, own).fps);
    const now = total(fps.slice(first, first + own.length));
    first += own.length;
    return alone > 0 ? now / alone : 1;
  });
  return { usage, paces };
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
