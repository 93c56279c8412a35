import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { Eraser } from 'lucide-react';
import { Button } from '../../../ui/actions/button';
import { Banner } from '../../../ui/feedback/banner';
import { ProgressBar } from '../../../ui/feedback/progress-bar';
import { Dialog } from '../../../ui/overlays/dialog';
import { useNavigate } from '../../navigation';
import { formatPercent } from '../../values';
import type { CommandRun, RunItem } from '../command-run';
import { explain } from '../error-sentence';
import { RemedyButtons } from '../remedy-buttons';
import { useReportFailure } from '../use-run-command';
import { texts } from './texts';
import { dialogTexts } from '../dialog/texts';
import { TransferControls } from '../dialog/transfer-controls';
import styles from './wizard.module.css';

export interface WizardResultProps {
  readonly run: CommandRun;
  readonly onClose: () => void;
  /** To the steps, with everything as it was filled in. */
  readonly onBack: () => void;
}

/** The work of a wizard, live: how far it is, what it made, and after a failure what remains. */
export function WizardResult({ run, onClose, onBack }: WizardResultProps) {
  const navigate = useNavigate();
  const reportFailure = useReportFailure();
  const subscribe = useCallback((listener: () => void) => run.onChange(listener), [run]);
  const [item] = useSyncExternalStore(subscribe, () => run.items());
  if (!item) return null;
  const isOver = item.state !== 'running' && item.state !== 'waiting';
  const object = item.kept?.object ?? null;
  const close = (): void => {
    if (!isOver) reportFailure(run);
    onClose();
  };
  return (
    <Dialog
      open
      size="large"
      onClose={close}
      title={item.title}
      subtitle={dialogTexts[item.state]}
      footer={
        <>
          {isOver && item.state !== 'done' && item.kept === null && item.remains.length === 0 ? (
            <Button onPress={onBack}>{texts.back}</Button>
          ) : null}
          {isOver && object !== null ? (
            <Button onPress={() => navigate({ wizard: null, selection: [object], tab: null })}>{texts.show}</Button>
          ) : null}
          <Button variant="primary" onPress={close} autoFocus>
            {texts.close}
          </Button>
        </>
      }
    >
      <div className={styles['result']}>
        <ProgressBar
          label={texts.working}
          value={isOver ? 1 : item.progress}
          text={isOver ? '' : formatPercent(item.progress)}
          tone={item.state === 'failed' ? 'danger' : item.state === 'done' ? 'ok' : 'accent'}
        />
        <TransferControls run={run} item={item} />
        <Outcome run={run} item={item} isOver={isOver} />
        <details className={styles['calls']} open={!isOver}>
          <summary>{texts.calls}</summary>
          <pre tabIndex={0} aria-label={texts.calls}>
            {item.calls.join('\n')}
          </pre>
        </details>
      </div>
    </Dialog>
  );
}

function Outcome(props: { readonly run: CommandRun; readonly item: RunItem; readonly isOver: boolean }) {
  const { run, item, isOver } = props;
  const problem = useProblem(run, item);
  if (!isOver) return <p className={styles['words']}>{dialogTexts.runsInBackground}</p>;
  return (
    <>
      {item.state === 'done' || item.kept !== null ? (
        <p className={styles['words']}>{item.kept?.words ?? texts.done}</p>
      ) : null}
      {item.kept !== null && problem !== null ? <p className={styles['words']}>{texts.failedAfter}</p> : null}
      {problem === null || item.error === null ? null : (
        <Banner
          tone="danger"
          title={problem.sentence}
          action={
            <div className={styles['remedies']}>
              <RemedyButtons
                error={item.error}
                connection={run.connection}
                command={run.command}
                object={item.target.id}
              />
            </div>
          }
        >
          {problem.remedy}
        </Banner>
      )}
      {item.state === 'cancelled' ? <p className={styles['words']}>{texts.cancelled}</p> : null}
      {item.remains.length > 0 ? <Remains run={run} item={item} /> : null}
      {item.state !== 'done' && item.kept === null && item.remains.length === 0 ? (
        <p className={styles['words']}>{texts.nothingRemains}</p>
      ) : null}
    </>
  );
}

function Remains({ run, item }: { readonly run: CommandRun; readonly item: RunItem }) {
  const [isCleaning, setCleaning] = useState(false);
  const clean = (): void => {
    setCleaning(true);
    void run.cleanUp(item.id).finally(() => setCleaning(false));
  };
  return (
    <Banner
      tone="warning"
      title={texts.remains}
      action={
        <Button
          size="small"
          icon={<Eraser size={16} />}
          disabledReason={isCleaning ? texts.working : null}
          onPress={clean}
        >
          {texts.cleanUp}
        </Button>
      }
    >
      {item.remains.join(', ')}
    </Banner>
  );
}

interface Problem {
  readonly sentence: string;
  readonly remedy: string;
}

/** What went wrong and what helps; null while nothing did, the code until the words are there. */
function useProblem(run: CommandRun, { error, state }: RunItem): Problem | null {
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let isOver = false;
    if (error !== null && state === 'failed')
      void explain(error, run.connection).then((text) => {
        if (!isOver) setProblem(text);
      });
    return () => {
      isOver = true;
    };
  }, [error, state, run.connection]);
  if (state !== 'failed' || error === null) return null;
  return problem ?? { sentence: error.code, remedy: '' };
}
