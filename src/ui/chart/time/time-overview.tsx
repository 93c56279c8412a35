import { useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useWidth } from '../use-width';
import { plotRows } from './plot-rows';
import type { Course } from './plot-rows';
import type { TimeWindow } from './time-spec';
import { momentText } from './time-ticks';
import styles from './time.module.css';

export interface TimeOverviewProps {
  /** Null: nothing is known. */
  readonly course: Course | null;
  /** All of the time that there is to choose from. */
  readonly span: TimeWindow;
  readonly window: TimeWindow;
  readonly leastS: number;
  /** What is moved, for those who listen. */
  readonly labels: { readonly from: string; readonly to: string; readonly window: string };
  readonly onWindow: (window: TimeWindow) => void;
}

type Part = 'from' | 'to' | 'window';

const HEIGHT_PX = 50;
/** Of the span, with one press of a key. */
const KEY_SHARE = 0.02;
const KEY_PAGE = 5;

/** A long time in a strip, and the part of it that is shown: both of its ends and itself can be moved. */
export function TimeOverview({ course, span, window, leastS, labels, onWindow }: TimeOverviewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(frame);
  const [drag, setDrag] = useState<{ readonly part: Part; readonly px: number; readonly from: TimeWindow } | null>(
    null,
  );
  const [moved, setMoved] = useState<TimeWindow | null>(null);
  const spanS = span.toS - span.fromS;
  const path = useMemo(() => areaOf(course, span, widthPx), [course, span, widthPx]);
  const shown = moved ?? window;
  const place = (timeS: number): number => Math.max(0, Math.min(1, (timeS - span.fromS) / spanS)) * 100;

  const shift = (part: Part, { fromS, toS }: TimeWindow, byS: number): TimeWindow => {
    if (part === 'from') return { fromS: clamp(fromS + byS, span.fromS, toS - leastS), toS };
    if (part === 'to') return { fromS, toS: clamp(toS + byS, fromS + leastS, span.toS) };
    const by = clamp(byS, span.fromS - fromS, span.toS - toS);
    return { fromS: fromS + by, toS: toS + by };
  };
  const dragProps = (part: Part) => ({
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ part, px: event.clientX, from: window });
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (drag === null || widthPx === 0) return;
      setMoved(shift(drag.part, drag.from, ((event.clientX - drag.px) / widthPx) * spanS));
    },
    onPointerUp() {
      setDrag(null);
      setMoved(null);
      if (moved !== null) onWindow(moved);
    },
    onPointerCancel() {
      setDrag(null);
      setMoved(null);
    },
    onKeyDown(event: KeyboardEvent) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -KEY_PAGE, PageUp: KEY_PAGE };
      const by = { ...steps, Home: -Infinity, End: Infinity }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      onWindow(shift(part, window, by * spanS * KEY_SHARE));
    },
  });
  const moment = (timeS: number): string => momentText(timeS, 60, window.aheadS);
  const slider = (part: Part, valueS: number) => ({
    role: 'slider' as const,
    tabIndex: 0,
    'aria-label': labels[part],
    'aria-valuemin': Math.round(span.fromS),
    'aria-valuemax': Math.round(span.toS),
    'aria-valuenow': Math.round(valueS),
    'aria-valuetext': part === 'window' ? `${moment(shown.fromS)} – ${moment(shown.toS)}` : moment(valueS),
    ...dragProps(part),
  });
  const [left, right] = [place(shown.fromS), place(shown.toS)];
  return (
    <div ref={frame} className={styles['overview']}>
      <svg width={widthPx} height={HEIGHT_PX} aria-hidden="true">
        <path d={path} className={styles['course']} />
      </svg>
      <div className={styles['shade']} style={{ left: 0, width: `${left}%` }} />
      <div className={styles['shade']} style={{ left: `${right}%`, right: 0 }} />
      <div
        className={styles['window']}
        style={{ left: `${left}%`, width: `max(3px, ${right - left}%)` }}
        {...slider('window', (shown.fromS + shown.toS) / 2)}
      />
      <div className={styles['grip']} style={{ left: `${left}%` }} {...slider('from', shown.fromS)} />
      <div className={styles['grip']} style={{ left: `${right}%` }} {...slider('to', shown.toS)} />
    </div>
  );
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

const MOST_POINTS = 240;

/** A course as areas that stand on the ground, one for each part that is known. */
function areaOf(course: Course | null, { fromS, toS }: TimeWindow, widthPx: number): string {
  if (course === null || widthPx === 0) return '';
  const rows = plotRows([course], fromS, toS, MOST_POINTS);
  const most = Math.max(...rows.map(({ values }) => values[0] ?? 0), 1e-9);
  const x = (timeS: number): string => (((timeS - fromS) / (toS - fromS)) * widthPx).toFixed(1);
  const y = (value: number): string => (HEIGHT_PX - 2 - (value / most) * (HEIGHT_PX - 8)).toFixed(1);
  let path = '';
  let open: string[] = [];
  let lastX = '';
  const close = (): void => {
    if (open.length > 0) path += `M${open.join('L')}L${lastX} ${HEIGHT_PX}Z`;
    open = [];
  };
  for (const { timeS, values } of rows) {
    const value = values[0] ?? null;
    if (value === null) {
      close();
      continue;
    }
    if (open.length === 0) open.push(`${x(timeS)} ${HEIGHT_PX}`);
    open.push(`${x(timeS)} ${y(value)}`);
    lastX = x(timeS);
  }
  close();
  return path;
}
