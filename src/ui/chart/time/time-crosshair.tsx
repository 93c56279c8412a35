import { useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useCursorTime } from './cursor';
import type { TimeCursor } from './cursor';
import { readingAt, stopsOf } from './plot-rows';
import type { TimeLayout } from './time-layout';
import type { TimeChartSpec, TimeSeries, TimeWindow } from './time-spec';
import { momentText } from './time-ticks';
import styles from './time.module.css';
import { formatReading } from './units';
import { zoomed } from './window';
import { chartTexts } from '../texts';

const PAGE = 10;
/** A press that moves less is a click. */
const LEAST_DRAG_PX = 5;
/** Closer to what happened than this, the crosshair names it. */
const NEAR_PX = 5;
const ZOOM = 0.5;

export interface TimeCrosshairProps {
  readonly spec: TimeChartSpec;
  readonly layout: TimeLayout;
  readonly shown: readonly TimeSeries[];
  readonly name: string;
  readonly cursor: TimeCursor;
  readonly onWindow: (window: TimeWindow) => void;
  readonly children: ReactNode;
}

/**
 * Points at a moment in all charts of a page: with a pointer, or as a slider along the time with arrow keys. A drag
 * shows the time that it covers; plus and minus show less and more of it.
 */
export function TimeCrosshair({ spec, layout, shown, name, cursor, onWindow, children }: TimeCrosshairProps) {
  const timeS = useCursorTime(cursor);
  const [drag, setDrag] = useState<{ readonly fromPx: number; readonly toPx: number } | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { fromS, toS } = spec.window;
  const stops = (): readonly number[] => stopsOf(shown, fromS, toS);
  const stepS = Math.min(Infinity, ...shown.map((each) => each.stepS));
  const place = (event: PointerEvent): number => event.clientX - (frame.current?.getBoundingClientRect().left ?? 0);
  const isWithin = timeS !== null && timeS >= fromS && timeS <= toS;

  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const px = place(event);
    if (drag !== null) setDrag({ ...drag, toPx: px });
    cursor.set(nearest(stops(), layout.timeAt(px)));
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ fromPx: place(event), toPx: place(event) });
    onPointerMove(event);
  };
  const onPointerUp = (): void => {
    setDrag(null);
    if (drag === null || Math.abs(drag.toPx - drag.fromPx) < LEAST_DRAG_PX) return;
    const [a, b] = [layout.timeAt(drag.fromPx), layout.timeAt(drag.toPx)].map((each) =>
      Math.max(fromS, Math.min(toS, each)),
    ) as [number, number];
    if (a !== b) onWindow({ fromS: Math.min(a, b), toS: Math.max(a, b) });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape' && (drag !== null || timeS !== null)) {
      event.preventDefault();
      setDrag(null);
      cursor.set(null);
      return;
    }
    if (event.key === '+' || event.key === '-') {
      event.preventDefault();
      onWindow(zoomed(spec.window, isWithin ? timeS : (fromS + toS) / 2, event.key === '+' ? ZOOM : 1 / ZOOM));
      return;
    }
    const all = stops();
    const at = timeS === null ? null : all.indexOf(nearest(all, timeS) ?? NaN);
    const last = all.length - 1;
    const next = {
      ArrowRight: (at ?? -1) + 1,
      ArrowUp: (at ?? -1) + 1,
      ArrowLeft: (at ?? last + 1) - 1,
      ArrowDown: (at ?? last + 1) - 1,
      PageDown: (at ?? last) - PAGE,
      PageUp: (at ?? 0) + PAGE,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    cursor.set(all[Math.max(0, Math.min(last, next))] ?? null);
  };

  const told = isWithin ? timeS : (stops().at(-1) ?? toS);
  return (
    <div
      ref={frame}
      role="slider"
      tabIndex={0}
      aria-label={chartTexts.reading(name)}
      aria-valuemin={Math.round(fromS)}
      aria-valuemax={Math.round(toS)}
      aria-valuenow={Math.round(told)}
      aria-valuetext={sentence(spec, layout, shown, told, stepS)}
      className={styles['plot']}
      onPointerMove={onPointerMove}
      onPointerDown={onPointerDown}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={(event) => {
        if (event.pointerType !== 'touch') cursor.set(null);
      }}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.currentTarget.matches(':focus-visible') && cursor.get() === null) cursor.set(told);
      }}
      onBlur={() => cursor.set(null)}
    >
      {children}
      {drag === null || Math.abs(drag.toPx - drag.fromPx) < LEAST_DRAG_PX ? null : (
        <Band layout={layout} fromPx={drag.fromPx} toPx={drag.toPx} />
      )}
      {isWithin ? <Hair spec={spec} layout={layout} timeS={timeS} stepS={stepS} /> : null}
    </div>
  );
}

function nearest(stops: readonly number[], timeS: number): number | null {
  let best: number | null = null;
  for (const stop of stops) if (best === null || Math.abs(stop - timeS) < Math.abs(best - timeS)) best = stop;
  return best;
}

function marksNear(spec: TimeChartSpec, layout: TimeLayout, timeS: number): readonly string[] {
  return spec.marks
    .filter((mark) => Math.abs(layout.x(mark.timeS) - layout.x(timeS)) <= NEAR_PX)
    .map(({ label }) => label);
}

function sentence(
  spec: TimeChartSpec,
  layout: TimeLayout,
  shown: readonly TimeSeries[],
  timeS: number,
  stepS: number,
): string {
  const values = shown.map((each) => `${each.name}: ${formatReading(spec.unit, readingAt(each, timeS))}`);
  return values.length === 0
    ? chartTexts.empty
    : [momentText(timeS, stepS, spec.window.aheadS), ...values, ...marksNear(spec, layout, timeS)].join('; ');
}

function Band({ layout, fromPx, toPx }: { layout: TimeLayout; fromPx: number; toPx: number }) {
  const { plot } = layout;
  const clamp = (px: number): number => Math.max(plot.left, Math.min(plot.left + plot.width, px));
  const [from, to] = [clamp(Math.min(fromPx, toPx)), clamp(Math.max(fromPx, toPx))];
  return (
    <div className={styles['band']} style={{ left: from, width: to - from, top: plot.top, height: plot.height }} />
  );
}

function Hair(props: { spec: TimeChartSpec; layout: TimeLayout; timeS: number; stepS: number }) {
  const { spec, layout, timeS, stepS } = props;
  const { plot } = layout;
  const x = layout.x(timeS);
  const isRight = x > plot.left + plot.width / 2;
  return (
    <>
      <div className={styles['hair']} style={{ left: x, top: plot.top, height: plot.height }} />
      <div
        className={styles['hairText']}
        style={{ top: plot.top, ...(isRight ? { right: layout.widthPx - x + 4 } : { left: x + 5 }) }}
      >
        <span data-numeric="">{momentText(timeS, stepS, spec.window.aheadS)}</span>
        {marksNear(spec, layout, timeS).map((label, at) => (
          <span key={at}>{label}</span>
        ))}
      </div>
    </>
  );
}
