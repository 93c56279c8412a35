import { domainOf } from './scales';
import type { Domain } from './scales';
import { lookAt } from './series-look';
import type { SeriesLook } from './series-look';

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

/** What charts beside each other have in common, so that the same thing looks the same in each. */
export interface ChartFrame {
  readonly domain: Domain;
  /** The ids of all series, in the order of their hues. */
  readonly seriesIds: readonly string[];
  /** The ids of all that was published, in the order of their letters. */
  readonly publishedIds: readonly string[];
}

/** A chart as its parts know it. */
export interface FramedChart extends ChartSpec {
  readonly frame: ChartFrame;
}

export function frameOf(specs: readonly ChartSpec[]): ChartFrame {
  return {
    domain: domainOf(specs),
    seriesIds: [...new Set(specs.flatMap(({ series }) => series.map(({ id }) => id)))],
    publishedIds: [...new Set(specs.flatMap(({ published }) => published.map(({ id }) => id)))],
  };
}

export function lookOf({ frame }: FramedChart, { id }: ChartSeries): SeriesLook {
  return lookAt(frame.seriesIds.indexOf(id));
}

export function letterOf({ frame }: FramedChart, { id }: ChartPublished): string {
  return letterAt(frame.publishedIds.indexOf(id));
}

/** How a published figure is named in the chart and in the list below it: A, B, … Z, AA. */
function letterAt(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : letterAt(Math.floor(at / 26) - 1) + last;
}
