import { Fragment, useEffect, useId, useRef, useState } from 'react';
import { classNames } from '../../../ui/class-names';
import { Note, noteProps } from '../../../ui/forms/field';
import { SearchField } from '../../../ui/forms/search-field';
import { Select } from '../../../ui/forms/select';
import type { Connection } from '../../../xapi/client/contract';
import type { Field } from '../command';
import { useServerChecks } from '../server-checks';
import { texts } from '../texts';
import { FILTERED_FROM, shownChoices } from './shown-choices';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

export interface ChoiceControlProps {
  readonly field: Extract<Field, { kind: 'choice' }>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly connection: Connection;
  readonly vm: string | null;
  readonly error: string | null;
  readonly autoFocus: boolean;
  readonly onRefusal?: ((field: string, reason: string | null) => void) | undefined;
}

const NONE: readonly string[] = [];

/** One of a list of objects, each with what tells them apart and, where it cannot be chosen, the reason. */
export function ChoiceControl(props: ChoiceControlProps) {
  return props.field.folds === true ? <FoldedChoice {...props} /> : <OpenChoice {...props} />;
}

/** One of a few words, in one line. */
function FoldedChoice({ field, value, onChange, error }: ChoiceControlProps) {
  const chosen = field.choices.find((choice) => choice.key === value);
  return (
    <Select
      label={field.label}
      options={field.choices.map((choice) => ({
        value: choice.key,
        label: choice.reason === null ? choice.label : dialogTexts.withReason(choice.label, choice.reason),
        disabled: choice.reason !== null,
      }))}
      value={value}
      onChange={onChange}
      hint={chosen?.detail}
      error={error}
    />
  );
}

function OpenChoice(props: ChoiceControlProps) {
  const { field, value, onChange, connection, vm: about, error, autoFocus, onRefusal } = props;
  const id = useId();
  const [filter, setFilter] = useState('');
  // The one chosen before the list was filtered: lines stay where they are while a person chooses.
  const [first, setFirst] = useState(value);
  const list = useRef<HTMLDivElement>(null);
  // Once, by hand: a choice that the filter brings back would take the focus from it.
  useEffect(() => {
    if (autoFocus) list.current?.querySelector<HTMLElement>('input:checked')?.focus();
  }, [autoFocus]);
  const vm = field.vm ?? about;
  const asked = field.checksServers
    ? field.choices.filter((choice) => choice.reason === null && choice.isNone !== true).map((choice) => choice.key)
    : NONE;
  const answers = useServerChecks(connection, vm, asked);
  const refusal = answers.get(value) ?? null;
  useEffect(() => onRefusal?.(field.id, refusal), [onRefusal, field.id, refusal]);
  const { found, shown } = shownChoices(field.choices, filter, new Set([first]));
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['legend']}>{field.label}</legend>
      {field.choices.length > FILTERED_FROM ? (
        <SearchField
          label={dialogTexts.filter}
          value={filter}
          onChange={(next) => {
            setFilter(next);
            setFirst(value);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            // A click chooses as it focuses, like the arrow keys within the list.
            const first =
              list.current?.querySelector<HTMLElement>('input:checked') ?? list.current?.querySelector('input');
            first?.focus();
            first?.click();
          }}
          className={styles['choiceFilter'] ?? ''}
        />
      ) : null}
      <div
        ref={list}
        className={styles['choiceList']}
        role="radiogroup"
        aria-label={field.label}
        {...(error === null ? {} : noteProps(id, { error }))}
      >
        {shown.map((choice, index) => {
          const reason = choice.reason ?? answers.get(choice.key) ?? null;
          const isAsking = vm !== null && asked.includes(choice.key) && !answers.has(choice.key);
          return (
            <Fragment key={choice.key}>
              {choice.group === undefined || choice.group === shown[index - 1]?.group ? null : (
                <div className={styles['choiceGroup']}>{choice.group}</div>
              )}
              <label className={classNames(styles['choice'], reason !== null && styles['unavailable'])}>
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
            </Fragment>
          );
        })}
        {found.length === 0 ? (
          <p className={styles['choiceNote']}>
            {field.choices.length === 0 ? dialogTexts.noneThere : dialogTexts.noneMatches}
          </p>
        ) : null}
        {found.length > shown.length ? (
          <p className={styles['choiceNote']}>{dialogTexts.andMore(found.length - shown.length)}</p>
        ) : null}
      </div>
      <Note id={id} error={error} />
    </fieldset>
  );
}
