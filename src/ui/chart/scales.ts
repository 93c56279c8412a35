import type { ChartAxis, ChartSpec } from './chart-spec';
import { formatTick } from './figures';

/**
 * An axis as arithmetic. Values become places on a straight line (a logarithm where the scale is one), so that whatever
 * draws needs to know nothing but linear axes.
 */
export interface Scale {
  /** The places of both ends. */
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Null where the scale has no place for a value, such as zero on a logarithm. */
  readonly place: (value: number | string) => number | null;
}

/** The ends of an axis in its own values; charts beside each other share them. */
export interface Domain {
  readonly x: Extent;
  readonly y: Extent;
}

type Extent =
  | { readonly kind: 'range'; readonly least: number; readonly most: number; readonly values: readonly number[] }
  | { readonly kind: 'names'; readonly names: readonly string[] };

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** What the axes have to hold: all points, all that was published, and zero where bars or lines stand on it. */
export function domainOf(specs: readonly ChartSpec[]): Domain {
  const [first] = specs;
  const isNames = first === undefined || first.x.scale === 'names' || first.kind !== 'lines';
  const xs = specs.flatMap((spec) => [
    ...spec.series.flatMap(({ points }) => points.map(({ x }) => x)),
    ...spec.published.flatMap(({ x }) => (x === undefined ? [] : [x])),
  ]);
  const ys = specs.flatMap((spec) => [
    ...heights(spec),
    ...spec.published.flatMap(({ y }) => (typeof y === 'number' ? [y] : y)),
  ]);
  const numbers = unique(xs.map(Number))
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b);
  const isCounted = xs.every((x) => typeof x === 'number');
  return {
    x: isNames
      ? { kind: 'names', names: isCounted ? numbers.map(String) : unique(xs.map(String)) }
      : range(numbers, false),
    y: range(ys, first?.y.scale !== 'log'),
  };
}

/** The values that bars and lines reach; those of stacked bars are sums. */
function heights(spec: ChartSpec): readonly number[] {
  if (spec.kind !== 'stacked') return spec.series.flatMap(({ points }) => points.map(({ y }) => y));
  const sums = new Map<string, number>();
  for (const { points } of spec.series) {
    for (const { x, y } of points) sums.set(String(x), (sums.get(String(x)) ?? 0) + y);
  }
  return [...sums.values()];
}

function range(values: readonly number[], fromZero: boolean): Extent {
  const finite = values.filter(Number.isFinite);
  const least = Math.min(...finite, ...(fromZero ? [0] : []));
  const most = Math.max(...finite, ...(fromZero ? [0] : []));
  return Number.isFinite(least)
    ? { kind: 'range', least, most, values: finite }
    : { kind: 'range', least: 0, most: 1, values: [] };
}

/** An axis over an extent with about so many ticks; `isTight`: it ends where the values end. */
export function scaleOf(axis: ChartAxis, extent: Extent, tickCount: number, isTight: boolean): Scale {
  if (extent.kind === 'names') return namesScale(axis, extent.names);
  if (axis.scale === 'log') return powerScale(axis, extent, tickCount, 10, isTight);
  if (axis.scale === 'bytes' && isTight && extent.least > 0) return powerScale(axis, extent, tickCount, 2, isTight);
  return linearScale(axis, extent, tickCount, isTight);
}

function namesScale(axis: ChartAxis, names: readonly string[]): Scale {
  const at = new Map(names.map((name, index) => [name, index]));
  return {
    from: -0.5,
    to: names.length - 0.5,
    ticks: names.map((name, index) => ({
      at: index,
      text: axis.scale === 'names' ? name : formatTick(axis, Number(name)),
    })),
    place: (value) => at.get(String(value)) ?? null,
  };
}

type Range = Extract<Extent, { readonly kind: 'range' }>;

function linearScale(axis: ChartAxis, { least, most, values }: Range, tickCount: number, isTight: boolean): Scale {
  const isWhole = axis.unit === '' && axis.scale === 'linear' && values.every(Number.isInteger);
  const span = most - least || Math.abs(most) || 1;
  const step = Math.max(isWhole ? 1 : 0, stepOf(axis, span / Math.max(1, tickCount)));
  const [from, to] = isTight ? around(least, most) : [Math.floor(least / step + 1e-9) * step, above(axis, most, step)];
  const own = unique(values);
  const at =
    isTight && own.length > 0 && own.length <= tickCount
      ? own
      : Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, index) => {
          const tick = (Math.ceil(from / step - 1e-9) + index) * step;
          return Number(tick.toPrecision(12));
        }).filter((tick) => tick <= to + step * 1e-6);
  return {
    from,
    to,
    ticks: at.map((tick) => ({ at: tick, text: formatTick(axis, tick) })),
    place: (value) => finite(Number(value)),
  };
}

/**
 * Where an axis ends above its highest value: at the next tick, or the one after where the highest marks would touch
 * the edge; short of it where most of it would be empty.
 */
function above(axis: ChartAxis, most: number, step: number): number {
  const next = Math.ceil(most / step - 1e-9) * step;
  // Nobody looks for 120 per cent of a processor.
  if (axis.unit === '%' && most <= 100 && next >= 100 - step) return 100;
  if (most <= 0) return next || step;
  const top = most > next - step * 0.1 ? next + step : next;
  return top > most * MOST_AIR ? most * AIR : top;
}

/** Of the highest value. */
const AIR = 1.12;
const MOST_AIR = 1.35;

const SPANS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** The round number next above a rough step: 1, 2 or 5, spans of a clock, or powers of two. */
function stepOf(axis: ChartAxis, rough: number): number {
  if (axis.scale === 'seconds' && rough > 1) return SPANS_S.find((span) => span >= rough) ?? 86_400;
  if (axis.scale === 'bytes') return 2 ** Math.ceil(Math.log2(rough));
  const power = 10 ** Math.floor(Math.log10(rough));
  const digit = [1, 2, 5].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10;
  return digit * power;
}

/** With more values than this, powers say more than the values themselves. */
const MOST_OWN_TICKS = 16;

function powerScale(axis: ChartAxis, extent: Range, tickCount: number, base: 2 | 10, isTight: boolean): Scale {
  const log = base === 2 ? Math.log2 : Math.log10;
  const positive = unique(extent.values.filter((value) => value > 0)).toSorted((a, b) => a - b);
  const least = log(positive[0] ?? 1);
  const most = log(positive.at(-1) ?? base);
  const [from, to] = isTight
    ? around(least, most)
    : [Math.floor(least + 1e-9), Math.max(Math.ceil(most - 1e-9), Math.floor(least + 1e-9) + 1)];
  const place = (value: number | string) => (Number(value) > 0 ? finite(log(Number(value))) : null);
  const powers = Array.from(
    { length: Math.floor(to + 1e-9) - Math.ceil(from - 1e-9) + 1 },
    (_, index) => base ** (Math.ceil(from - 1e-9) + index),
  );
  const between = powers.flatMap((power) => [power, power * 2, power * 5]).filter((value) => log(value) <= to + 1e-9);
  const candidates =
    isTight && positive.length <= MOST_OWN_TICKS
      ? positive
      : base === 10 && between.length <= tickCount
        ? between
        : powers;
  const every = Math.ceil(candidates.length / Math.max(1, tickCount));
  return {
    from,
    to,
    ticks: candidates
      .filter((_, index) => index % every === 0)
      .map((value) => ({ at: log(value), text: formatTick(axis, value) })),
    place,
  };
}

/** A single value stands in the middle. */
function around(least: number, most: number): readonly [number, number] {
  return least === most ? [least - 1, most + 1] : [least, most];
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
