import { letterOf } from './chart-spec';
import type { ChartPublished, ChartSeries, FramedChart } from './chart-spec';
import { formatValue } from './figures';
import type { ChartRow } from './rows';
import { chartTexts } from './texts';

/** What a chart says at one place of its x axis. */
export interface Reading {
  readonly at: string;
  readonly values: readonly { readonly series: ChartSeries; readonly text: string }[];
  /** Of all values, where they are parts of one. */
  readonly sum: string | null;
  /** What was published for that place, or for all places of a series that is shown. */
  readonly published: readonly { readonly letter: string; readonly published: ChartPublished }[];
}

export function readingOf(spec: FramedChart, row: ChartRow, shown: readonly ChartSeries[]): Reading {
  return {
    at: `${spec.x.label}: ${formatValue(spec.x, row.x)}`,
    values: shown.flatMap((series) => {
      const value = row.values.get(series);
      return value === undefined ? [] : [{ series, text: formatValue(spec.y, value) }];
    }),
    sum:
      spec.kind === 'stacked'
        ? formatValue(
            spec.y,
            shown.reduce((sum, series) => sum + (row.values.get(series) ?? 0), 0),
          )
        : null,
    published: spec.published.flatMap((published) =>
      published.x === undefined || String(published.x) !== String(row.x)
        ? []
        : [{ letter: letterOf(spec, published), published }],
    ),
  };
}

/** The same as one sentence, for those who listen. */
export function readingText({ at, values, sum, published }: Reading): string {
  return [
    at,
    ...values.map(({ series, text }) => `${series.name}: ${text}`),
    ...(sum === null ? [] : [`${chartTexts.sum}: ${sum}`]),
    ...published.map((each) => `${chartTexts.published} ${each.letter}: ${each.published.label}`),
  ].join('; ');
}
