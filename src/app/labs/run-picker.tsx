import { X } from 'lucide-react';
import type { Lab } from '../../control/labs/lab';
import { IconButton } from '../../ui/actions/button';
import { Checkbox } from '../../ui/forms/checkbox';
import { changedInputs, valueText } from './lab-inputs';
import styles from './labs.module.css';
import { forgetRun, MOST_SIDE_BY_SIDE, showRuns } from './runs';
import type { LabRun } from './runs';
import { texts } from './texts';

/** What its inputs are where they differ from those that the lab gives. */
export function runName(lab: Lab, run: LabRun): string {
  const changed = changedInputs(lab, run.values);
  if (changed.length === 0) return texts.runs.first;
  return changed.map((input) => texts.runs.differs(input.label, valueText(input, run.values[input.key]))).join(' · ');
}

interface RunPickerProps {
  readonly lab: Lab;
  readonly runs: readonly LabRun[];
  readonly shown: readonly string[];
}

/** The runs of this visit; those that are chosen are shown side by side. */
export function RunPicker({ lab, runs, shown }: RunPickerProps) {
  const isFull = shown.length >= MOST_SIDE_BY_SIDE;
  return (
    <section aria-labelledby="lab-runs" className={styles['runs']}>
      <h2 id="lab-runs" className={styles['sectionTitle']}>
        {texts.runs.title}
        <span className={styles['sectionHint']}>{runs.length === 1 ? texts.runs.oneHint : texts.runs.compareHint}</span>
      </h2>
      <ul className={styles['runList']}>
        {runs.map((run) => {
          const name = runName(lab, run);
          const isShown = shown.includes(run.id);
          const hint = isShown
            ? shown.length === 1
              ? texts.runs.last
              : undefined
            : isFull
              ? texts.runs.most(MOST_SIDE_BY_SIDE)
              : undefined;
          return (
            <li key={run.id} className={styles['run']}>
              {runs.length === 1 ? (
                <span className={styles['onlyRun']}>{name}</span>
              ) : (
                <Checkbox
                  checked={isShown}
                  disabled={isShown ? shown.length === 1 : isFull}
                  hint={hint}
                  onChange={(chosen) =>
                    showRuns(lab.id, chosen ? [...shown, run.id] : shown.filter((id) => id !== run.id))
                  }
                >
                  {name}
                </Checkbox>
              )}
              <IconButton
                size="small"
                label={texts.runs.forget(name)}
                icon={<X />}
                onPress={() => forgetRun(lab.id, run.id)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
