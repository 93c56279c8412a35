import type { Statistics } from './statistics';

/** Where a course leads if it goes on as it did. */
export type Outlook =
  | { readonly kind: 'steady' }
  /** @property perWeek change of the share in a week; 0.03 is three hundredths of all there is */
  | { readonly kind: 'falls'; readonly perWeek: number }
  /** @property fullInDays null: not within a year */
  | { readonly kind: 'grows'; readonly perWeek: number; readonly fullInDays: number | null };

export interface Trend {
  readonly id: 'cpu' | 'memory' | 'gpu' | 'storage';
  /** Shares of what there is, 0 to 1, oldest first. */
  readonly course: readonly number[];
  readonly now: number;
  readonly outlook: Outlook;
}

/** A server that told its statistics. */
export interface ServerStatistics {
  readonly cores: number;
  readonly statistics: Statistics;
}

/** One point of a course: when, in days, and which share. */
export type Point = readonly [days: number, share: number];

const DAY_S = 86_400;
const WEEK_DAYS = 7;
const YEAR_DAYS = 365;
/** Less than this of all there is in a week is no trend. */
const LEAST_PER_WEEK = 0.01;
/** A line must say so much of how the points differ (r²), or they only go up and down. */
const LEAST_FIT = 0.4;
/** Each half must go so much of the way that the whole goes. */
const LEAST_HALF = 0.25;
const LEAST_POINTS = 3;
const LEAST_DAYS = 2;

/** The straight line through points (least squares), read as a forecast. */
export function outlookOf(points: readonly Point[]): Outlook {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < LEAST_POINTS) return { kind: 'steady' };
  if (last[0] - first[0] < LEAST_DAYS) return { kind: 'steady' };
  const { perDay, fit, at } = lineThrough(points);
  const perWeek = perDay * WEEK_DAYS;
  if (fit < LEAST_FIT || Math.abs(perWeek) < LEAST_PER_WEEK || !isAllAlong(points, perDay)) return { kind: 'steady' };
  if (perWeek < 0) return { kind: 'falls', perWeek };
  const days = Math.max(0, (1 - at(last[0])) / perDay);
  return { kind: 'grows', perWeek, fullInDays: days > YEAR_DAYS ? null : days };
}

interface Line {
  readonly perDay: number;
  /** The part of the differences that the line explains, r². */
  readonly fit: number;
  readonly at: (days: number) => number;
}

function lineThrough(points: readonly Point[]): Line {
  const meanX = mean(points.map(([days]) => days));
  const meanY = mean(points.map(([, share]) => share));
  let [xx, xy, yy] = [0, 0, 0];
  for (const [days, share] of points) {
    xx += (days - meanX) ** 2;
    xy += (days - meanX) * (share - meanY);
    yy += (share - meanY) ** 2;
  }
  const perDay = xx === 0 ? 0 : xy / xx;
  return { perDay, fit: xx * yy === 0 ? 0 : xy ** 2 / (xx * yy), at: (days) => meanY + perDay * (days - meanX) };
}

/** A single step, as when ten VMs are started, leads nowhere: both halves must go the way of the whole. */
function isAllAlong(points: readonly Point[], perDay: number): boolean {
  const middle = Math.ceil(points.length / 2);
  return [points.slice(0, middle), points.slice(middle - 1)].every(
    (half) => lineThrough(half).perDay / perDay > LEAST_HALF,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The data sources of a server that courses are made of, and what those of its GPUs begin with. */
export const FIGURES = ['cpu_avg', 'memory_total_kib', 'memory_free_kib'] as const;
export const GPU_FIGURE = 'gpu_utilisation_compute_';

/** The courses of a pool: processors by their number, memory by its size, GPUs alike. */
export function trendsOf(servers: readonly ServerStatistics[]): readonly Trend[] {
  const cpu = new Sums();
  const memory = new Sums();
  const gpu = new Sums();
  for (const { cores, statistics } of servers) {
    const { times, series } = statistics;
    const [load, total, free] = FIGURES.map((name) => series.get(name));
    const engines = [...series].filter(([name]) => name.startsWith(GPU_FIGURE)).map(([, each]) => each);
    times.forEach((time, at) => {
      const busy = load?.[at];
      if (busy != null) cpu.add(time, busy * cores, cores);
      const [all, left] = [total?.[at], free?.[at]];
      if (all != null && left != null) memory.add(time, all - left, all);
      for (const engine of engines) {
        const used = engine[at];
        if (used != null) gpu.add(time, used, 1);
      }
    });
  }
  return [...cpu.trend('cpu'), ...memory.trend('memory'), ...gpu.trend('gpu')];
}

/** What is used and what there is, by moment, over all servers. */
class Sums {
  readonly #byTime = new Map<number, { used: number; all: number }>();

  add(time: number, used: number, all: number): void {
    const sum = this.#byTime.get(time) ?? { used: 0, all: 0 };
    sum.used += used;
    sum.all += all;
    this.#byTime.set(time, sum);
  }

  /** None where nothing was measured at all. */
  trend(id: Trend['id']): readonly Trend[] {
    const rows = [...this.#byTime].toSorted(([a], [b]) => a - b);
    const points = rows.map(([time, { used, all }]): Point => [time / DAY_S, all === 0 ? 0 : used / all]);
    const now = points.at(-1)?.[1];
    return now === undefined ? [] : [{ id, course: points.map(([, share]) => share), now, outlook: outlookOf(points) }];
  }
}
