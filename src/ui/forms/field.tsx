import type { ReactNode } from 'react';
import { CircleAlert } from 'lucide-react';
import { classNames } from '../class-names';
import styles from './field.module.css';

/** What every field shows around its control. */
export interface FieldProps {
  label: string;
  /** Hides the label from view (a search box with an icon says what it is); it stays the accessible name. */
  hideLabel?: boolean | undefined;
  /** A short sentence under the control. */
  hint?: ReactNode;
  /** What is wrong with the value; shown in place of the hint and announced with the field. */
  error?: string | null | undefined;
  className?: string | undefined;
}

/** Label above, control, then hint or error; ids tie them together. `group` for several controls under one label. */
export function Field(props: FieldProps & { id: string; group?: boolean; children: ReactNode }) {
  const { label, hideLabel, hint, error, id, group = false, children, className } = props;
  const labelClass = classNames(styles['label'], hideLabel === true && styles['hidden']);
  return (
    <div className={classNames(styles['field'], className)}>
      {group ? (
        <span id={`${id}-label`} className={labelClass}>
          {label}
        </span>
      ) : (
        <label htmlFor={id} className={labelClass}>
          {label}
        </label>
      )}
      {children}
      {error != null && error !== '' ? (
        <Note id={id} error={error} />
      ) : hint === undefined || hint === null ? null : (
        <div id={`${id}-note`} className={styles['hint']}>
          {hint}
        </div>
      )}
    </div>
  );
}

/** What is wrong, under what it is wrong with. Nothing where nothing is. */
export function Note({ id, error }: { readonly id: string; readonly error: string | null }) {
  if (error === null) return null;
  return (
    <div id={`${id}-note`} className={styles['error']}>
      <CircleAlert size={14} aria-hidden="true" />
      {error}
    </div>
  );
}

/** The attributes that tie a control to its note. */
export function noteProps(id: string, { hint, error }: Pick<FieldProps, 'hint' | 'error'>) {
  const wrong = error != null && error !== '';
  return {
    ...(wrong || (hint !== undefined && hint !== null) ? { 'aria-describedby': `${id}-note` } : {}),
    ...(wrong ? { 'aria-invalid': true } : {}),
  };
}
