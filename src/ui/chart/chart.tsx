import { useId, useMemo, useRef, useState } from 'react';
import { FileSpreadsheet, Image, Table2 } from 'lucide-react';
import { IconButton } from '../actions/button';
import { announce } from '../feedback/live-region';
import { csvFile } from '../files/csv';
import { saveFile } from '../files/save-file';
import { ChartCrosshair } from './chart-crosshair';
import { chartCsv } from './chart-csv';
import { ChartLegend } from './chart-legend';
import { ChartPlot } from './chart-plot';
import { chartPicture } from './chart-picture';
import { ChartSources } from './chart-sources';
import { frameOf } from './chart-spec';
import type { ChartFrame, ChartSeries, ChartSpec } from './chart-spec';
import { ChartTable } from './chart-table';
import styles from './chart.module.css';
import { axisTitle } from './figures';
import { layOut } from './layout';
import { rowsOf } from './rows';
import { useTurn } from './use-turn';
import { useWidth } from './use-width';
import { chartTexts } from './texts';

export interface ChartProps {
  readonly spec: ChartSpec;
  /** What it has in common with charts beside it. */
  readonly frame?: ChartFrame | undefined;
  /** What it was measured with, beside the title; in files too. */
  readonly subtitle?: string | undefined;
  /** Files that are saved from it begin with this. */
  readonly fileName: string;
}

/**
 * A chart with everything around it: how to read it without seeing it, how its series are told apart, what was
 * published and where, its figures as a table, and both as files.
 */
export function Chart({ spec: given, frame: shared, subtitle, fileName }: ChartProps) {
  const id = useId();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [isTable, setTable] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(frame);
  const isDue = useTurn(frame);
  const spec = useMemo(() => ({ ...given, frame: shared ?? frameOf([given]) }), [given, shared]);
  const layout = useMemo(() => (widthPx === 0 ? null : layOut(spec, spec.frame.domain, widthPx)), [spec, widthPx]);
  const rows = useMemo(() => (layout === null ? [] : rowsOf(spec, layout.x)), [spec, layout]);
  const shown = useMemo(() => spec.series.filter((series) => !hidden.has(series.id)), [spec, hidden]);

  const name = subtitle === undefined ? spec.title : `${spec.title}, ${subtitle}`;
  const toggle = (series: ChartSeries): void =>
    setHidden((before) => {
      const next = new Set(before);
      if (!next.delete(series.id)) next.add(series.id);
      return next;
    });
  const savePicture = (): void => {
    const drawing = frame.current?.querySelector<SVGSVGElement>('[role="slider"] svg');
    if (drawing == null) return;
    void chartPicture({ drawing, spec, shown, subtitle }).then(
      (picture) => {
        saveFile(`${fileName}.png`, picture);
        announce(chartTexts.saved(`${fileName}.png`));
      },
      () => announce(chartTexts.notSaved),
    );
  };
  const saveTable = (): void => {
    saveFile(`${fileName}.csv`, csvFile(chartCsv([{ spec, subtitle }])));
    announce(chartTexts.saved(`${fileName}.csv`));
  };

  return (
    <figure className={styles['chart']} aria-labelledby={`${id}-title`}>
      <div className={styles['head']}>
        <figcaption id={`${id}-title`} className={styles['title']}>
          {spec.title}
          {subtitle === undefined ? null : <span className={styles['subtitle']}>{subtitle}</span>}
        </figcaption>
        <div className={styles['actions']}>
          <IconButton
            size="small"
            label={isTable ? chartTexts.asDrawing : chartTexts.asTable}
            pressed={isTable}
            icon={<Table2 />}
            onPress={() => setTable(!isTable)}
          />
          <IconButton size="small" label={chartTexts.saveCsv} icon={<FileSpreadsheet />} onPress={saveTable} />
          <IconButton
            size="small"
            label={chartTexts.savePng}
            icon={<Image />}
            disabledReason={isTable ? chartTexts.pngOfDrawing : null}
            onPress={savePicture}
          />
        </div>
      </div>
      <div ref={frame} className={styles['frame']}>
        {layout === null ? null : isTable ? (
          <ChartTable spec={spec} rows={rows} name={name} />
        ) : (
          <>
            <p className={styles['axis']}>{axisTitle(layout.isLying ? spec.x : spec.y)}</p>
            {isDue ? (
              <ChartCrosshair spec={spec} layout={layout} rows={rows} shown={shown} name={name}>
                <ChartPlot spec={spec} layout={layout} shown={shown} idPrefix={id} />
              </ChartCrosshair>
            ) : (
              <div style={{ height: layout.heightPx }} />
            )}
            <p className={styles['axisBelow']}>{axisTitle(layout.isLying ? spec.y : spec.x)}</p>
            <ChartLegend spec={spec} shown={shown} onToggle={toggle} />
          </>
        )}
      </div>
      <ChartSources spec={spec} />
    </figure>
  );
}
