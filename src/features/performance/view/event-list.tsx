import type { TimeCursor } from '../../../ui/chart/time/cursor';
import { MARK_FILLS, MARK_SHAPES } from '../../../ui/chart/time/mark-shapes';
import type { TimeMark } from '../../../ui/chart/time/time-spec';
import { fullText } from '../../../ui/chart/time/time-ticks';
import styles from '../performance.module.css';
import { texts } from '../texts';

const MOST = 40;

/** What happened, the newest first; each shows its moment on all graphs. */
interface EventListProps {
  readonly marks: readonly TimeMark[];
  readonly cursor: TimeCursor;
  readonly aheadS: number | undefined;
}

export function EventList({ marks, cursor, aheadS }: EventListProps) {
  const shown = marks.toReversed().slice(0, MOST);
  return (
    <section className={styles['events']} aria-labelledby="performance-events">
      <h2 id="performance-events" className={styles['heading']}>
        {texts.events.title}
      </h2>
      {shown.length === 0 ? <p className={styles['quiet']}>{texts.events.none}</p> : null}
      <ul className={styles['eventRows']}>
        {shown.map(({ id, timeS, kind, label }) => (
          <li key={id}>
            <button
              type="button"
              className={styles['event']}
              title={texts.events.show}
              onClick={() => cursor.set(timeS)}
              onFocus={() => cursor.set(timeS)}
              onBlur={() => cursor.set(null)}
              onPointerEnter={() => cursor.set(timeS)}
              onPointerLeave={() => cursor.set(null)}
            >
              <svg width={14} height={14} viewBox="-7 -7 14 14" role="img" aria-label={texts.events.legend[kind]}>
                <path d={MARK_SHAPES[kind]} fill={MARK_FILLS[kind]} />
              </svg>
              <span data-numeric="">{fullText(timeS, aheadS)}</span>
              <span className={styles['eventLabel']}>{label}</span>
            </button>
          </li>
        ))}
      </ul>
      {marks.length > MOST ? <p className={styles['quiet']}>{texts.events.more(marks.length - MOST)}</p> : null}
    </section>
  );
}
