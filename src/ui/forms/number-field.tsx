import { useId, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Minus, Plus } from 'lucide-react';
import { uiTexts } from '../texts';
import { Field, noteProps } from './field';
import type { FieldProps } from './field';
import { fitNumber, formatNumber, parseNumber } from './number-text';
import styles from './number-field.module.css';

export interface NumberFieldProps extends FieldProps {
  value: number;
  /** Called with every number within the limits while it is typed, and with the nearest one when the field is left. */
  onChange: (value: number) => void;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
  /** Shown after the number, e.g. "GiB". */
  unit?: string | undefined;
  /** Up to this many decimals; none unless told. */
  decimals?: number | undefined;
  disabled?: boolean | undefined;
  autoFocus?: boolean | undefined;
}

/** A number in the notation of the person's locale, with steppers, arrow and page keys, and limits. */
export function NumberField(props: NumberFieldProps) {
  const id = useId();
  const { value, onChange, min, max, step = 1, unit, decimals = 0, disabled = false } = props;
  // While a person types, their text stands; otherwise the value does.
  const [draft, setDraft] = useState<string | null>(null);
  const limits = { min, max };
  const shown = draft ?? formatNumber(value, decimals);

  const set = (next: number): void => {
    setDraft(null);
    const fitted = fitNumber(next, limits, decimals);
    if (fitted !== value) onChange(fitted);
  };
  const stepBy = (steps: number): void => set((draft === null ? value : (parseNumber(draft) ?? value)) + steps * step);
  const leave = (): void => {
    if (draft !== null) set(parseNumber(draft) ?? value);
  };
  const type = (text: string): void => {
    setDraft(text);
    const number = parseNumber(text);
    if (number !== null && fitNumber(number, limits, decimals) === number) onChange(number);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    stepBy(steps);
  };

  const stepper = (label: string, steps: number, atLimit: boolean, icon: ReactNode) => (
    <button
      type="button"
      // The arrow keys do the same; a second and third tab stop would only be in the way.
      tabIndex={-1}
      aria-label={`${label}: ${props.label}`}
      disabled={disabled || atLimit}
      className={styles['step']}
      onClick={() => stepBy(steps)}
    >
      {icon}
    </button>
  );

  return (
    <Field {...props} id={id}>
      <div
        className={styles['group']}
        data-disabled={disabled || undefined}
        data-invalid={(props.error ?? '') !== '' || undefined}
      >
        <input
          id={id}
          type="text"
          role="spinbutton"
          inputMode={decimals > 0 ? 'decimal' : 'numeric'}
          aria-label={unit === undefined ? undefined : `${props.label}, ${unit}`}
          aria-valuenow={value}
          aria-valuemin={min}
          aria-valuemax={max}
          aria-valuetext={shown}
          autoComplete="off"
          autoFocus={props.autoFocus}
          disabled={disabled}
          value={shown}
          className={styles['input']}
          onChange={(event) => type(event.target.value)}
          onBlur={leave}
          onKeyDown={onKeyDown}
          {...noteProps(id, props)}
        />
        {unit === undefined ? null : (
          <span className={styles['unit']} aria-hidden="true">
            {unit}
          </span>
        )}
        {stepper(uiTexts.decrease, -1, min !== undefined && value <= min, <Minus size={14} aria-hidden="true" />)}
        {stepper(uiTexts.increase, 1, max !== undefined && value >= max, <Plus size={14} aria-hidden="true" />)}
      </div>
    </Field>
  );
}
