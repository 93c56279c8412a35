import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Check, ChevronDown, CircleAlert, Minus } from 'lucide-react';
import { Button } from '../actions/button';
import { classNames } from '../class-names';
import { Dialog } from '../overlays/dialog';
import { uiTexts } from '../texts';
import { useNarrowLayout } from '../theme/use-media-query';
import { wizardTexts } from './texts';
import styles from './wizard.module.css';

export interface FrameStep {
  readonly id: string;
  readonly title: string;
  /** `done`: seen and in order; `problem`: seen, and something is wrong; `skipped`: nothing to answer; `ahead`: not seen. */
  readonly state: 'done' | 'problem' | 'skipped' | 'ahead';
  /** Why it cannot be opened now; null: it can. */
  readonly reason: string | null;
}

export interface WizardFrameProps {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly steps: readonly FrameStep[];
  /** Id of the step that is shown. */
  readonly current: string;
  /** Another number: its steps begin anew. */
  readonly round?: number;
  readonly onStep: (id: string) => void;
  /** Null on the first step. */
  readonly onBack: (() => void) | null;
  /** Enter, and the button that goes on. */
  readonly onNext: () => void;
  readonly nextLabel: string;
  readonly nextReason?: string | null;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/**
 * The frame of every wizard: the list of steps, one step, and the way through them. Enter goes on, Escape asks to leave,
 * and each step begins with the focus in its first field. On a phone it fills the window and its list folds away.
 */
export function WizardFrame(props: WizardFrameProps) {
  const { steps, current, round, onBack, nextReason = null } = props;
  const headingId = useId();
  const content = useRef<HTMLDivElement>(null);
  const step = steps.find((each) => each.id === current);
  // Whoever sees the step can type into it.
  useLayoutEffect(() => {
    if (content.current === null) return;
    content.current.scrollTop = 0;
    focusFirst(content.current);
  }, [current, round]);
  return (
    <Dialog
      open
      size="steps"
      onClose={props.onCancel}
      title={props.title}
      subtitle={props.subtitle}
      onSubmit={() => {
        props.onNext();
        // What is wrong is said beside its field only now.
        requestAnimationFrame(() => focusWrong(content.current));
      }}
      footer={
        <>
          <Button onPress={props.onCancel}>{uiTexts.cancel}</Button>
          <span className={styles['space']} />
          <Button onPress={() => onBack?.()} disabledReason={onBack === null ? wizardTexts.isFirst : null}>
            {wizardTexts.back}
          </Button>
          <Button type="submit" variant="primary" disabledReason={nextReason}>
            {props.nextLabel}
          </Button>
        </>
      }
    >
      <div className={styles['frame']}>
        <StepList {...props} />
        <div ref={content} className={styles['content']} role="group" aria-labelledby={headingId}>
          <h3 id={headingId} className={styles['heading']}>
            {step?.title}
          </h3>
          {props.children}
        </div>
      </div>
    </Dialog>
  );
}

function StepList({ steps, current, onStep }: WizardFrameProps) {
  const isNarrow = useNarrowLayout();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const at = steps.findIndex((each) => each.id === current);
  return (
    <nav aria-label={wizardTexts.steps} className={styles['nav']}>
      {isNarrow ? (
        <Button
          variant="quiet"
          icon={<ChevronDown size={16} />}
          expanded={isOpen}
          aria-controls={id}
          onPress={() => setOpen(!isOpen)}
        >
          {wizardTexts.place(at + 1, steps.length)}
        </Button>
      ) : null}
      <ol id={id} className={styles['list']} hidden={isNarrow && !isOpen}>
        {steps.map((step) => (
          <li key={step.id}>
            <Step
              step={step}
              isCurrent={step.id === current}
              onPress={() => {
                setOpen(false);
                onStep(step.id);
              }}
            />
          </li>
        ))}
      </ol>
    </nav>
  );
}

const MARKS = {
  done: <Check size={14} aria-hidden="true" />,
  problem: <CircleAlert size={14} aria-hidden="true" />,
  skipped: <Minus size={14} aria-hidden="true" />,
  ahead: null,
};

function Step(props: { readonly step: FrameStep; readonly isCurrent: boolean; readonly onPress: () => void }) {
  const { step, isCurrent, onPress } = props;
  const id = useId();
  const isClosed = step.reason !== null && !isCurrent;
  return (
    <button
      type="button"
      className={classNames(styles['step'], styles[step.state], isCurrent && styles['current'])}
      aria-current={isCurrent ? 'step' : undefined}
      aria-disabled={isClosed || undefined}
      aria-describedby={id}
      title={isClosed ? (step.reason ?? undefined) : undefined}
      onClick={() => {
        if (!isClosed) onPress();
      }}
    >
      <span className={styles['mark']}>{MARKS[step.state]}</span>
      <span>{step.title}</span>
      <span id={id} hidden>
        {isClosed ? step.reason : wizardTexts.states[step.state]}
      </span>
    </button>
  );
}

const FIELDS = 'input:not([type=radio]):not(:disabled), input[type=radio]:checked, select, textarea';

/** The first field, a chosen one rather than the first of its group; where there is none, the button that goes on. */
function focusFirst(content: HTMLElement): void {
  const field = content.querySelector<HTMLElement>(FIELDS) ?? content.querySelector<HTMLElement>('input');
  (field ?? content.closest('form')?.querySelector<HTMLElement>('button[type=submit]'))?.focus();
}

function focusWrong(content: HTMLElement | null): void {
  const wrong = content?.querySelector<HTMLElement>('[aria-invalid=true]');
  if (!wrong) return;
  const field = wrong.matches('input, select, textarea') ? wrong : wrong.querySelector<HTMLElement>('input');
  field?.focus();
}
