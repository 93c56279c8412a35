import { csvText } from '../../files/csv';
import { readingAt, stopsOf } from './plot-rows';
import type { TimeChartSpec } from './time-spec';
import { inSymbol, unitSymbol } from './units';

/**
 * Charts over the same time as one table: a moment a row, in UTC, and a series a column, in full precision. What is not
 * known is an empty cell.
 */
export function timeCsv(specs: readonly TimeChartSpec[]): string {
  const [first] = specs;
  if (first === undefined) return csvText([]);
  const { fromS, toS } = first.window;
  const all = specs.flatMap(({ title, unit, series }) => series.map((each) => ({ title, unit, series: each })));
  const moments = stopsOf(
    all.map(({ series }) => series),
    fromS,
    toS,
  );
  const head = all.map(({ title, unit, series }) => {
    const symbol = unitSymbol(unit);
    return `${title}: ${series.name}${symbol === '' ? '' : ` (${symbol})`}`;
  });
  return csvText([
    ['time', ...head],
    ...moments.map((timeS) => [
      new Date(timeS * 1000).toISOString(),
      ...all.map(({ unit, series }) => {
        const value = readingAt(series, timeS);
        return Number.isNaN(value) ? '' : String(inSymbol(unit, value));
      }),
    ]),
  ]);
}
