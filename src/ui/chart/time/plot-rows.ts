/** Readings at moments, oldest first; NaN where nothing was measured. */
export interface Course {
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** How far apart moments are; further apart, nothing is known between them. */
  readonly stepS: number;
}

/** What a chart draws at one moment; null: a gap. */
export interface PlotRow {
  readonly timeS: number;
  readonly values: readonly (number | null)[];
}

/** Moments a little further apart than a step still belong together. */
const TOGETHER = 1.5;

/**
 * The rows of a chart over a time, with one before and one after it so that lines reach the edges. Where there are more
 * than `most`, each of `most / 2` parts of the time keeps its lowest and its highest value: spikes stay.
 */
export function plotRows(courses: readonly Course[], fromS: number, toS: number, most: number): readonly PlotRow[] {
  const moments = momentsOf(courses, fromS, toS);
  const readers = courses.map((course) => readerOf(course));
  if (moments.length <= most) return moments.map((timeS) => ({ timeS, values: readers.map((read) => read(timeS)) }));
  const parts = Math.max(1, Math.floor(most / 2));
  const rows: PlotRow[] = [];
  for (let part = 0; part < parts; part += 1) {
    const of = moments.slice(
      Math.floor((part * moments.length) / parts),
      Math.floor(((part + 1) * moments.length) / parts),
    );
    const ends = readers.map((read) => extremesOf(of, read));
    const [first, last] = [of[0], of.at(-1)];
    if (first === undefined || last === undefined) continue;
    rows.push({ timeS: first, values: ends.map(([early]) => early) });
    if (last > first) rows.push({ timeS: last, values: ends.map(([, late]) => late) });
  }
  return rows;
}

/** All moments that any of the courses has in a time, and the nearest on either side. */
function momentsOf(courses: readonly Course[], fromS: number, toS: number): readonly number[] {
  const [first] = courses;
  if (first === undefined) return [];
  const parts = [...new Set(courses.map(({ times }) => times))].map((times) => {
    const from = Math.max(0, indexAfter(times, fromS) - 1);
    const to = indexAfter(times, toS) + 1;
    return times.subarray(from, to);
  });
  if (parts.length === 1) return [...(parts[0] ?? [])];
  return [...new Set(parts.flatMap((times) => [...times]))].toSorted((a, b) => a - b);
}

/** The first index whose moment is later. */
function indexAfter(times: Float64Array, timeS: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) > timeS) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The value at a moment, on the straight line between two readings that belong together. */
function readerOf({ times, values, stepS }: Course): (timeS: number) => number | null {
  return (timeS) => {
    const after = indexAfter(times, timeS);
    const [atS, value] = [times[after - 1], values[after - 1]];
    if (atS === undefined || value === undefined || !Number.isFinite(value)) return null;
    if (atS === timeS) return value;
    const [nextS, next] = [times[after], values[after]];
    if (nextS === undefined || next === undefined || !Number.isFinite(next)) return null;
    if (nextS - atS > stepS * TOGETHER) return null;
    return value + ((next - value) * (timeS - atS)) / (nextS - atS);
  };
}

/** The lowest and the highest value of some moments, in the order in which they came. */
function extremesOf(
  moments: readonly number[],
  read: (timeS: number) => number | null,
): readonly [number | null, number | null] {
  let [low, high] = [null as number | null, null as number | null];
  let [lowS, highS] = [0, 0];
  for (const timeS of moments) {
    const value = read(timeS);
    if (value === null) continue;
    if (low === null || value < low) [low, lowS] = [value, timeS];
    if (high === null || value > high) [high, highS] = [value, timeS];
  }
  return lowS <= highS ? [low, high] : [high, low];
}

/** The reading nearest to a moment; NaN where none is near enough. */
export function readingAt({ times, values, stepS }: Course, timeS: number): number {
  const after = indexAfter(times, timeS);
  const [before, next] = [times[after - 1], times[after]];
  const isNext = before === undefined || (next !== undefined && next - timeS < timeS - before);
  const at = isNext ? after : after - 1;
  const foundS = times[at];
  if (foundS === undefined || Math.abs(foundS - timeS) > stepS * 0.75) return NaN;
  return values[at] ?? NaN;
}

/** The newest reading until a moment; the very newest row may not have come yet from one of several servers. */
export function newestReading({ times, values, stepS }: Course, untilS: number): number {
  const after = indexAfter(times, untilS);
  for (let at = after - 1; at >= Math.max(0, after - 2); at -= 1) {
    const value = values[at] ?? NaN;
    if (!Number.isNaN(value) && untilS - (times[at] ?? 0) <= 2 * stepS) return value;
  }
  return NaN;
}

/** The moments that a crosshair stops at. */
export function stopsOf(courses: readonly Course[], fromS: number, toS: number): readonly number[] {
  return momentsOf(courses, fromS, toS).filter((timeS) => timeS >= fromS && timeS <= toS);
}

/** Readings with gaps on both sides: no line shows them. */
export function lonePoints(rows: readonly PlotRow[], series: number): readonly PlotRow[] {
  const at = (row: PlotRow | undefined): number | null => row?.values[series] ?? null;
  return rows.filter((row, index) => at(row) !== null && at(rows[index - 1]) === null && at(rows[index + 1]) === null);
}
