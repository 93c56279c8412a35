import { useId } from 'react';
import { classNames } from '../../../ui/class-names';
import type { Connection } from '../../../xapi/client/contract';
import type { Field } from '../command';
import { useServerChecks } from '../server-checks';
import { texts } from '../texts';
import styles from './dialog.module.css';

export interface ChoiceControlProps {
  readonly field: Extract<Field, { kind: 'choice' }>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly connection: Connection;
  readonly vm: string | null;
}

const NONE: readonly string[] = [];

/** One of a list of servers or storage repositories, each with its room and, where it cannot be chosen, the reason. */
export function ChoiceControl({ field, value, onChange, connection, vm }: ChoiceControlProps) {
  const id = useId();
  const asked = field.checksServers
    ? field.choices.filter((choice) => choice.reason === null).map((choice) => choice.key)
    : NONE;
  const answers = useServerChecks(connection, vm, asked);
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['legend']}>{field.label}</legend>
      <div className={styles['choiceList']} role="radiogroup" aria-label={field.label}>
        {field.choices.map((choice) => {
          const reason = choice.reason ?? answers.get(choice.key) ?? null;
          const isAsking = vm !== null && field.checksServers && choice.reason === null && !answers.has(choice.key);
          return (
            <label key={choice.key} className={classNames(styles['choice'], reason !== null && styles['unavailable'])}>
              <input
                type="radio"
                name={id}
                value={choice.key}
                checked={value === choice.key}
                aria-disabled={reason !== null}
                aria-describedby={`${id} ${choice.key}`}
                onChange={() => onChange(choice.key)}
              />
              <span className={styles['choiceLabel']}>{choice.label}</span>
              <span id={`${id} ${choice.key}`} className={styles['choiceDetail']}>
                {reason ?? (isAsking ? texts.reasons.checking : choice.detail)}
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
