/** A primary data point, seconds: how often rrdd looks (rrdd_monitor.ml). */
export const STEP_S = 5;

export type Consolidation = 'AVERAGE' | 'MIN' | 'MAX' | 'LAST';

export interface Archive {
  readonly cf: Consolidation;
  readonly rows: number;
  /** Primary data points in one row. */
  readonly pdps: number;
  /** Share of a row that may be unknown before all of it is. */
  readonly xff: number;
}

/** Ten minutes, two hours, a week, a year (rrdd_shared.ml timescales). */
const TIMESCALES: readonly (readonly [rows: number, pdps: number])[] = [
  [120, 1],
  [120, 12],
  [168, 720],
  [366, 17280],
];

function archivesOf(withExtremes: boolean): readonly Archive[] {
  return TIMESCALES.flatMap(([rows, pdps]): readonly Archive[] =>
    withExtremes && pdps > 1
      ? (['AVERAGE', 'MIN', 'MAX'] as const).map((cf) => ({ cf, rows, pdps, xff: 1 }))
      : [{ cf: 'AVERAGE', rows, pdps, xff: 0.5 }],
  );
}

const PLAIN = archivesOf(false);
const WITH_EXTREMES = archivesOf(true);

/** The archives of an object, finest first; those of servers always have extremes (rrdd_monitor.ml create_rras). */
export function archives(withExtremes: boolean): readonly Archive[] {
  return withExtremes ? WITH_EXTREMES : PLAIN;
}

function stepOf(archive: Archive): number {
  return archive.pdps * STEP_S;
}

/** The last moment at which rrdd has looked, seconds since 1970. */
export function lastUpdateS(nowMs: number): number {
  return floorTo(Math.floor(nowMs / 1000), STEP_S);
}

export function floorTo(timeS: number, stepS: number): number {
  return Math.floor(timeS / stepS) * stepS;
}

/**
 * The archives that answer a query: of those with the wanted consolidation, the first that is coarse enough and reaches
 * back beyond `startS`, with all others of its shape; else the coarsest. Empty when there is none of this consolidation.
 * Source: rrd.ml find_best_rras.
 * @param cf null for all
 */
export function bestArchives(
  all: readonly Archive[],
  cf: Consolidation | null,
  intervalS: number,
  startS: number,
  lastS: number,
): readonly Archive[] {
  const candidates = cf === null ? all : all.filter((archive) => archive.cf === cf);
  const pdps = Math.trunc(intervalS / STEP_S);
  const reaches = (archive: Archive): boolean => startS > lastS - archive.rows * stepOf(archive);
  const best = candidates.find((archive) => archive.pdps >= pdps && reaches(archive)) ?? candidates.at(-1);
  return best === undefined ? [] : candidates.filter((archive) => isAlike(archive, best));
}

export function isAlike(a: Archive, b: Archive): boolean {
  return a.pdps === b.pdps && a.rows === b.rows;
}

/** The rows of an answer: row `i` covers the step before `lastS - i * stepS`. The newest is the first. */
export interface Axis {
  readonly lastS: number;
  readonly stepS: number;
  readonly rows: number;
  /** How much of a row may be unknown, as a share. */
  readonly xff: number;
}

/** All rows of an archive at a moment. */
export function wholeAxis(archive: Archive, lastUpdate: number): Axis {
  const stepS = stepOf(archive);
  return { lastS: floorTo(lastUpdate, stepS), stepS, rows: archive.rows, xff: archive.xff };
}

/** The rows of an archive that are not older than `startS` (rrd_updates.ml create). */
export function axisSince(archive: Archive, startS: number, lastUpdate: number): Axis {
  const { lastS, stepS, rows, xff } = wholeAxis(archive, lastUpdate);
  const asked = Math.floor((lastS - startS) / stepS) + 1;
  return { lastS, stepS, rows: Math.max(0, Math.min(rows, asked)), xff };
}

/**
 * Whether a row of which this share was seen is known. A row whose archive keeps extremes is known when anything of it
 * is (rrd.ml rra_update).
 */
export function isKnown(axis: Axis, share: number, pdps: number): boolean {
  if (share <= 0) return false;
  const unknown = Math.ceil((1 - share) * pdps - 1e-6);
  return unknown <= Math.floor(axis.xff * pdps) && (pdps > 1 || unknown === 0);
}
