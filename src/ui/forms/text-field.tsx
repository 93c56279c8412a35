import { useId } from 'react';
import type { HTMLInputAutoCompleteAttribute, Ref } from 'react';
import { classNames } from '../class-names';
import { Field, noteProps } from './field';
import type { FieldProps } from './field';
import styles from './field.module.css';

export interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'password' | 'url' | 'datetime-local' | 'date' | undefined;
  placeholder?: string | undefined;
  /** Shows more than one line. */
  rows?: number | undefined;
  monospace?: boolean | undefined;
  disabled?: boolean | undefined;
  required?: boolean | undefined;
  autoFocus?: boolean | undefined;
  autoComplete?: HTMLInputAutoCompleteAttribute | undefined;
  /** Offered while typing; anything else may be typed too. */
  suggestions?: readonly string[] | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
}

/** A labelled line of text (or several, with `rows`). */
export function TextField(props: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    className: classNames(
      styles['control'],
      props.monospace === true && styles['monospace'],
      // A field of several lines has no type of its own that hides what is typed.
      props.rows !== undefined && props.type === 'password' && styles['masked'],
    ),
    value: props.value,
    placeholder: props.placeholder,
    disabled: props.disabled,
    required: props.required,
    autoFocus: props.autoFocus,
    spellCheck: false,
    ...noteProps(id, props),
  };
  return (
    <Field {...props} id={id}>
      {props.rows === undefined ? (
        <>
          <input
            {...shared}
            ref={props.inputRef}
            type={props.type ?? 'text'}
            autoComplete={props.autoComplete}
            list={props.suggestions === undefined ? undefined : `${id}-list`}
            onChange={(event) => props.onChange(event.target.value)}
          />
          {props.suggestions === undefined ? null : (
            <datalist id={`${id}-list`}>
              {props.suggestions.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </datalist>
          )}
        </>
      ) : (
        <textarea {...shared} rows={props.rows} onChange={(event) => props.onChange(event.target.value)} />
      )}
    </Field>
  );
}
