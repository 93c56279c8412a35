import { Square } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { Banner } from '../../ui/feedback/banner';
import { ProgressBar } from '../../ui/feedback/progress-bar';
import { clockParts } from '../simulator-bar/time-input';
import styles from './labs.module.css';
import { texts } from './texts';
import type { LabWork } from './use-lab-run';

interface RunStateProps {
  readonly work: LabWork;
  readonly onStop: () => void;
  readonly onAgain: () => void;
  /** Null when the inputs are those already. */
  readonly onReset: (() => void) | null;
}

/** How far a run is, or why there is no result of it. */
export function RunState({ work, onStop, onAgain, onReset }: RunStateProps) {
  if (work.kind === 'rest') return null;
  if (work.kind === 'stopped') {
    return (
      <Banner tone="info" title={texts.run.stopped} className={styles['notice']}>
        {texts.run.stoppedHint}
      </Banner>
    );
  }
  if (work.kind === 'failed') {
    return (
      <Banner
        tone="danger"
        title={texts.failure.title}
        className={styles['notice']}
        action={
          <span className={styles['buttons']}>
            {onReset === null ? null : (
              <Button size="small" onPress={onReset}>
                {texts.inputs.reset}
              </Button>
            )}
            <Button size="small" onPress={onAgain}>
              {texts.run.again}
            </Button>
          </span>
        }
      >
        {work.failure.message} {work.failure.remedy}
      </Banner>
    );
  }
  const { progress } = work;
  const { date, time } = clockParts(progress?.nowMs ?? 0);
  return (
    <section className={styles['progress']} aria-label={texts.run.progress}>
      <div className={styles['progressHead']}>
        <span className={styles['step']}>{progress?.step ?? texts.run.preparing}</span>
        <span data-numeric="">{progress === null ? null : texts.run.percent(progress.done)}</span>
      </div>
      <ProgressBar
        label={texts.run.progress}
        value={progress?.done ?? null}
        {...(progress !== null && { text: texts.run.spoken(progress.done, progress.step) })}
      />
      <div className={styles['progressFoot']}>
        <span>
          {texts.run.virtualTime}{' '}
          {progress === null ? null : (
            <time dateTime={new Date(progress.nowMs).toISOString()}>
              {date} {time}
            </time>
          )}
        </span>
        <Button size="small" icon={<Square fill="currentcolor" />} onPress={onStop}>
          {texts.run.stop}
        </Button>
      </div>
    </section>
  );
}
