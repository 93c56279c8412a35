import { useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import styles from './chart.module.css';
import type { ChartSeries, FramedChart } from './chart-spec';
import { bandPx } from './layout';
import type { ChartLayout } from './layout';
import { readingOf, readingText } from './reading';
import type { ChartRow } from './rows';
import { SeriesMark } from './series-mark';
import { chartTexts } from './texts';

const PAGE = 10;
const BUBBLE_PX = 260;

interface ChartCrosshairProps {
  readonly spec: FramedChart;
  readonly layout: ChartLayout;
  readonly rows: readonly ChartRow[];
  readonly shown: readonly ChartSeries[];
  /** What the chart is called. */
  readonly name: string;
  readonly children: ReactNode;
}

/**
 * Reads a chart out, place by place, to a pointer and to a keyboard. It is a slider along the x axis: arrow keys move
 * it, and assistive technology speaks what the chart says there.
 */
export function ChartCrosshair({ spec, layout, rows, shown, name, children }: ChartCrosshairProps) {
  const [picked, setPicked] = useState<number | null>(null);
  const last = rows.length - 1;
  const at = picked === null ? null : Math.min(picked, last);
  const row = at === null ? undefined : rows[at];
  const told = rows[at ?? 0];

  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const px = layout.isLying ? event.clientY - box.top : event.clientX - box.left;
    setPicked(nearest(rows, layout, px));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape' && picked !== null) {
      event.preventDefault();
      setPicked(null);
      return;
    }
    const from = at ?? -1;
    const next = {
      ArrowRight: from + 1,
      ArrowDown: layout.isLying ? from + 1 : from - 1,
      ArrowLeft: from - 1,
      ArrowUp: layout.isLying ? from - 1 : from + 1,
      PageDown: from - PAGE,
      PageUp: from + PAGE,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setPicked(Math.max(0, Math.min(last, next)));
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={chartTexts.reading(name)}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, rows.length)}
      aria-valuenow={(at ?? 0) + 1}
      aria-valuetext={told === undefined ? chartTexts.empty : readingText(readingOf(spec, told, shown))}
      className={styles['plot']}
      onPointerMove={onPointerMove}
      onPointerDown={onPointerMove}
      onPointerLeave={(event) => {
        if (event.pointerType !== 'touch') setPicked(null);
      }}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.currentTarget.matches(':focus-visible')) setPicked((before) => before ?? 0);
      }}
      onBlur={() => setPicked(null)}
    >
      {children}
      {row === undefined ? null : <Crosshair spec={spec} layout={layout} row={row} shown={shown} />}
    </div>
  );
}

function nearest(rows: readonly ChartRow[], layout: ChartLayout, px: number): number | null {
  const away = (row: ChartRow) => Math.abs(layout.along(row.place) - px);
  let best: number | null = null;
  rows.forEach((row, at) => {
    const other = best === null ? undefined : rows[best];
    if (other === undefined || away(row) < away(other)) best = at;
  });
  return best;
}

interface CrosshairProps {
  readonly spec: FramedChart;
  readonly layout: ChartLayout;
  readonly row: ChartRow;
  readonly shown: readonly ChartSeries[];
}

function Crosshair({ spec, layout, row, shown }: CrosshairProps) {
  const { plot, isLying } = layout;
  const middle = layout.along(row.place);
  // A line for a place between others, a ground for a category.
  const thick = spec.kind === 'lines' ? 1 : bandPx(layout);
  const reading = readingOf(spec, row, shown);
  const isRight = isLying || middle > plot.left + plot.width / 2;
  const beside = thick / 2 + 10;
  // Below the bar that it is about, where bars lie; else beside the place, on the side that has more room.
  const bubble = isLying
    ? { top: middle + beside, right: 8 }
    : isRight
      ? { top: plot.top, right: layout.widthPx - middle + beside }
      : { top: plot.top, left: middle + beside };
  return (
    <>
      <div
        className={spec.kind === 'lines' ? styles['hair'] : styles['band']}
        style={
          isLying
            ? { left: plot.left, top: middle - thick / 2, width: plot.width, height: thick }
            : { left: middle - thick / 2, top: plot.top, width: thick, height: plot.height }
        }
      />
      <div className={styles['bubble']} style={{ ...bubble, maxWidth: Math.min(BUBBLE_PX, layout.widthPx * 0.7) }}>
        <div className={styles['bubbleHead']}>{reading.at}</div>
        <dl className={styles['bubbleValues']}>
          {reading.values.map(({ series, text }) => (
            <div key={series.id}>
              <dt>
                <SeriesMark spec={spec} series={series} />
                {series.name}
              </dt>
              <dd data-numeric="">{text}</dd>
            </div>
          ))}
          {reading.sum === null ? null : (
            <div className={styles['bubbleSum']}>
              <dt>{chartTexts.sum}</dt>
              <dd data-numeric="">{reading.sum}</dd>
            </div>
          )}
        </dl>
        {reading.published.map(({ letter, published }) => (
          <div key={published.id} className={styles['bubblePublished']}>
            <span className={styles['tag']}>{letter}</span>
            {published.label}
          </div>
        ))}
      </div>
    </>
  );
}
