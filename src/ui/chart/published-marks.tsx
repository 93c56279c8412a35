import styles from './chart.module.css';
import { letterOf, lookOf, seriesOf } from './chart-spec';
import type { ChartPublished, ChartSeries, FramedChart } from './chart-spec';
import { slotOf } from './layout';
import type { ChartLayout } from './layout';

/** With more marks than this the letters would hide what they name; the list and the reading still have them. */
const MOST_LETTERS = 14;
const LETTER_PX = 15;
/** From a place to the middle of its letter. */
const AWAY_PX = 15;

interface Mark {
  readonly published: ChartPublished;
  readonly letter: string;
  readonly colour: string;
  /** Along the x axis in px; from the beginning to the end of what it is about. */
  readonly from: number;
  readonly to: number;
  readonly isPoint: boolean;
  /** Of the value, or of both ends of the band. */
  readonly ends: readonly number[];
}

interface PublishedMarksProps {
  readonly spec: FramedChart;
  readonly layout: ChartLayout;
  readonly shown: readonly ChartSeries[];
}

/**
 * What was published, over what was measured: a value of the whole axis is a dotted line, one of a place is a hollow
 * diamond, a band is framed. Each has the letter under which the list below the chart has its source.
 */
export function PublishedMarks({ spec, layout, shown }: PublishedMarksProps) {
  const marks = marksOf(spec, layout, shown);
  const isLettered = spec.published.length <= MOST_LETTERS;
  return (
    <g>
      {marks.map((mark) => (
        <MarkShape key={mark.published.id} mark={mark} layout={layout} />
      ))}
      {isLettered
        ? lettersOf(marks, layout).map(({ mark, x, y }) => (
            <g key={mark.published.id} transform={`translate(${x} ${y})`}>
              <rect
                x={-LETTER_PX / 2}
                y={-LETTER_PX / 2}
                width={LETTER_PX}
                height={LETTER_PX}
                rx={3}
                fill="var(--surface)"
                stroke={mark.colour}
              />
              <text dy="0.36em" textAnchor="middle" className={styles['letter']}>
                {mark.letter}
              </text>
            </g>
          ))
        : null}
    </g>
  );
}

function marksOf(spec: FramedChart, layout: ChartLayout, shown: readonly ChartSeries[]): readonly Mark[] {
  const { plot, isLying } = layout;
  const bars = spec.kind === 'bars' ? shown.length : 1;
  return spec.published.flatMap((published): Mark[] => {
    const series = seriesOf(spec, published);
    if (series !== undefined && !shown.includes(series)) return [];
    const ends = [published.y].flat().map((value) => layout.y.place(value));
    const place = published.x === undefined ? undefined : layout.x.place(published.x);
    if (ends.includes(null) || place === null) return [];
    const slot = series === undefined || spec.kind !== 'bars' ? null : shown.indexOf(series);
    const whole: readonly [number, number] = isLying
      ? [plot.top, plot.top + plot.height]
      : [plot.left, plot.left + plot.width];
    const [from, to] =
      place === undefined
        ? whole
        : spec.kind === 'lines'
          ? [layout.along(place), layout.along(place)]
          : slot === null
            ? [slotOf(layout, place, 0, bars)[0], slotOf(layout, place, bars - 1, bars)[1]]
            : slotOf(layout, place, slot, bars);
    return [
      {
        published,
        letter: letterOf(spec, published),
        colour: series === undefined || spec.kind !== 'lines' ? 'var(--text)' : lookOf(spec, series).colour,
        from,
        to,
        isPoint: place !== undefined,
        ends: ends.map((end) => layout.up(end ?? 0)),
      },
    ];
  });
}

function MarkShape({ mark, layout }: { readonly mark: Mark; readonly layout: ChartLayout }) {
  const { from, to, ends, colour, isPoint } = mark;
  const [first = 0, second] = ends;
  const middle = (from + to) / 2;
  /** From places along and up to places in the drawing. */
  const at = (along: number, up: number): string => (layout.isLying ? `${up} ${along}` : `${along} ${up}`);
  if (!isPoint || (second !== undefined && to - from > 12)) {
    return (
      <g stroke={colour} fill="none">
        {second === undefined ? null : (
          <path
            d={`M${at(from, first)}L${at(to, first)}L${at(to, second)}L${at(from, second)}z`}
            fill={colour}
            fillOpacity={0.1}
            stroke="none"
          />
        )}
        {ends.map((end) => (
          <path
            key={end}
            d={`M${at(from, end)}L${at(to, end)}`}
            strokeWidth={1.5}
            strokeDasharray="1.5 4"
            strokeLinecap="round"
          />
        ))}
      </g>
    );
  }
  if (second !== undefined) {
    const [left, right] = [middle - 5, middle + 5];
    return (
      <path
        d={`M${at(left, first)}L${at(right, first)}M${at(middle, first)}L${at(middle, second)}M${at(left, second)}L${at(right, second)}`}
        fill="none"
        stroke={colour}
        strokeWidth={1.75}
      />
    );
  }
  return (
    <g>
      {to - from > 12 ? (
        <path d={`M${at(from - 2, first)}L${at(to + 2, first)}`} stroke={colour} strokeWidth={1.5} fill="none" />
      ) : null}
      <path
        d="M0 -5.5L5.5 0L0 5.5L-5.5 0z"
        transform={`translate(${at(middle, first)})`}
        fill="var(--surface)"
        stroke={colour}
        strokeWidth={1.75}
      />
    </g>
  );
}

/** Where the letters stand: at the end of lines, around places; each away from those set before. */
function lettersOf(marks: readonly Mark[], { plot, isLying }: ChartLayout) {
  const set: { readonly mark: Mark; readonly x: number; readonly y: number }[] = [];
  const isFree = ({ x, y }: Point) =>
    x < plot.left + plot.width + LETTER_PX &&
    x > plot.left + LETTER_PX / 2 &&
    y > LETTER_PX / 2 &&
    set.every((other) => Math.abs(other.x - x) > LETTER_PX || Math.abs(other.y - y) > LETTER_PX);
  for (const mark of marks) {
    const around = mark.isPoint ? aroundPoint(mark, isLying) : alongLine(mark, isLying);
    const point = around.find(isFree) ?? around[0];
    if (point !== undefined) set.push({ mark, ...point });
  }
  return set;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function aroundPoint({ from, to, ends }: Mark, isLying: boolean): readonly Point[] {
  const middle = (from + to) / 2;
  const [least, most] = [Math.min(...ends) - AWAY_PX, Math.max(...ends) + AWAY_PX];
  const value = (ends[0] ?? 0) + ((ends[1] ?? ends[0] ?? 0) - (ends[0] ?? 0)) / 2;
  return isLying
    ? [most, least].map((x) => ({ x, y: middle }))
    : [
        { x: middle, y: least },
        { x: middle, y: most },
        { x: middle + AWAY_PX, y: value },
        { x: middle - AWAY_PX, y: value },
      ];
}

/** Behind the end of the line, out of the way of what was measured. */
function alongLine({ from, to, ends }: Mark, isLying: boolean): readonly Point[] {
  const value = Math.min(...ends);
  const steps = [0, -1, 1, -2, 2, -3, 3].map((step) => step * (LETTER_PX + 2));
  return steps.map((away) => (isLying ? { x: value + away, y: from + 2 } : { x: to + 11, y: value + away }));
}
