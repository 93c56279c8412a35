import { useId, useRef, useState } from 'react';
import { PencilLine, Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../../ui/actions/button';
import { Note } from '../../../ui/forms/field';
import type { Connection } from '../../../xapi/client/contract';
import type { Field, ListRow } from '../command';
import { FieldControl } from './field-control';
import { isAsked, problemOf, rowProblem } from './problem';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

export interface ListControlProps {
  readonly field: Extract<Field, { kind: 'list' }>;
  readonly value: readonly ListRow[];
  readonly onChange: (value: readonly ListRow[]) => void;
  readonly error: string | null;
  readonly connection: Connection;
}

/** A list that a person makes: one row at a time is open, so that hundreds of rows stay light. */
export function ListControl({ field, value, onChange, error, connection }: ListControlProps) {
  const id = useId();
  const [open, setOpen] = useState<number | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const fresh = field.add(value);
  const change = (at: number, row: ListRow): void => onChange(value.map((each, index) => (index === at ? row : each)));
  const remove = (at: number): void => {
    setOpen(null);
    onChange(value.filter((_, index) => index !== at));
    // The button of the last row goes with it, and would take the focus out of the list.
    if (at === value.length - 1) addButton.current?.focus();
  };
  const add = (): void => {
    if (fresh === null) return;
    setOpen(value.length);
    onChange([...value, fresh]);
  };
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['legend']}>{field.label}</legend>
      {value.length === 0 ? <p className={styles['note']}>{field.empty}</p> : null}
      <ul className={styles['rows']}>
        {value.map((row, at) => {
          const { title, detail } = field.describe(row);
          const fixed = field.fixed?.(row) ?? null;
          const isOpen = open === at;
          return (
            // A row has no name of its own that lasts: its place is what it is known by.
            <li key={at} className={styles['row']}>
              <div className={styles['rowHead']}>
                <span className={styles['rowTitle']}>{title}</span>
                <span className={styles['choiceDetail']}>{fixed ?? detail}</span>
                {fixed !== null ? null : (
                  <>
                    <IconButton
                      size="small"
                      label={dialogTexts.changeRow(title)}
                      icon={<PencilLine size={16} />}
                      expanded={isOpen}
                      onPress={() => setOpen(isOpen ? null : at)}
                    />
                    <IconButton
                      size="small"
                      label={dialogTexts.removeRow(title)}
                      icon={<X size={16} />}
                      onPress={() => remove(at)}
                    />
                  </>
                )}
              </div>
              {isOpen ? (
                <RowFields
                  field={field}
                  row={row}
                  rows={value}
                  connection={connection}
                  onChange={(next) => change(at, next)}
                />
              ) : (
                <Note id={`${id}${at}`} error={rowProblem(field, row, value)} />
              )}
            </li>
          );
        })}
      </ul>
      <div className={styles['chooseAll']}>
        <Button
          ref={addButton}
          size="small"
          icon={<Plus size={16} />}
          onPress={add}
          disabledReason={fresh === null ? dialogTexts.noMoreRows : null}
        >
          {field.addLabel}
        </Button>
      </div>
      <Note id={id} error={error} />
    </fieldset>
  );
}

function RowFields(props: {
  readonly field: Extract<Field, { kind: 'list' }>;
  readonly row: ListRow;
  readonly rows: readonly ListRow[];
  readonly connection: Connection;
  readonly onChange: (row: ListRow) => void;
}) {
  const { field, row, rows, connection, onChange } = props;
  return (
    <div className={styles['rowFields']}>
      {field
        .fields(row, rows)
        .filter((each) => isAsked(each, row))
        .map((each, index) => (
          <FieldControl
            key={each.id}
            field={each}
            value={row[each.id]}
            onChange={(next) => onChange({ ...row, [each.id]: String(next) })}
            connection={connection}
            vm={null}
            error={problemOf(each, row)}
            autoFocus={index === 0}
          />
        ))}
    </div>
  );
}
