import type { TimeWindow } from '../../../ui/chart/time/time-spec';
import { archiveSince } from '../../../xapi/rrd/archives';
import type { Archive } from '../../../xapi/rrd/archives';
import { LEAST_S, MOST_S } from './view-words';
import type { PerformanceView } from './view-words';

/** The time that a view shows, when the newest reading is of `endS`. */
export function windowOf({ lastS, fromS, toS }: PerformanceView, endS: number): TimeWindow {
  return lastS === null ? { fromS, toS } : { fromS: endS - lastS, toS: endS };
}

/** The archive that a view is drawn from; one that is live has the same whenever it is. */
export function archiveOf({ lastS, fromS }: PerformanceView, nowS: number): Archive {
  return lastS === null ? archiveSince(fromS, nowS) : archiveSince(0, lastS);
}

/** The archive before it too, for the time that came before. */
export function archiveBefore({ lastS, fromS, toS }: PerformanceView, nowS: number): Archive {
  return lastS === null ? archiveSince(fromS - (toS - fromS), nowS) : archiveSince(0, 2 * lastS);
}

/** How much more than what is shown an overview shows. */
const AROUND = 1.5;
const DAY_S = 86_400;
const OVERVIEWS_S = [7200, DAY_S, 7 * DAY_S, 31 * DAY_S, MOST_S];

/** How much time the overview shows: all of it can be chosen from. */
export function overviewSpan({ lastS, fromS }: PerformanceView, nowS: number): number {
  const agoS = lastS ?? nowS - fromS;
  return OVERVIEWS_S.find((span) => span >= agoS * AROUND) ?? MOST_S;
}

/**
 * A time as a view keeps it: one that ends with the newest reading goes on with the present. Times that have not come,
 * that nobody keeps readings of, or that are no time at all are drawn in.
 */
export function viewOfWindow({ fromS, toS }: TimeWindow, endS: number, stepS: number): Partial<PerformanceView> {
  const span = Math.max(LEAST_S, Math.min(MOST_S, toS - fromS));
  const end = Math.min(endS, Math.max(toS, endS - MOST_S + span));
  if (end > endS - stepS) return { lastS: Math.round(span), fromS: 0, toS: 0 };
  return { lastS: null, fromS: Math.round(end - span), toS: Math.round(end) };
}
