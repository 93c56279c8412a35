import { memo, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { announce } from '../../feedback/live-region';
import { csvFile } from '../../files/csv';
import { saveFile } from '../../files/save-file';
import { paintPicture } from '../chart-picture';
import chartStyles from '../chart.module.css';
import { useLive } from '../use-turn';
import { useWidth } from '../use-width';
import type { TimeCursor } from './cursor';
import { plotRows } from './plot-rows';
import { TimeCrosshair } from './time-crosshair';
import { timeCsv } from './time-csv';
import { layOutTime, TIME_CHART_PX } from './time-layout';
import { TimeLegend } from './time-legend';
import { TimePlot } from './time-plot';
import { pointsFor, timeLooks } from './time-spec';
import type { TimeChartSpec, TimeWindow } from './time-spec';
import { TimeTable } from './time-table';
import { zoneText } from './time-ticks';
import styles from './time.module.css';
import { valueAxis } from './units';
import { chartTexts } from '../texts';

/** What a menu beside a chart may ask of it. */
export interface TimeChartHandle {
  readonly savePicture: () => void;
  readonly saveTable: () => void;
}

export interface TimeChartProps {
  readonly spec: TimeChartSpec;
  /** How fine it is, or what it lacks; below the title. */
  readonly note?: string | undefined;
  readonly cursor: TimeCursor;
  readonly isTable: boolean;
  /** Files that are saved from it begin with this. */
  readonly fileName: string;
  readonly onWindow: (window: TimeWindow) => void;
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly handle?: RefObject<TimeChartHandle | null>;
}

/**
 * Values over time: lines with gaps where nothing is known, what happened as marks, a crosshair that all charts of the
 * page share, its figures as a table, and both as files. It takes over new values in its turn, one chart a frame.
 */
export function TimeChart({ spec: live, note, cursor, isTable, fileName, onWindow, actions, handle }: TimeChartProps) {
  const id = useId();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(NONE);
  const frame = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(frame);
  const spec = useLive(frame, live);
  const { series } = spec ?? live;
  const looks = useMemo(() => timeLooks(series), [series]);
  const subtitle = note ?? '';

  useEffect(() => {
    if (handle === undefined) return undefined;
    handle.current = {
      saveTable() {
        saveFile(`${fileName}.csv`, csvFile(timeCsv([live])));
        announce(chartTexts.saved(`${fileName}.csv`));
      },
      savePicture() {
        const drawing = frame.current?.querySelector<SVGSVGElement>('[role="slider"] svg');
        if (drawing == null) {
          announce(chartTexts.notSaved);
          return;
        }
        void savePicture(drawing, live, looks, hidden, subtitle, `${fileName}.png`);
      },
    };
    return () => {
      handle.current = null;
    };
  }, [handle, live, looks, hidden, subtitle, fileName]);

  const toggle = (series: string): void =>
    setHidden((before) => {
      const next = new Set(before);
      if (!next.delete(series)) next.add(series);
      return next;
    });
  return (
    <figure className={styles['chart']} aria-labelledby={`${id}-title`}>
      <div className={chartStyles['head']}>
        <figcaption className={styles['title']}>
          <span id={`${id}-title`}>{live.title}</span>
          {subtitle === '' ? null : <span className={styles['note']}>{subtitle}</span>}
        </figcaption>
        <div className={chartStyles['actions']}>{actions}</div>
      </div>
      <div ref={frame} className={chartStyles['frame']}>
        {isTable ? (
          spec === undefined ? null : (
            <TimeTable spec={spec} name={live.title} />
          )
        ) : (
          <>
            {spec === undefined || widthPx === 0 ? (
              <div style={{ height: TIME_CHART_PX }} />
            ) : (
              <Drawing
                spec={spec}
                looks={looks}
                hidden={hidden}
                widthPx={widthPx}
                cursor={cursor}
                onWindow={onWindow}
              />
            )}
            <TimeLegend spec={spec ?? live} looks={looks} hidden={hidden} cursor={cursor} onToggle={toggle} />
          </>
        )}
      </div>
    </figure>
  );
}

const NONE: ReadonlySet<string> = new Set();

interface DrawingProps {
  readonly spec: TimeChartSpec;
  readonly looks: ReturnType<typeof timeLooks>;
  readonly hidden: ReadonlySet<string>;
  readonly widthPx: number;
  readonly cursor: TimeCursor;
  readonly onWindow: (window: TimeWindow) => void;
}

const Drawing = memo(function Drawing({ spec, looks, hidden, widthPx, cursor, onWindow }: DrawingProps) {
  const { window, unit, least } = spec;
  const shown = useMemo(() => spec.series.filter(({ id }) => !hidden.has(id)), [spec.series, hidden]);
  const drawn = useMemo(() => {
    const rows = plotRows(shown, window.fromS, window.toS, pointsFor(shown.length));
    const within = rows.filter(({ timeS }) => timeS >= window.fromS && timeS <= window.toS);
    const values = within.flatMap((row) => row.values.filter((value) => value !== null));
    const axis = valueAxis(unit, values, least);
    return { rows, axis, layout: layOutTime(window, axis, widthPx) };
  }, [shown, window, unit, least, widthPx]);
  const marks = useMemo(
    () => spec.marks.filter(({ timeS }) => timeS >= window.fromS && timeS <= window.toS),
    [spec.marks, window],
  );
  return (
    <TimeCrosshair
      spec={spec}
      layout={drawn.layout}
      shown={shown}
      name={spec.title}
      cursor={cursor}
      onWindow={onWindow}
    >
      <TimePlot
        layout={drawn.layout}
        window={window}
        axis={drawn.axis}
        rows={drawn.rows}
        series={shown}
        looks={looks}
        marks={marks}
      />
    </TimeCrosshair>
  );
});

async function savePicture(
  drawing: SVGSVGElement,
  { title, series, window }: TimeChartSpec,
  looks: ReturnType<typeof timeLooks>,
  hidden: ReadonlySet<string>,
  subtitle: string,
  file: string,
): Promise<void> {
  try {
    const legend = series
      .filter((each) => !hidden.has(each.id))
      .map(({ id, name }) => ({ name, colour: 'currentcolor', dash: undefined, ...looks.get(id), isLine: true }));
    const below = chartTexts.timeIn(zoneText(window.toS, window.aheadS));
    const picture = await paintPicture({ drawing, title, subtitle, above: '', below, legend, notes: [] });
    saveFile(file, picture);
    announce(chartTexts.saved(file));
  } catch {
    announce(chartTexts.notSaved);
  }
}
