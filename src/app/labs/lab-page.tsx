import { FlaskConical, Play, RotateCcw } from 'lucide-react';
import { useMemo, useRef } from 'react';
import type { Lab, LabValues } from '../../control/labs/lab';
import { useNavigation } from '../../features/navigation';
import { Button } from '../../ui/actions/button';
import { Banner } from '../../ui/feedback/banner';
import { EmptyState } from '../../ui/feedback/empty-state';
import { LabForm } from './lab-form';
import { changedInputs, initialValues, readInputs, writeInputs } from './lab-inputs';
import { LabResults } from './lab-results';
import styles from './labs.module.css';
import { RunPicker } from './run-picker';
import { RunState } from './run-state';
import { useRuns } from './runs';
import { texts } from './texts';
import { useLabRun } from './use-lab-run';

/** One lab: what it is about, its inputs, a run of it, and what came out. */
export function LabPage({ lab }: { readonly lab: Lab }) {
  const { state, navigate } = useNavigation();
  const { values, unknown } = useMemo(() => readInputs(lab, state.labInputs), [lab, state.labInputs]);
  const { work, run: start, stop } = useLabRun(lab);
  const results = useRef<HTMLDivElement>(null);
  const { runs, shown } = useRuns(lab.id);
  const chosen = useMemo(() => runs.filter(({ id }) => shown.includes(id)), [runs, shown]);
  const isRunning = work.kind === 'running';
  const run = (): void => {
    start(values);
    // Below the inputs on a narrow window: how far it is must be in sight.
    const topPx = results.current?.getBoundingClientRect().top ?? 0;
    if (topPx > window.innerHeight / 2) results.current?.scrollIntoView({ block: 'start' });
  };
  const change = (next: LabValues): void => navigate({ labInputs: writeInputs(lab, next) }, { replace: true });
  const hasRun = runs.some(({ id }) => id === writeInputs(lab, values));
  const runButton = (
    <Button variant="primary" icon={hasRun ? <RotateCcw /> : <Play />} pending={isRunning} onPress={run}>
      {hasRun ? texts.run.again : texts.run.run}
    </Button>
  );
  return (
    <div className={styles['lab']}>
      <div className={styles['about']}>
        <p className={styles['lookFor']}>{lab.lookFor}</p>
        <p className={styles['worldLine']}>
          <strong>{texts.world}:</strong> {lab.world}
        </p>
      </div>
      {unknown.length === 0 ? null : (
        <Banner tone="warning" title={texts.inputs.unknown} className={styles['notice']}>
          {texts.inputs.unknownHint(unknown.join(', '))}
        </Banner>
      )}
      <div className={styles['columns']}>
        <section aria-labelledby="lab-inputs" className={styles['inputs']}>
          <h2 id="lab-inputs" className={styles['sectionTitle']}>
            {texts.inputs.title}
          </h2>
          <LabForm lab={lab} values={values} onChange={change} />
          <div className={styles['runButton']}>{runButton}</div>
        </section>
        <div ref={results} className={styles['results']}>
          <RunState
            work={work}
            onStop={stop}
            onAgain={run}
            onReset={changedInputs(lab, values).length === 0 ? null : () => change(initialValues(lab))}
          />
          {runs.length > 0 ? (
            <>
              <RunPicker lab={lab} runs={runs} shown={shown} />
              <LabResults lab={lab} runs={chosen} />
            </>
          ) : isRunning ? null : (
            <EmptyState
              icon={<FlaskConical />}
              title={texts.run.waiting}
              action={
                <Button icon={<Play />} onPress={run}>
                  {texts.run.run}
                </Button>
              }
            >
              {texts.run.waitingHint}
            </EmptyState>
          )}
        </div>
      </div>
    </div>
  );
}
