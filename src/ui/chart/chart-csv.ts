import { csvText } from '../files/csv';
import type { ChartAxis, ChartSpec } from './chart-spec';

const UNITS: Partial<Record<ChartAxis['scale'], string>> = { bytes: 'B', seconds: 's' };

/** `Throughput (GB/s)`: cells below it are bare numbers. */
function columnOf(axis: ChartAxis): string {
  const unit = axis.scale === 'names' ? '' : (UNITS[axis.scale] ?? axis.unit);
  return unit === '' ? axis.label : `${axis.label} (${unit})`;
}

export interface ChartOfRun {
  readonly spec: ChartSpec;
  /** What it was measured with. */
  readonly subtitle?: string | undefined;
}

/** The heads of the columns of `chartRows`. */
export const CHART_COLUMNS = [
  'chart',
  'run',
  'x axis',
  'y axis',
  'kind',
  'series',
  'x',
  'y',
  'y, upper end',
  'source',
] as const;

/**
 * Charts as one long table, a figure a row, in full precision and in the axes' own units. What was published stands in
 * the same columns with its source.
 */
export function chartRows(charts: readonly ChartOfRun[]): readonly (readonly string[])[] {
  return charts.flatMap(({ spec, subtitle = '' }) => {
    const about = [spec.title, subtitle, columnOf(spec.x), columnOf(spec.y)];
    return [
      ...spec.series.flatMap(({ name, points }) =>
        points.map(({ x, y }) => [...about, 'measured', name, String(x), String(y), '', '']),
      ),
      ...spec.published.map(({ label, x, y, source }) => {
        const [least, most] = typeof y === 'number' ? [String(y), ''] : [String(y[0]), String(y[1])];
        return [...about, 'published', label, x === undefined ? '' : String(x), least, most, source];
      }),
    ];
  });
}

export function chartCsv(charts: readonly ChartOfRun[]): string {
  return csvText([CHART_COLUMNS, ...chartRows(charts)]);
}
