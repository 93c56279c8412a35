import type { ReactNode } from 'react';
import { Button } from '../../ui/actions/button';
import { formatCount } from '../values';
import styles from './notifications.module.css';

interface Chip<T> {
  readonly value: T;
  readonly label: string;
  readonly icon: ReactNode;
  readonly count: number;
}

interface FilterChipsProps<T> {
  readonly label: string;
  /** Those with a count of zero are left out, unless they are chosen. */
  readonly chips: readonly Chip<T>[];
  /** Empty: everything is shown. */
  readonly chosen: readonly T[];
  readonly onChange: (chosen: readonly T[]) => void;
}

/** Values to filter by, each with how many rows have it; none or several can be on. */
export function FilterChips<T extends string | number>({ label, chips, chosen, onChange }: FilterChipsProps<T>) {
  const shown = chips.filter((chip) => chip.count > 0 || chosen.includes(chip.value));
  if (shown.length === 0) return null;
  const toggle = (value: T): void =>
    onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <div role="group" aria-label={label} className={styles['chips']}>
      {shown.map(({ value, label: name, icon, count }) => (
        <Button
          key={value}
          size="small"
          variant="quiet"
          icon={icon}
          pressed={chosen.includes(value)}
          onPress={() => toggle(value)}
        >
          {name} <span className={styles['chipCount']}>{formatCount(count)}</span>
        </Button>
      ))}
    </div>
  );
}
