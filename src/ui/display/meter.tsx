import { classNames } from '../class-names';
import type { Tone } from './badge';
import styles from './meter.module.css';

export interface MeterSegment {
  value: number;
  /** Neutral unless the amount itself is good or bad news. */
  tone?: Tone | 'accent' | undefined;
  label: string;
}

export interface MeterProps {
  /** What is measured, e.g. "Memory". */
  label: string;
  /** The amount of the whole. */
  max: number;
  /** One value, or several that add up. */
  value?: number | undefined;
  segments?: readonly MeterSegment[] | undefined;
  tone?: Tone | 'accent' | undefined;
  /** The amount in words, e.g. "12.4 of 32 GiB"; spoken, and shown when `showText`. */
  text: string;
  showText?: boolean | undefined;
  /** A limit to compare with, as a tick across the bar, in the unit of `max`. */
  marker?: number | undefined;
}

/** An amount of a whole as a ruled bar: quarter ticks, one fill or several segments, an optional limit. */
export function Meter(props: MeterProps) {
  const { label, max, text, marker, showText = false } = props;
  const segments = props.segments ?? [{ value: props.value ?? 0, tone: props.tone ?? 'accent', label }];
  const total = segments.reduce((sum, segment) => sum + segment.value, 0);
  const percent = (value: number): string => `${max > 0 ? Math.max(0, Math.min(100, (value / max) * 100)) : 0}%`;
  return (
    <span className={styles['meter']}>
      <span
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(total, max)}
        aria-valuetext={text}
        className={styles['bar']}
      >
        <span className={styles['fills']}>
          {segments.map((segment) => (
            <span
              key={segment.label}
              title={segment.label}
              className={classNames(styles['fill'], styles[segment.tone ?? 'accent'])}
              style={{ width: percent(segment.value) }}
            />
          ))}
        </span>
        {marker === undefined ? null : <span className={styles['marker']} style={{ left: percent(marker) }} />}
      </span>
      {showText ? (
        <span className={styles['text']} aria-hidden="true">
          {text}
        </span>
      ) : null}
    </span>
  );
}
