import { sparklinePath } from './sparkline-path';
import styles from './sparkline.module.css';

export interface SparklineProps {
  /** Samples in order of time; NaN and null leave a gap. */
  values: readonly (number | null)[];
  /** Value range; the lowest is 0 and the highest the data's own unless told. */
  min?: number;
  max?: number;
  /** What it shows, in words: "CPU over the last 10 minutes, now 42 %". */
  label: string;
  widthPx?: number;
  heightPx?: number;
}

/** The course of one value as a single path, small enough for a row. */
export function Sparkline({ values, min = 0, max, label, widthPx = 72, heightPx = 16 }: SparklineProps) {
  const { line, end } = sparklinePath(values, min, max, widthPx, heightPx);
  return (
    <svg
      role="img"
      aria-label={label}
      width={widthPx}
      height={heightPx}
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      className={styles['sparkline']}
    >
      <path d={`M0 ${heightPx - 0.5}H${widthPx}`} className={styles['base']} />
      <path d={line} className={styles['line']} />
      {end === null ? null : <circle cx={end.x} cy={end.y} r="1.75" className={styles['end']} />}
    </svg>
  );
}
