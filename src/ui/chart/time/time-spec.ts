import { lookAt } from '../series-look';
import { seenColour } from './colours';
import type { Course } from './plot-rows';
import type { Unit } from './units';

/** What a chart over time is told: plain data. */

export interface TimeSeries extends Course {
  readonly id: string;
  readonly name: string;
  /** As `#0066ff`; otherwise the hue of its place. */
  readonly colour?: string | undefined;
  /** The id of the series that it is an earlier time of: the same hue, dotted. */
  readonly earlierOf?: string | undefined;
}

/** Something that happened, drawn over the chart. */
export interface TimeMark {
  readonly id: string;
  readonly timeS: number;
  readonly label: string;
  readonly kind: 'life' | 'move' | 'snapshot' | 'alarm';
}

export interface TimeWindow {
  readonly fromS: number;
  readonly toS: number;
  /** How far the clock that times are told by is ahead of UTC, in seconds; absent: that of the browser. */
  readonly aheadS?: number | undefined;
}

export interface TimeChartSpec {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly series: readonly TimeSeries[];
  readonly window: TimeWindow;
  readonly marks: readonly TimeMark[];
  /** What the value axis reaches at least, such as all of a processor. */
  readonly least?: number | undefined;
}

export interface TimeLook {
  readonly colour: string;
  readonly dash: string | undefined;
}

const EARLIER = '2 3';

export function timeLooks(series: readonly TimeSeries[]): ReadonlyMap<string, TimeLook> {
  const looks = new Map<string, TimeLook>();
  let at = 0;
  for (const { id, colour, earlierOf } of series) {
    if (earlierOf !== undefined) continue;
    const look = lookAt(at);
    looks.set(id, colour === undefined ? look : { colour: seenColour(colour), dash: undefined });
    at += 1;
  }
  for (const { id, earlierOf } of series) {
    if (earlierOf === undefined) continue;
    looks.set(id, { colour: looks.get(earlierOf)?.colour ?? lookAt(at).colour, dash: EARLIER });
  }
  return looks;
}

/** Points in a chart of many lines together take as long as eight lines with this many each. */
const MOST_POINTS = 240;
const MOST_TOGETHER = 8 * MOST_POINTS;
const LEAST_POINTS = 48;

/** How many points each of so many lines may have. */
export function pointsFor(lines: number): number {
  return Math.max(LEAST_POINTS, Math.min(MOST_POINTS, Math.floor(MOST_TOGETHER / Math.max(1, lines))));
}
