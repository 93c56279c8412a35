import type { WorkPattern } from '../../physics/workloads';
import type { Axis } from './archives';
import { room, zeros } from './borrowed';

/**
 * Loads as functions of time that can be averaged over any period at once: a reading of five seconds, and the mean of a
 * day, come out of the same formula, so that every archive tells the same story and nothing has to be sampled.
 */

const HOUR_S = 3600;
const WEEK_HOURS = 168;
/** Monday, 5 January 1970: weeks are counted from here. */
const FIRST_MONDAY_S = 4 * 86_400;

/** 32 bits of a key and a number, well mixed (MurmurHash3's finalizer). */
function mix(key: number, at: number): number {
  return mixed(key ^ spread(at));
}

function spread(at: number): number {
  return Math.imul(at, 0x9e3779b1);
}

function mixed(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number from 0 to 1 that belongs to a key and a place. */
export function fractionOf(key: number, place: number): number {
  return mix(key, place) / 4294967296;
}

/** A key of its own for each use of another key. */
export function subKey(key: number, use: number): number {
  return mix(key, use + 0x51ed27);
}

/** How long the waves are, seconds, and how much of the noise they are. */
const WAVES: readonly (readonly [periodS: number, share: number])[] = [
  [5, 0.35],
  [60, 0.35],
  [900, 0.3],
];

/** What a week looks like: 168 hours from Monday 0:00 UTC, each from 0 to 1. */
export interface Week {
  readonly hours: Float64Array;
  /** The sum of all hours before. */
  readonly before: Float64Array;
}

function week(hour: (day: number, hour: number) => number): Week {
  const hours = new Float64Array(WEEK_HOURS);
  const before = new Float64Array(WEEK_HOURS + 1);
  for (let at = 0; at < WEEK_HOURS; at++) {
    hours[at] = hour(Math.floor(at / 24), at % 24);
    before[at + 1] = (before[at] ?? 0) + (hours[at] ?? 0);
  }
  return { hours, before };
}

const STEADY = week(() => 0.6);
const OFFICE = week((day, hour) => {
  if (day > 4) return 0.12;
  if (hour < 6 || hour > 20) return 0.1;
  return hour < 8 || hour > 17 ? 0.4 : hour === 12 ? 0.75 : 1;
});
const NIGHTLY = week((_day, hour) => (hour >= 1 && hour < 4 ? 1 : 0.2));

/** The weeks of work that somebody has told a guest. */
export const WEEKS: Readonly<Record<Exclude<WorkPattern, 'constant'>, Week>> = {
  steady: STEADY,
  office: OFFICE,
  nightly: NIGHTLY,
};

/** Which week a guest lives is in its key: half of them follow office hours. */
export function weekOf(key: number): Week {
  const draw = fractionOf(key, 7);
  return draw < 0.5 ? OFFICE : draw < 0.8 ? STEADY : NIGHTLY;
}

/** What a week says of a moment. */
export function hourAt({ hours }: Week, timeS: number): number {
  const hour = Math.floor((timeS - FIRST_MONDAY_S) / HOUR_S) % WEEK_HOURS;
  return hours[hour < 0 ? hour + WEEK_HOURS : hour] ?? 0;
}

function weekSum({ hours, before }: Week, timeS: number): number {
  const hour = (timeS - FIRST_MONDAY_S) / HOUR_S;
  const weeks = Math.floor(hour / WEEK_HOURS);
  const inWeek = hour - weeks * WEEK_HOURS;
  const whole = Math.floor(inWeek);
  const sum = weeks * (before[WEEK_HOURS] ?? 0) + (before[whole] ?? 0) + (inWeek - whole) * (hours[whole] ?? 0);
  return sum * HOUR_S;
}

/** How much of a load is noise around the pattern of the week. */
const NOISE_SHARE = 0.3;

/** Loads along an axis: means over its rows, the newest first. */
export class Loads {
  readonly #axis: Axis;
  readonly #patterns = new Map<Week, Float64Array>();
  readonly #waves: readonly Wave[];

  constructor(axis: Axis) {
    this.#axis = axis;
    this.#waves = WAVES.map(([periodS, share]) => new Wave(axis, periodS, share));
  }

  /** A load from 0 to its peak: the pattern of a week, and noise. */
  load(key: number, pattern: Week, peak = 1): Float64Array {
    let means = this.#patterns.get(pattern);
    if (means === undefined) this.#patterns.set(pattern, (means = this.#patternMeans(pattern)));
    const load = this.noise(key);
    for (let at = 0; at < load.length; at++) {
      load[at] = ((1 - NOISE_SHARE) * (means[at] ?? 0) + NOISE_SHARE * 0.5 * (1 + (load[at] ?? 0))) * peak;
    }
    return load;
  }

  /** Noise between -1 and 1. */
  noise(key: number): Float64Array {
    const means = zeros(this.#axis.rows);
    let at = 0;
    for (const wave of this.#waves) wave.addTo(means, key + at++);
    return means;
  }

  #patternMeans(pattern: Week): Float64Array {
    const { lastS, stepS, rows } = this.#axis;
    const means = room(rows);
    let end = weekSum(pattern, lastS);
    for (let at = 0; at < rows; at++) {
      const start = weekSum(pattern, lastS - (at + 1) * stepS);
      means[at] = (end - start) / stepS;
      end = start;
    }
    return means;
  }
}

/**
 * One wave of all noises along an axis. Its integral is a straight line between the points of its lattice, so the mean
 * over a row is the difference of two heights. Which points the ends of rows lie between is the same for all keys.
 */
class Wave {
  readonly #factor: number;
  /** The points in use, newest first, spread over the bits of a number. */
  readonly #points: Int32Array;
  readonly #heights: Float64Array;
  /** For the end of each row, and the start of the last: the point below, the point above, and how far it is from one to the other. */
  readonly #below: Int32Array;
  readonly #above: Int32Array;
  readonly #between: Float64Array;

  constructor({ lastS, stepS, rows }: Axis, periodS: number, share: number) {
    this.#factor = (share * periodS) / stepS;
    this.#below = new Int32Array(rows + 1);
    this.#above = new Int32Array(rows + 1);
    this.#between = room(rows + 1);
    const points: number[] = [];
    // Ends go back in time: a point that is in use already is one of the last two.
    const placeOf = (point: number): number => {
      if (points.at(-1) === point) return points.length - 1;
      return points.at(-2) === point ? points.length - 2 : points.push(point) - 1;
    };
    for (let at = 0; at <= rows; at++) {
      const place = (lastS - at * stepS) / periodS;
      const floor = Math.floor(place);
      const isBetween = place !== floor;
      this.#above[at] = placeOf(isBetween ? floor + 1 : floor);
      this.#below[at] = placeOf(floor);
      this.#between[at] = place - floor;
    }
    this.#points = Int32Array.from(points, spread);
    this.#heights = room(points.length);
  }

  /** Adds its means over the rows, for a key. */
  addTo(means: Float64Array, key: number): void {
    const heights = this.#heights;
    const points = this.#points;
    for (let at = 0; at < heights.length; at++) heights[at] = mixed(key ^ (points[at] ?? 0)) / 4294967296;
    const [belows, aboves, between, factor] = [this.#below, this.#above, this.#between, this.#factor];
    let end = 0;
    for (let at = 0; at <= means.length; at++) {
      const below = heights[belows[at] ?? 0] ?? 0;
      const above = heights[aboves[at] ?? 0] ?? 0;
      const height = below + (between[at] ?? 0) * (above - below);
      if (at > 0) means[at - 1] = (means[at - 1] ?? 0) + (end - height) * factor;
      end = height;
    }
  }
}
