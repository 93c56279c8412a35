import { memo } from 'react';
import { ComposedChart, Line, XAxis, YAxis } from 'recharts';
import chartStyles from '../chart.module.css';
import { MARK_FILLS, MARK_SHAPES } from './mark-shapes';
import { lonePoints } from './plot-rows';
import type { PlotRow } from './plot-rows';
import type { TimeLayout } from './time-layout';
import type { TimeLook, TimeMark, TimeSeries, TimeWindow } from './time-spec';
import styles from './time.module.css';
import type { ValueAxis } from './units';

export interface TimePlotProps {
  readonly layout: TimeLayout;
  readonly window: TimeWindow;
  readonly axis: ValueAxis;
  readonly rows: readonly PlotRow[];
  readonly series: readonly TimeSeries[];
  readonly looks: ReadonlyMap<string, TimeLook>;
  readonly marks: readonly TimeMark[];
}

/** The drawing itself. Axes and grid are drawn here, because the library's own take longer than all of its lines. */
export const TimePlot = memo(function TimePlot(props: TimePlotProps) {
  const { layout, window, axis, rows, series, looks, marks } = props;
  const { plot, widthPx, heightPx } = layout;
  const data = rows.map(({ timeS, values }) => ({ timeS, values }));
  return (
    <ComposedChart
      width={widthPx}
      height={heightPx}
      data={data}
      margin={{
        top: plot.top,
        right: widthPx - plot.left - plot.width,
        bottom: heightPx - plot.top - plot.height,
        left: plot.left,
      }}
      accessibilityLayer={false}
      className={chartStyles['drawing'] ?? ''}
    >
      <Frame layout={layout} axis={axis} marks={marks} />
      <XAxis
        hide
        dataKey="timeS"
        type="number"
        domain={[window.fromS, window.toS]}
        allowDataOverflow
        ticks={NO_TICKS}
      />
      <YAxis hide type="number" domain={[axis.bottom, axis.top]} allowDataOverflow ticks={NO_TICKS} />
      {series.map((each, at) => {
        const look = looks.get(each.id);
        return (
          <Line
            key={each.id}
            dataKey={({ values }: PlotRow) => values[at] ?? null}
            type="linear"
            stroke={look?.colour ?? 'currentcolor'}
            strokeWidth={1.5}
            strokeLinejoin="round"
            {...(look?.dash === undefined ? {} : { strokeDasharray: look.dash })}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
        );
      })}
      <g>
        {series.map((each, at) =>
          lonePoints(rows, at).map(({ timeS, values }) => (
            <circle
              key={`${each.id} ${timeS}`}
              cx={layout.x(timeS)}
              cy={layout.y(values[at] ?? 0)}
              r={1.75}
              fill={looks.get(each.id)?.colour ?? 'currentcolor'}
            />
          )),
        )}
      </g>
    </ComposedChart>
  );
});

const NO_TICKS: number[] = [];

const Frame = memo(function Frame({ layout, axis, marks }: Pick<TimePlotProps, 'layout' | 'axis' | 'marks'>) {
  const { plot } = layout;
  const [right, bottom] = [plot.left + plot.width, plot.top + plot.height];
  return (
    <g>
      {axis.ticks.map(({ value, text }) => {
        const y = layout.y(value);
        return (
          <g key={value}>
            <line x1={plot.left} x2={right} y1={y} y2={y} stroke={value === 0 ? 'var(--edge)' : 'var(--line)'} />
            <text x={plot.left - 6} y={y} dy="0.32em" textAnchor="end" className={chartStyles['tick']}>
              {text}
            </text>
          </g>
        );
      })}
      {layout.ticks.map(({ timeS, text }) => {
        const x = layout.x(timeS);
        return (
          <g key={timeS}>
            <line x1={x} x2={x} y1={bottom} y2={bottom + 4} stroke="var(--edge)" />
            <text x={x} y={bottom + 17} textAnchor="middle" className={chartStyles['tick']}>
              {text}
            </text>
          </g>
        );
      })}
      {marks.map((mark) => {
        const x = layout.x(mark.timeS);
        return (
          <g key={mark.id} className={styles['mark']}>
            <line x1={x} x2={x} y1={plot.top} y2={bottom} stroke="var(--text-subtle)" strokeDasharray="1 3" />
            <path
              d={MARK_SHAPES[mark.kind]}
              transform={`translate(${x} ${plot.top - 6})`}
              fill={MARK_FILLS[mark.kind]}
            />
          </g>
        );
      })}
    </g>
  );
});
