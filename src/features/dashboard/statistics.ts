import type { Readings } from '../../xapi/rrd/readings';

/** Data sources of one server over time, oldest row first. */
export interface Statistics {
  readonly stepS: number;
  /** Seconds since 1970, of each row. */
  readonly times: readonly number[];
  /** By the name of the data source; null where nothing was measured. */
  readonly series: ReadonlyMap<string, readonly (number | null)[]>;
}

export function statisticsOf({ stepS, endS, rows, columns }: Readings): Statistics {
  return {
    stepS,
    times: Array.from({ length: rows }, (_each, at) => endS - (rows - 1 - at) * stepS),
    series: new Map(
      columns.map(({ name, values }) => [name, Array.from(values, (value) => (Number.isNaN(value) ? null : value))]),
    ),
  };
}
