import { Button } from '../../../ui/actions/button';
import { Banner } from '../../../ui/feedback/banner';
import type { Input, Script } from '../command';
import { ScriptView } from '../dialog/script-view';
import type { EvaluatedStep } from './evaluate';
import { summaryLines } from './summary-lines';
import { texts } from './texts';
import styles from './wizard.module.css';

export interface SummaryProps {
  readonly steps: readonly EvaluatedStep[];
  readonly input: Input;
  readonly scripts: readonly Script[];
  readonly onStep: (id: string) => void;
}

/** Everything that was decided, by step, and the calls it comes to. */
export function Summary({ steps, input, scripts, onStep }: SummaryProps) {
  const warnings = steps.flatMap((step) => step.notes).filter(({ tone }) => tone === 'warning');
  return (
    <>
      {warnings.map(({ text }) => (
        <Banner key={text} tone="warning" title={text} />
      ))}
      <div className={styles['summary']}>
        {steps.map((step) => {
          const lines = summaryLines(step.fields, input);
          if (lines.length === 0) return null;
          return (
            <section key={step.id} className={styles['section']}>
              <div className={styles['sectionHead']}>
                <h4>{step.title}</h4>
                <Button
                  size="small"
                  variant="quiet"
                  aria-label={texts.changeStep(step.title)}
                  onPress={() => onStep(step.id)}
                >
                  {texts.change}
                </Button>
              </div>
              <dl>
                {lines.map((line) => (
                  <div key={line.id} className={styles['line']}>
                    <dt>{line.label}</dt>
                    {line.values.map((value, at) => (
                      <dd key={at}>{value}</dd>
                    ))}
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <ScriptView scripts={scripts} />
    </>
  );
}
