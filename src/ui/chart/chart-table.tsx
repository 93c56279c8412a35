import styles from './chart.module.css';
import type { ChartSpec } from './chart-spec';
import { axisTitle, formatTick, formatValue } from './figures';
import type { ChartRow } from './rows';
import { chartTexts } from './texts';

interface ChartTableProps {
  readonly spec: ChartSpec;
  readonly rows: readonly ChartRow[];
  /** What the chart is called. */
  readonly name: string;
}

/** The figures of a chart as a table: one row a place of the x axis, one column a series. */
export function ChartTable({ spec, rows, name }: ChartTableProps) {
  return (
    // Scrolls, so the keyboard must reach it.
    <div className={styles['tableFrame']} tabIndex={0} role="region" aria-label={chartTexts.tableOf(name)}>
      <table className={styles['table']}>
        <caption className={styles['caption']}>{axisTitle(spec.y)}</caption>
        <thead>
          <tr>
            <th scope="col">{axisTitle(spec.x)}</th>
            {spec.series.map(({ id, name }) => (
              <th key={id} scope="col" className={styles['figure']}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.place}>
              <th scope="row" data-numeric="">
                {typeof row.x === 'string' ? formatValue(spec.x, row.x) : formatTick(spec.x, row.x)}
              </th>
              {spec.series.map((series) => {
                const value = row.values.get(series);
                return (
                  <td key={series.id} className={styles['figure']} data-numeric="">
                    {value === undefined ? '–' : formatTick(spec.y, value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
