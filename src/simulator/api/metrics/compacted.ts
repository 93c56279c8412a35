/** Something that was so for a time, milliseconds since 1970. */
export interface Timed {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How what was at once, or one after the other within a part, is put together. */
export interface Sums<T extends Timed> {
  readonly nothing: (fromMs: number, toMs: number) => T;
  /** @param share of the time of `to` in which the other one was */
  readonly plus: (to: T, other: T, share: number) => T;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer than the year of the last archive. */
export const FORGOTTEN_MS = 368 * DAY_MS;

/**
 * How old something is when only the archives of days show it, or those of hours, and the parts of their rows from which
 * extremes are read: within one of them nobody sees more than the mean.
 */
const COARSER: readonly (readonly [ageMs: number, partMs: number])[] = [
  [8 * DAY_MS, DAY_MS / 4],
  [3 * HOUR_MS, HOUR_MS / 4],
];

/** Of what is so old, nobody sees more than one value in each part of so many milliseconds; undefined: of what is new. */
export function partMsAt(ageMs: number): number | undefined {
  return COARSER.find(([sinceMs]) => ageMs >= sinceMs)?.[1];
}

/** A history as exactly as the archives show it: no more than there are parts, however much there was. */
export function compacted<T extends Timed>(all: readonly T[], nowMs: number, sums: Sums<T>): readonly T[] {
  const firstMs = Math.floor((nowMs - FORGOTTEN_MS) / (DAY_MS / 4)) * (DAY_MS / 4);
  let kept: readonly T[] = all.filter(({ toMs }) => toMs > firstMs);
  if (kept.some(({ fromMs }) => fromMs < firstMs)) {
    kept = kept.map((each) => (each.fromMs < firstMs ? { ...each, fromMs: firstMs } : each));
  }
  for (const [ageMs, partMs] of COARSER) {
    const beforeMs = Math.floor((nowMs - ageMs) / partMs) * partMs;
    if (kept.some((each) => each.fromMs < beforeMs && !isWhole(each, partMs))) {
      kept = inParts(kept, partMs, beforeMs, sums);
    }
  }
  return kept;
}

/** It is a part, or several of them that are alike. */
function isWhole({ fromMs, toMs }: Timed, partMs: number): boolean {
  return fromMs % partMs === 0 && toMs % partMs === 0;
}

function inParts<T extends Timed>(
  all: readonly T[],
  partMs: number,
  beforeMs: number,
  { nothing, plus }: Sums<T>,
): readonly T[] {
  const parts = new Map<number, T>();
  const [older, rest]: [T[], T[]] = [[], []];
  for (const each of all) {
    const { fromMs, toMs } = each;
    if (toMs <= beforeMs && isWhole(each, partMs) && toMs - fromMs > partMs) {
      older.push(each);
      continue;
    }
    for (let atMs = Math.floor(fromMs / partMs) * partMs; atMs < Math.min(toMs, beforeMs); atMs += partMs) {
      const inside = (Math.min(toMs, atMs + partMs) - Math.max(fromMs, atMs)) / partMs;
      parts.set(atMs, plus(parts.get(atMs) ?? nothing(atMs, atMs + partMs), each, inside));
    }
    if (toMs > beforeMs) rest.push({ ...each, fromMs: Math.max(fromMs, beforeMs) });
  }
  return [...older, ...[...parts.values()].sort((a, b) => a.fromMs - b.fromMs), ...rest];
}
