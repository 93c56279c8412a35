import { useId } from 'react';
import type { KeyboardEvent } from 'react';
import { classNames } from '../class-names';
import { Field, noteProps } from './field';
import type { OptionsProps } from './radio-group';
import fieldStyles from './field.module.css';
import styles from './select.module.css';

/**
 * One of many. The browser's own select element: nothing opens faster, reads better to a screen reader or works better
 * on a phone; where `appearance: base-select` is known its list takes the look of the menus.
 */
export function Select<T extends string>(props: OptionsProps<T> & { disabled?: boolean }) {
  const id = useId();
  return (
    <Field {...props} id={id}>
      <select
        id={id}
        className={classNames(fieldStyles['control'], styles['select'])}
        value={props.value}
        disabled={props.disabled}
        onChange={(event) => {
          const chosen = props.options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) props.onChange(chosen.value);
        }}
        onKeyDown={keyInForm}
        {...noteProps(id, props)}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled} className={styles['option']}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

/**
 * What a form expects of its fields: Enter goes on, which browsers differ in, and Escape closes the list alone where it is
 * open, and not the dialog around it. An open list has the focus in its options.
 */
function keyInForm(event: KeyboardEvent<HTMLSelectElement>): void {
  const isOpen = event.target !== event.currentTarget;
  if (event.key === 'Escape' && isOpen) event.stopPropagation();
  if (event.key !== 'Enter' || isOpen) return;
  const submit = event.currentTarget.form?.querySelector<HTMLElement>('button[type=submit]');
  if (!submit) return;
  event.preventDefault();
  submit.click();
}
