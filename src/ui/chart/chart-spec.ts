/** What a chart is told: plain data, in no particular colours, sizes or languages. */

export interface ChartAxis {
  readonly label: string;
  /** Empty when it counts things. */
  readonly unit: string;
  /** `bytes`: powers of two, written 4 KiB. `seconds`: a span of time. `names`: categories. */
  readonly scale: 'linear' | 'log' | 'bytes' | 'seconds' | 'names';
}

export interface ChartSeries {
  readonly id: string;
  readonly name: string;
  readonly points: readonly { readonly x: number | string; readonly y: number }[];
}

/** Somebody else's figure, to be told from what was measured here by shape and by word. */
export interface ChartPublished {
  readonly id: string;
  readonly label: string;
  /** The id of the series that it is about; its own id counts when that is one. */
  readonly series?: string;
  /** Where it lies; absent when it holds over the whole axis. */
  readonly x?: number | string;
  /** A value, or the ends of a band. */
  readonly y: number | readonly [number, number];
  readonly source: string;
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** `stacked`: bars whose series add up. */
  readonly kind: 'lines' | 'bars' | 'stacked';
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
  readonly published: readonly ChartPublished[];
}

export function seriesOf(spec: ChartSpec, published: ChartPublished): ChartSeries | undefined {
  return spec.series.find(({ id }) => id === (published.series ?? published.id));
}

/** How a published figure is named in the chart and in the list below it: A, B, … Z, AA. */
export function letterOf(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : letterOf(Math.floor(at / 26) - 1) + last;
}
