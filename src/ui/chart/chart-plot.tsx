import { memo, useMemo } from 'react';
import { Bar, CartesianGrid, ComposedChart, Line, XAxis, YAxis, ZIndexLayer } from 'recharts';
import styles from './chart.module.css';
import { lookOf } from './chart-spec';
import type { ChartSeries, FramedChart } from './chart-spec';
import { Dot } from './dot';
import { BAR_GAP_PX, barPx } from './layout';
import type { ChartLayout } from './layout';
import { PublishedMarks } from './published-marks';
import { rowsOf } from './rows';
import { hasDots } from './series-look';
import { fitText, TICK_LINE_PX } from './tick-text';

export interface ChartPlotProps {
  readonly spec: FramedChart;
  readonly layout: ChartLayout;
  readonly shown: readonly ChartSeries[];
  /** Begins the ids within the drawing; no other chart of the page has it. */
  readonly idPrefix: string;
}

type Datum = Readonly<Record<string, number>>;

/** The drawing itself. All it knows are straight axes: scales have turned values into places before. */
export const ChartPlot = memo(function ChartPlot({ spec, layout, shown, idPrefix }: ChartPlotProps) {
  const { plot, isLying, x, y } = layout;
  const isBars = spec.kind !== 'lines';
  const data = useMemo(
    () =>
      rowsOf(spec, x).map(({ place, values }): Datum => {
        const datum: Record<string, number> = { place };
        for (const [series, value] of values) {
          const at = y.place(value);
          if (at !== null) datum[keyOf(spec, series)] = at;
        }
        return datum;
      }),
    [spec, x, y],
  );
  const placeAxis = {
    dataKey: 'place',
    type: isBars ? ('category' as const) : ('number' as const),
    domain: isBars ? x.ticks.map(({ at }) => at) : [x.from, x.to],
    ticks: x.ticks.map(({ at }) => at),
    interval: 0,
    tickLine: false,
    tick: <Tick texts={new Map(x.ticks.map(({ at, text }) => [at, text]))} mostPx={layout.namePx} isBeside={isLying} />,
  };
  const valueAxis = {
    type: 'number' as const,
    domain: [y.from, y.to],
    ticks: y.ticks.map(({ at }) => at),
    interval: 0,
    axisLine: false,
    tickLine: false,
    tick: <Tick texts={new Map(y.ticks.map(({ at, text }) => [at, text]))} mostPx={Infinity} isBeside={!isLying} />,
  };
  const below = layout.heightPx - plot.top - plot.height;
  return (
    <ComposedChart
      width={layout.widthPx}
      height={layout.heightPx}
      data={data}
      layout={isLying ? 'vertical' : 'horizontal'}
      margin={{ top: plot.top, right: layout.widthPx - plot.left - plot.width, bottom: 0, left: 0 }}
      barGap={BAR_GAP_PX}
      accessibilityLayer={false}
      className={styles['drawing'] ?? ''}
    >
      <defs>
        {spec.series.map((series) => {
          const { isStriped, colour } = lookOf(spec, series);
          return isStriped ? <Stripes key={series.id} id={idPrefix + keyOf(spec, series)} colour={colour} /> : null;
        })}
      </defs>
      <CartesianGrid horizontal={!isLying} vertical={isLying} stroke="var(--line)" syncWithTicks />
      <XAxis height={below} axisLine={{ stroke: 'var(--edge)' }} {...(isLying ? valueAxis : placeAxis)} />
      <YAxis width={plot.left} axisLine={{ stroke: 'var(--edge)' }} {...(isLying ? placeAxis : valueAxis)} />
      {shown.map((series) => {
        const look = lookOf(spec, series);
        return isBars ? (
          <Bar
            key={series.id}
            dataKey={keyOf(spec, series)}
            barSize={barPx(layout, spec.kind === 'stacked' ? 1 : shown.length)}
            fill={look.isStriped ? `url(#${idPrefix}${keyOf(spec, series)})` : look.colour}
            stroke={spec.kind === 'stacked' ? 'var(--surface)' : 'none'}
            isAnimationActive={false}
            {...(spec.kind === 'stacked' && { stackId: 'all' })}
          />
        ) : (
          <Line
            key={series.id}
            dataKey={keyOf(spec, series)}
            type="linear"
            stroke={look.colour}
            strokeWidth={2}
            strokeLinejoin="round"
            {...dashOf(look.dash ?? (isCovering(shown, series) ? OVER_ANOTHER : undefined))}
            dot={hasDots(series) ? <Dot look={look} /> : false}
            activeDot={false}
            connectNulls
            isAnimationActive={false}
          />
        );
      })}
      <ZIndexLayer zIndex={ABOVE_ALL}>
        <PublishedMarks spec={spec} layout={layout} shown={shown} />
      </ZIndexLayer>
    </ComposedChart>
  );
});

/** Over everything that Recharts draws. */
const ABOVE_ALL = 3000;

/** A line over another one lets it through. */
const OVER_ANOTHER = '9 9';

const dashOf = (dash: string | undefined) => (dash === undefined ? {} : { strokeDasharray: dash });

/** Whether a series runs along one that was drawn before it. */
function isCovering(shown: readonly ChartSeries[], series: ChartSeries): boolean {
  const most = Math.max(...shown.flatMap(({ points }) => points.map(({ y }) => Math.abs(y))));
  return shown.slice(0, shown.indexOf(series)).some((other) => {
    const at = new Map(other.points.map(({ x, y }) => [x, y]));
    const near = series.points.filter(({ x, y }) => Math.abs((at.get(x) ?? Infinity) - y) < most * SAME_SHARE);
    return near.length > series.points.length / 2;
  });
}

/** Nearer than this share of the highest value, two points are one to the eye. */
const SAME_SHARE = 0.006;

const keyOf = (spec: FramedChart, series: ChartSeries): string => `s${spec.series.indexOf(series)}`;

interface TickProps {
  readonly texts: ReadonlyMap<number, string>;
  readonly mostPx: number;
  /** Left of its axis; below it otherwise. */
  readonly isBeside: boolean;
  // The library's own, when it draws.
  readonly x?: number;
  readonly y?: number;
  readonly payload?: { readonly value: number };
}

function Tick({ texts, mostPx, isBeside, x = 0, y = 0, payload }: TickProps) {
  const text = texts.get(payload?.value ?? NaN) ?? '';
  const lines = fitText(text, mostPx);
  // Beside its axis the block of lines is centred on the tick; below it, it hangs from it.
  const firstDy = isBeside ? 4.3 - ((lines.length - 1) * TICK_LINE_PX) / 2 : 11;
  return (
    <g>
      {lines.map((line, at) => (
        <text
          key={line}
          x={x}
          y={y}
          dx={isBeside ? -2 : 0}
          dy={firstDy + at * TICK_LINE_PX}
          textAnchor={isBeside ? 'end' : 'middle'}
          className={styles['tick']}
        >
          {line}
        </text>
      ))}
      {lines.join(' ') === text ? null : <title>{text}</title>}
    </g>
  );
}

/** The ground of bars whose hue another series has already. */
function Stripes({ id, colour }: { readonly id: string; readonly colour: string }) {
  return (
    <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width={6} height={6} fill={colour} />
      <rect width={2} height={6} fill="var(--surface)" />
    </pattern>
  );
}
