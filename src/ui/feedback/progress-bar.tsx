import { classNames } from '../class-names';
import styles from './progress-bar.module.css';

export interface ProgressBarProps {
  /** What is running. */
  label: string;
  /** From 0 to 1; null while nobody knows. */
  value: number | null;
  /** The state in words, e.g. "42 %, about 3 min left". */
  text?: string | undefined;
  tone?: 'accent' | 'danger' | 'ok' | undefined;
  /** A bar of 3 px for rows and status bars. */
  thin?: boolean | undefined;
}

/** How far a task is. Without a value a band stands in the bar and, motion permitting, travels. */
export function ProgressBar({ label, value, text, tone = 'accent', thin = false }: ProgressBarProps) {
  const percent = value === null ? null : Math.round(Math.max(0, Math.min(1, value)) * 1000) / 10;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
      {...(text === undefined ? {} : { 'aria-valuetext': text })}
      className={classNames(styles['progress'], thin && styles['thin'], styles[tone])}
    >
      <div
        className={classNames(styles['fill'], percent === null && styles['unknown'])}
        style={percent === null ? {} : { transform: `scaleX(${percent / 100})` }}
      />
    </div>
  );
}
