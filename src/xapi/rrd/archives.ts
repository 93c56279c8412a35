/** The archives that servers keep of every data source, finest first (xapi: rrdd_shared.ml timescales). */
export const ARCHIVES = [
  { stepS: 5, rows: 120 },
  { stepS: 60, rows: 120 },
  { stepS: 3600, rows: 168 },
  { stepS: 86_400, rows: 366 },
] as const;

export type Archive = (typeof ARCHIVES)[number];

export const spanOf = ({ stepS, rows }: Archive): number => stepS * rows;

const [FINEST, , , COARSEST] = ARCHIVES;

/** The finest archive that reaches back to a moment; the coarsest where none does. */
export function archiveSince(fromS: number, nowS: number): Archive {
  // The first row of a time may have gone a step before the next one comes.
  return ARCHIVES.find((archive) => nowS - fromS <= spanOf(archive) + archive.stepS) ?? COARSEST;
}

/** The archive that knows what the last row of another one does not know yet. */
export function finerThan(archive: Archive): Archive | null {
  return ARCHIVES[ARCHIVES.indexOf(archive) - 1] ?? null;
}

export const LIVE_STEP_S = FINEST.stepS;
