import { useId } from 'react';
import type { ReactNode } from 'react';
import { classNames } from '../class-names';
import { Field, noteProps } from './field';
import type { FieldProps } from './field';
import styles from './choice.module.css';

export interface Option<T extends string> {
  value: T;
  label: string;
  hint?: ReactNode;
  /** Replaces the label in a segmented control; the label stays the accessible name. */
  icon?: ReactNode;
  disabled?: boolean;
}

export interface OptionsProps<T extends string> extends FieldProps {
  options: readonly Option<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** One of a few, each with room for an explanation. */
export function RadioGroup<T extends string>(props: OptionsProps<T>) {
  const id = useId();
  return (
    <Field {...props} id={id} group>
      <div role="radiogroup" aria-labelledby={`${id}-label`} className={styles['radios']} {...noteProps(id, props)}>
        {props.options.map((option) => (
          <label key={option.value} className={styles['choice']}>
            <span className={styles['box']}>
              <input
                type="radio"
                name={id}
                className={classNames(styles['input'], styles['round'])}
                checked={option.value === props.value}
                disabled={option.disabled}
                onChange={() => props.onChange(option.value)}
              />
            </span>
            <span className={styles['words']}>
              {option.label}
              {option.hint === undefined ? null : <span className={styles['hint']}>{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </Field>
  );
}

/** One of two to five short choices in a bar; takes effect at once (view, theme, density). */
export function SegmentedControl<T extends string>(props: OptionsProps<T>) {
  const id = useId();
  return (
    <Field {...props} id={id} group>
      <div role="radiogroup" aria-labelledby={`${id}-label`} className={styles['segments']} {...noteProps(id, props)}>
        {props.options.map((option) => (
          <label
            key={option.value}
            className={styles['segment']}
            title={option.icon === undefined ? undefined : option.label}
          >
            <input
              type="radio"
              name={id}
              className={styles['over']}
              aria-label={option.label}
              checked={option.value === props.value}
              disabled={option.disabled}
              onChange={() => props.onChange(option.value)}
            />
            <span className={styles['face']}>{option.icon ?? option.label}</span>
          </label>
        ))}
      </div>
    </Field>
  );
}
