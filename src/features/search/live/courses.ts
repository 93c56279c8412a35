import type { Readings } from '../../../xapi/rrd/readings';
import type { Course, LiveFigures } from '../query/read-live';
import { liveFigures } from './figures';

/** A list shows what has been in so long. */
export const COURSE_S = 300;
/** Moments that are further apart have something missing between them: who asks rarely asks every half minute. */
const GAP_S = 75;

/** What each server and machine did in each row of an answer, by uuid, the oldest row first. */
export function momentsOf(readings: Readings): ReadonlyMap<string, Course> {
  const moments = new Map<string, { atS: number; figures: LiveFigures }[]>();
  for (let at = 0; at < readings.rows; at++) {
    const atS = readings.endS - (readings.rows - 1 - at) * readings.stepS;
    for (const [uuid, figures] of liveFigures(readings, at)) {
      const own = moments.get(uuid);
      if (own) own.push({ atS, figures });
      else moments.set(uuid, [{ atS, figures }]);
    }
  }
  return moments;
}

/** A course that goes on; what is older than a list shows is left out. */
export function goneOn(before: Course, next: Course): Course {
  const lastS = before.at(-1)?.atS ?? -Infinity;
  const all = [...before, ...next.filter(({ atS }) => atS > lastS)];
  const sinceS = (all.at(-1)?.atS ?? 0) - COURSE_S;
  return all.filter(({ atS }) => atS > sinceS);
}

/** The values of one figure; null where nothing is known. */
export function valuesOf(course: Course, figure: keyof LiveFigures): readonly (number | null)[] {
  return course.flatMap(({ atS, figures }, at) => {
    const value = figures[figure] ?? null;
    return at > 0 && atS - (course[at - 1]?.atS ?? 0) > GAP_S ? [null, value] : [value];
  });
}
