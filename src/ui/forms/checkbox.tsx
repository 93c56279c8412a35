import { useId } from 'react';
import type { ReactNode } from 'react';
import { classNames } from '../class-names';
import styles from './choice.module.css';

export interface CheckboxProps {
  children: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Some but not all of what it stands for. */
  mixed?: boolean | undefined;
  hint?: ReactNode;
  disabled?: boolean | undefined;
}

/** A choice that takes effect with the form it stands in. */
export function Checkbox({ children, checked, onChange, mixed = false, hint, disabled }: CheckboxProps) {
  const hintId = useId();
  return (
    <label className={styles['choice']}>
      <span className={styles['box']}>
        <input
          type="checkbox"
          className={classNames(styles['input'], styles['square'])}
          ref={(input) => {
            if (input !== null) input.indeterminate = mixed;
          }}
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
          {...(hint === undefined ? {} : { 'aria-describedby': hintId })}
        />
        <svg viewBox="0 0 16 16" className={styles['mark']} aria-hidden="true">
          <path d={mixed ? 'M4.5 8h7' : 'M4 8.3l2.7 2.7L12 5.4'} />
        </svg>
      </span>
      <span className={styles['words']}>
        {children}
        {hint === undefined ? null : (
          <span id={hintId} className={styles['hint']}>
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}

/** A choice that takes effect at once. */
export function Switch(props: Omit<CheckboxProps, 'mixed'>) {
  const hintId = useId();
  return (
    <label className={styles['choice']}>
      <span className={styles['box']}>
        <input
          type="checkbox"
          role="switch"
          aria-checked={props.checked}
          className={classNames(styles['input'], styles['switch'])}
          checked={props.checked}
          disabled={props.disabled}
          onChange={(event) => props.onChange(event.target.checked)}
          {...(props.hint === undefined ? {} : { 'aria-describedby': hintId })}
        />
      </span>
      <span className={styles['words']}>
        {props.children}
        {props.hint === undefined ? null : (
          <span id={hintId} className={styles['hint']}>
            {props.hint}
          </span>
        )}
      </span>
    </label>
  );
}
