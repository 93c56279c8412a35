import type { WorkPattern } from '../../physics/workloads';
import type { Axis } from './archives';
import { room, zeros } from './borrowed';
import { mixed, spread, waveOf, type Wave } from './waves';

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
    this.#waves = WAVES.map(([periodS, share]) => waveOf(axis, periodS, share));
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
