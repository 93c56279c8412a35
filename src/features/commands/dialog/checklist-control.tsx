import { useId, useRef, useState } from 'react';
import { Button } from '../../../ui/actions/button';
import { Checkbox } from '../../../ui/forms/checkbox';
import { Note } from '../../../ui/forms/field';
import { SearchField } from '../../../ui/forms/search-field';
import type { Field } from '../command';
import { FILTERED_FROM, shownChoices } from './shown-choices';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

export interface ChecklistControlProps {
  readonly field: Extract<Field, { kind: 'checklist' }>;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly error: string | null;
}

/** What goes along, item by item; what cannot go says why. */
export function ChecklistControl({ field, value, onChange, error }: ChecklistControlProps) {
  const id = useId();
  const [filter, setFilter] = useState('');
  // Those ticked before the list was filtered: lines stay where they are while a person ticks them.
  const [first, setFirst] = useState<ReadonlySet<string>>(() => new Set(value));
  const list = useRef<HTMLDivElement>(null);
  if (field.items.length === 0) return <p className={styles['note']}>{field.empty}</p>;
  const chosen = new Set(value);
  const possible = new Set(field.items.filter((item) => item.reason === null).map((item) => item.key));
  // What cannot be changed stays as it is.
  const fixed = value.filter((key) => !possible.has(key));
  const { found, shown } = shownChoices(field.items, filter, first);
  // All and none are those that a filter leaves.
  const inReach = new Set(found.filter(({ key }) => possible.has(key)).map(({ key }) => key));
  const others = value.filter((key) => !inReach.has(key));
  const isFiltered = found.length < field.items.length;
  const set = (key: string, on: boolean): void => onChange(on ? [...value, key] : value.filter((each) => each !== key));
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['legend']}>{field.label}</legend>
      {field.items.length > FILTERED_FROM ? (
        <SearchField
          label={dialogTexts.filter}
          value={filter}
          onChange={(next) => {
            setFilter(next);
            setFirst(chosen);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            list.current?.querySelector<HTMLElement>('input:not(:disabled)')?.focus();
          }}
          className={styles['choiceFilter'] ?? ''}
        />
      ) : null}
      <div className={styles['chooseAll']}>
        <Button variant="quiet" size="small" onPress={() => onChange([...others, ...inReach])}>
          {isFiltered ? dialogTexts.chooseFound : dialogTexts.chooseAll}
        </Button>
        <Button variant="quiet" size="small" onPress={() => onChange(others)}>
          {isFiltered ? dialogTexts.chooseNoneFound : dialogTexts.chooseNone}
        </Button>
        <span className={styles['note']}>{dialogTexts.chosen(chosen.size, fixed.length + possible.size)}</span>
      </div>
      <div ref={list} className={styles['checkList']}>
        {shown.map((item) => (
          <Checkbox
            key={item.key}
            checked={chosen.has(item.key)}
            disabled={item.reason !== null}
            hint={item.reason ?? item.detail}
            onChange={(on) => set(item.key, on)}
          >
            {item.label}
          </Checkbox>
        ))}
        {found.length === 0 ? <p className={styles['note']}>{dialogTexts.noneMatches}</p> : null}
        {found.length > shown.length ? (
          <p className={styles['note']}>{dialogTexts.andMore(found.length - shown.length)}</p>
        ) : null}
      </div>
      <Note id={id} error={error} />
    </fieldset>
  );
}
