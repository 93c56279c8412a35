import { useCursorTime } from './cursor';
import type { TimeCursor } from './cursor';
import { newestReading, readingAt } from './plot-rows';
import type { TimeChartSpec, TimeLook } from './time-spec';
import styles from './time.module.css';
import { formatReading } from './units';
import { chartTexts } from '../texts';

export interface TimeLegendProps {
  readonly spec: TimeChartSpec;
  readonly looks: ReadonlyMap<string, TimeLook>;
  readonly hidden: ReadonlySet<string>;
  readonly cursor: TimeCursor;
  readonly onToggle: (id: string) => void;
}

/** The series with their values where somebody points, or their newest; each is a switch. */
export function TimeLegend({ spec, looks, hidden, cursor, onToggle }: TimeLegendProps) {
  const timeS = useCursorTime(cursor);
  return (
    <ul className={styles['legend']} aria-label={chartTexts.series}>
      {spec.series.map((each) => {
        const look = looks.get(each.id);
        const isHidden = hidden.has(each.id);
        return (
          <li key={each.id}>
            <button
              type="button"
              aria-pressed={!isHidden}
              className={styles['entry']}
              data-hidden={isHidden || undefined}
              onClick={() => onToggle(each.id)}
            >
              <svg width={16} height={10} aria-hidden="true">
                <path d="M0 5h16" stroke={look?.colour} strokeWidth={2.5} strokeDasharray={look?.dash} />
              </svg>
              <span className={styles['entryName']} title={each.name}>
                {each.name}
              </span>
              <span data-numeric="" className={styles['entryValue']}>
                {formatReading(
                  spec.unit,
                  timeS === null ? newestReading(each, spec.window.toS) : readingAt(each, timeS),
                )}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
