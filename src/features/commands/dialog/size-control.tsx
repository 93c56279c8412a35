import { useState } from 'react';
import { formatNumber, parseNumber } from '../../../ui/forms/number-text';
import { Select } from '../../../ui/forms/select';
import { TextField } from '../../../ui/forms/text-field';
import type { Field } from '../command';
import { dialogTexts } from './texts';
import styles from './dialog.module.css';

const UNITS = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;
type Unit = keyof typeof UNITS;

const OFFERED: readonly Unit[] = ['MiB', 'GiB', 'TiB'];
const DECIMALS = 2;

export interface SizeControlProps {
  readonly field: Extract<Field, { kind: 'size' }>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | null;
  readonly autoFocus: boolean;
}

/** An amount of bytes as a number with its unit. What is typed stays as it is typed: the value is read once. */
export function SizeControl({ field, value, onChange, error, autoFocus }: SizeControlProps) {
  const [initialBytes] = useState(() => (/^\d+$/.test(value) ? Number(value) : field.initialBytes));
  const [unit, setUnit] = useState<Unit>(() => (initialBytes === null ? 'GiB' : unitFor(initialBytes)));
  const [text, setText] = useState(() =>
    initialBytes === null ? '' : formatNumber(initialBytes / UNITS[unit], DECIMALS),
  );
  const tell = (typed: string, chosen: Unit): void => {
    const { text: nextText, unit: nextUnit } = withUnit(typed, chosen);
    setText(nextText);
    setUnit(nextUnit);
    const number = parseNumber(nextText);
    // What is no number is told as such, so that the field says it rather than keep an older amount.
    onChange(nextText.trim() === '' ? '' : String(number === null ? NaN : Math.round(number * UNITS[nextUnit])));
  };
  const units = OFFERED.includes(unit) ? OFFERED : [unit, ...OFFERED];
  return (
    <div className={styles['size']}>
      <TextField
        label={field.label}
        value={text}
        onChange={(next) => tell(next, unit)}
        hint={field.hint}
        error={error}
        autoFocus={autoFocus}
        autoComplete="off"
      />
      <Select
        label={dialogTexts.unitOf(field.label)}
        hideLabel
        options={units.map((each) => ({ value: each, label: each }))}
        value={unit}
        onChange={(next) => tell(text, next)}
      />
    </div>
  );
}

/** The largest unit that shows an amount exactly. */
function unitFor(bytes: number): Unit {
  const exact = (['TiB', 'GiB', 'MiB', 'KiB'] as const).find((unit) => {
    const inUnit = bytes / UNITS[unit];
    return inUnit >= 1 && Number.isInteger(inUnit * 10 ** DECIMALS);
  });
  return exact ?? 'B';
}

/** An amount may be pasted as it is shown, with its unit: "1.5 GiB". */
function withUnit(typed: string, chosen: Unit): { readonly text: string; readonly unit: Unit } {
  const [, text, name] = /^(.*\d)\s*([KMGT]iB)$/i.exec(typed.trim()) ?? [];
  const unit = (Object.keys(UNITS) as Unit[]).find((each) => each.toLowerCase() === name?.toLowerCase());
  return text === undefined || unit === undefined ? { text: typed, unit: chosen } : { text, unit };
}
