import { useId } from 'react';
import { Minus, Plus } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { NumberField as AriaNumberField } from 'react-aria-components/NumberField';
import { uiTexts } from '../texts';
import { Field, noteProps } from './field';
import type { FieldProps } from './field';
import styles from './number-field.module.css';

export interface NumberFieldProps extends FieldProps {
  value: number;
  onChange: (value: number) => void;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
  /** Shown after the number, e.g. "GiB". */
  unit?: string | undefined;
  /** Up to this many decimals; none unless told. */
  decimals?: number | undefined;
  disabled?: boolean | undefined;
}

/** A number in the notation of the person's locale, with steppers, arrow keys and limits. */
export function NumberField(props: NumberFieldProps) {
  const id = useId();
  const { value, onChange, min, max, step, unit, decimals = 0, disabled } = props;
  const note = noteProps(id, props);
  return (
    <Field {...props} id={id}>
      <AriaNumberField
        id={id}
        aria-label={unit === undefined ? props.label : `${props.label}, ${unit}`}
        value={value}
        onChange={(next) => {
          if (!Number.isNaN(next)) onChange(next);
        }}
        {...(min === undefined ? {} : { minValue: min })}
        {...(max === undefined ? {} : { maxValue: max })}
        {...(step === undefined ? {} : { step })}
        {...(disabled === true ? { isDisabled: true } : {})}
        {...(note['aria-invalid'] === true ? { isInvalid: true } : {})}
        {...('aria-describedby' in note ? { 'aria-describedby': note['aria-describedby'] } : {})}
        formatOptions={{ maximumFractionDigits: decimals }}
      >
        <Group className={styles['group'] ?? ''}>
          <Input className={styles['input'] ?? ''} />
          {unit === undefined ? null : (
            <span className={styles['unit']} aria-hidden="true">
              {unit}
            </span>
          )}
          <Button slot="decrement" aria-label={uiTexts.decrease} className={styles['step'] ?? ''}>
            <Minus size={14} aria-hidden="true" />
          </Button>
          <Button slot="increment" aria-label={uiTexts.increase} className={styles['step'] ?? ''}>
            <Plus size={14} aria-hidden="true" />
          </Button>
        </Group>
      </AriaNumberField>
    </Field>
  );
}
