import { Button } from '../../../ui/actions/button';
import { Banner } from '../../../ui/feedback/banner';
import type { Connection } from '../../../xapi/client/contract';
import type { Input, StepFix } from '../command';
import { findCommand } from '../command-table';
import { FieldControl } from '../dialog/field-control';
import { useRunCommand } from '../use-run-command';
import type { EvaluatedStep } from './evaluate';
import styles from './wizard.module.css';

export interface StepFieldsProps {
  readonly step: EvaluatedStep;
  readonly input: Input;
  /** Whether what is wrong with a field is said beside it. */
  readonly tells: (field: string) => boolean;
  readonly onChange: (field: string, value: Input[string]) => void;
  readonly connection: Connection;
  /** Something is about to be mended. */
  readonly onFix: (fix: StepFix) => void;
}

/** What a step says and asks. */
export function StepFields({ step, input, tells, onChange, connection, onFix }: StepFieldsProps) {
  return (
    <>
      {step.fields.map((field) => (
        <FieldControl
          key={field.id}
          field={field}
          value={input[field.id]}
          onChange={(value) => onChange(field.id, value)}
          connection={connection}
          vm={null}
          error={tells(field.id) ? (step.problems.get(field.id) ?? null) : null}
          autoFocus={false}
        />
      ))}
      {step.skipped === null ? null : <p className={styles['skipped']}>{step.skipped}</p>}
      {step.notes.map(({ tone, text, list, fixes = [] }, at) => (
        <Banner
          // Two of one name may be refused for one reason.
          key={`${at} ${text}`}
          tone={tone}
          title={text}
          action={
            fixes.length === 0 ? undefined : (
              <div className={styles['remedies']}>
                {fixes.map((fix) => (
                  <Remedy key={fix.label} fix={fix} onFix={onFix} />
                ))}
              </div>
            )
          }
        >
          {list === undefined ? undefined : (
            <details className={styles['folded']}>
              <summary>{list.label}</summary>
              <ul>
                {list.lines.map((line, place) => (
                  <li key={`${place} ${line}`}>{line}</li>
                ))}
              </ul>
            </details>
          )}
        </Banner>
      ))}
    </>
  );
}

/** Runs the command that helps; the wizard stays, and sees what has changed. */
function Remedy({ fix, onFix }: { readonly fix: StepFix; readonly onFix: (fix: StepFix) => void }) {
  const run = useRunCommand();
  const command = findCommand(fix.command);
  return command === undefined ? null : (
    <Button
      size="small"
      onPress={() => {
        onFix(fix);
        run(command, fix.objects);
      }}
    >
      {fix.label}
    </Button>
  );
}
