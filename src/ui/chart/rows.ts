import type { ChartSeries, ChartSpec } from './chart-spec';
import type { Scale } from './scales';

/** All that a chart has at one place of its x axis. */
export interface ChartRow {
  readonly x: number | string;
  readonly place: number;
  readonly values: ReadonlyMap<ChartSeries, number>;
}

/** The rows of a chart from the left to the right; points that the axis has no place for are left out. */
export function rowsOf(spec: ChartSpec, x: Scale): readonly ChartRow[] {
  const rows = new Map<number, { x: number | string; place: number; values: Map<ChartSeries, number> }>();
  for (const series of spec.series) {
    for (const point of series.points) {
      const place = x.place(point.x);
      if (place === null) continue;
      const row = rows.get(place) ?? { x: point.x, place, values: new Map<ChartSeries, number>() };
      row.values.set(series, point.y);
      rows.set(place, row);
    }
  }
  return [...rows.values()].toSorted((a, b) => a.place - b.place);
}
