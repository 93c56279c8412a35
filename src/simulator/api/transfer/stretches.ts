/** A time in which something moves bytes at one speed, or at this mean speed. */
export interface Stretch {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Of a repository, bytes/s. */
  readonly bytesPerS: number;
  /** Over the management link of its server, bytes/s. */
  readonly sentPerS: number;
  readonly receivedPerS: number;
  /** How many do so. */
  readonly transfers: number;
  /** Processors of the control domain. */
  readonly cores: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer than the year of the last archive. */
const FORGOTTEN_MS = 368 * DAY_MS;

/**
 * How old something is when only the archives of hours show it, or those of days, and the parts of their rows from which
 * extremes are read: within one of them nobody sees more than the mean.
 */
const COARSER: readonly (readonly [ageMs: number, partMs: number])[] = [
  [3 * HOUR_MS, HOUR_MS / 4],
  [8 * DAY_MS, DAY_MS / 4],
];

/** Stretches as exactly as the archives show them, oldest parts first: as many as there are parts, however much there was. */
export function compacted(stretches: readonly Stretch[], nowMs: number): readonly Stretch[] {
  let kept: readonly Stretch[] = stretches.filter(({ toMs }) => toMs > nowMs - FORGOTTEN_MS);
  for (const [ageMs, partMs] of COARSER) {
    const beforeMs = Math.floor((nowMs - ageMs) / partMs) * partMs;
    if (kept.some((stretch) => stretch.fromMs < beforeMs && !isWhole(stretch, partMs))) {
      kept = inParts(kept, partMs, beforeMs);
    }
  }
  return kept;
}

/** It is a part, or several of them that are alike. */
function isWhole({ fromMs, toMs }: Stretch, partMs: number): boolean {
  return fromMs % partMs === 0 && toMs % partMs === 0;
}

function inParts(stretches: readonly Stretch[], partMs: number, beforeMs: number): readonly Stretch[] {
  const parts = new Map<number, Stretch>();
  const [older, rest]: [Stretch[], Stretch[]] = [[], []];
  for (const stretch of stretches) {
    const { fromMs, toMs } = stretch;
    if (toMs <= beforeMs && isWhole(stretch, partMs) && toMs - fromMs > partMs) {
      older.push(stretch);
      continue;
    }
    for (let atMs = Math.floor(fromMs / partMs) * partMs; atMs < Math.min(toMs, beforeMs); atMs += partMs) {
      const inside = (Math.min(toMs, atMs + partMs) - Math.max(fromMs, atMs)) / partMs;
      parts.set(atMs, plus(parts.get(atMs) ?? nothing(atMs, atMs + partMs), stretch, inside));
    }
    if (toMs > beforeMs) rest.push({ ...stretch, fromMs: Math.max(fromMs, beforeMs) });
  }
  return [...older, ...[...parts.values()].sort((a, b) => a.fromMs - b.fromMs), ...rest];
}

function nothing(fromMs: number, toMs: number): Stretch {
  return { fromMs, toMs, bytesPerS: 0, sentPerS: 0, receivedPerS: 0, transfers: 0, cores: 0 };
}

function plus(to: Stretch, other: Stretch, share: number): Stretch {
  return {
    ...to,
    bytesPerS: to.bytesPerS + other.bytesPerS * share,
    sentPerS: to.sentPerS + other.sentPerS * share,
    receivedPerS: to.receivedPerS + other.receivedPerS * share,
    transfers: to.transfers + other.transfers * share,
    cores: to.cores + other.cores * share,
  };
}
