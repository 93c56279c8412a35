import { useId } from 'react';
import { Button } from '../../../ui/actions/button';
import { Checkbox } from '../../../ui/forms/checkbox';
import { Note } from '../../../ui/forms/field';
import type { Field } from '../command';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

export interface ChecklistControlProps {
  readonly field: Extract<Field, { kind: 'checklist' }>;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly error: string | null;
}

/** More lines than this would make the dialog slow; the rest follows the same choice. */
const MAX_SHOWN = 200;

/** What goes along, item by item; what cannot go says why. */
export function ChecklistControl({ field, value, onChange, error }: ChecklistControlProps) {
  const id = useId();
  if (field.items.length === 0) return <p className={styles['note']}>{field.empty}</p>;
  const chosen = new Set(value);
  const possible = new Set(field.items.filter((item) => item.reason === null).map((item) => item.key));
  // What cannot be changed stays as it is.
  const fixed = value.filter((key) => !possible.has(key));
  const shown = field.items.slice(0, MAX_SHOWN);
  const set = (key: string, on: boolean): void => onChange(on ? [...value, key] : value.filter((each) => each !== key));
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['legend']}>{field.label}</legend>
      <div className={styles['chooseAll']}>
        <Button variant="quiet" size="small" onPress={() => onChange([...fixed, ...possible])}>
          {dialogTexts.chooseAll}
        </Button>
        <Button variant="quiet" size="small" onPress={() => onChange(fixed)}>
          {dialogTexts.chooseNone}
        </Button>
        <span className={styles['note']}>{dialogTexts.chosen(chosen.size, fixed.length + possible.size)}</span>
      </div>
      <div className={styles['checkList']}>
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
        {field.items.length > MAX_SHOWN ? (
          <p className={styles['note']}>{dialogTexts.andMore(field.items.length - MAX_SHOWN)}</p>
        ) : null}
      </div>
      <Note id={id} error={error} />
    </fieldset>
  );
}
