import { useId, useState } from 'react';
import { classNames } from '../../../ui/class-names';
import { SearchField } from '../../../ui/forms/search-field';
import type { Connection } from '../../../xapi/client/contract';
import type { Choice, Field } from '../command';
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

/** More choices than this can be filtered. */
const FILTERED_FROM = 12;
/** More lines than this would make the dialog slow; the filter finds the others. */
const MAX_SHOWN = 200;

/** One of a list of objects, each with what tells them apart and, where it cannot be chosen, the reason. */
export function ChoiceControl({ field, value, onChange, connection, vm }: ChoiceControlProps) {
  const id = useId();
  const [filter, setFilter] = useState('');
  const asked = field.checksServers
    ? field.choices.filter((choice) => choice.reason === null).map((choice) => choice.key)
    : NONE;
  const answers = useServerChecks(connection, vm, asked);
  const found = matching(field.choices, filter);
  const shown = found.slice(0, MAX_SHOWN);
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['legend']}>{field.label}</legend>
      {field.choices.length > FILTERED_FROM ? (
        <SearchField
          label={texts.dialog.filter}
          value={filter}
          onChange={setFilter}
          className={styles['choiceFilter'] ?? ''}
        />
      ) : null}
      <div className={styles['choiceList']} role="radiogroup" aria-label={field.label}>
        {shown.map((choice, index) => {
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
                aria-describedby={`${id}${index}`}
                onChange={() => onChange(choice.key)}
              />
              <span className={styles['choiceLabel']}>{choice.label}</span>
              <span id={`${id}${index}`} className={styles['choiceDetail']}>
                {reason ?? (isAsking ? texts.reasons.checking : choice.detail)}
              </span>
            </label>
          );
        })}
        {found.length === 0 ? <p className={styles['choiceNote']}>{texts.dialog.noneMatches}</p> : null}
        {found.length > MAX_SHOWN ? (
          <p className={styles['choiceNote']}>{texts.dialog.andMore(found.length - MAX_SHOWN)}</p>
        ) : null}
      </div>
    </fieldset>
  );
}

function matching(choices: readonly Choice[], filter: string): readonly Choice[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return choices;
  return choices.filter(({ label, detail }) => {
    const text = `${label}\n${detail}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
