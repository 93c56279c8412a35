import { create } from 'zustand';
import type { Lab, LabId, LabResult, LabValues } from '../../control/labs/lab';
import { writeInputs } from './lab-inputs';

/** A run that came to its end. */
export interface LabRun {
  /** How an address writes its inputs. The same inputs give the same figures, so this is all there is to tell runs apart. */
  readonly id: string;
  readonly values: LabValues;
  readonly result: LabResult;
}

/** The oldest goes when there are more; each holds the worlds that it used. */
const MOST_RUNS = 6;
/** More would be too narrow to read. */
export const MOST_SIDE_BY_SIDE = 4;

interface LabRuns {
  readonly runs: readonly LabRun[];
  /** The ids of those that are shown, in the order of the runs. */
  readonly shown: readonly string[];
}

const NO_RUNS: LabRuns = { runs: [], shown: [] };

/** The runs of this visit, by lab. */
export const useRunsStore = create<Partial<Record<LabId, LabRuns>>>(() => ({}));

export function useRuns(lab: LabId): LabRuns {
  return useRunsStore((state) => state[lab] ?? NO_RUNS);
}

function change(lab: LabId, next: (before: LabRuns) => LabRuns): void {
  useRunsStore.setState((state) => ({ [lab]: next(state[lab] ?? NO_RUNS) }));
}

/** Keeps a run and shows it: beside the others where runs are being compared, else alone. */
export function keepRun(lab: Lab, values: LabValues, result: LabResult): void {
  const run: LabRun = { id: writeInputs(lab, values), values, result };
  change(lab.id, ({ runs, shown }) => {
    const kept = [...runs.filter(({ id }) => id !== run.id), run].slice(-MOST_RUNS);
    const isComparing = shown.length > 1;
    const beside = isComparing ? shown.filter((id) => id !== run.id).slice(-(MOST_SIDE_BY_SIDE - 1)) : [];
    return { runs: kept, shown: [...beside.filter((id) => kept.some((each) => each.id === id)), run.id] };
  });
}

export function showRuns(lab: LabId, ids: readonly string[]): void {
  change(lab, ({ runs }) => ({ runs, shown: runs.map(({ id }) => id).filter((id) => ids.includes(id)) }));
}

export function forgetRun(lab: LabId, gone: string): void {
  change(lab, ({ runs, shown }) => {
    const kept = runs.filter(({ id }) => id !== gone);
    const left = shown.filter((id) => id !== gone);
    const last = kept.at(-1);
    return { runs: kept, shown: left.length > 0 || last === undefined ? left : [last.id] };
  });
}
