import styles from './chart.module.css';
import type { ChartSeries, FramedChart } from './chart-spec';
import { SeriesMark } from './series-mark';
import { chartTexts } from './texts';

interface ChartLegendProps {
  readonly spec: FramedChart;
  readonly shown: readonly ChartSeries[];
  readonly onToggle: (series: ChartSeries) => void;
}

/** The series by name; each can be taken out of the drawing, except the last that is in it. */
export function ChartLegend({ spec, shown, onToggle }: ChartLegendProps) {
  return (
    <ul className={styles['legend']} aria-label={chartTexts.series}>
      {spec.series.map((series) => {
        const isShown = shown.includes(series);
        return (
          <li key={series.id}>
            <button
              type="button"
              className={styles['entry']}
              aria-pressed={isShown}
              disabled={isShown && shown.length === 1}
              onClick={() => onToggle(series)}
            >
              <SeriesMark spec={spec} series={series} />
              {series.name}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
