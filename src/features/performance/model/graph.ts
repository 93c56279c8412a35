import type { Course } from '../../../ui/chart/time/plot-rows';
import type { Unit } from '../../../ui/chart/time/units';
import { columnKey } from '../../../xapi/rrd/readings';
import type { Subject } from '../../../xapi/rrd/readings';
import { texts } from '../texts';

/** Somebody who keeps readings, and the server that tells them. */
export interface Owner {
  readonly subject: Subject;
  readonly uuid: string;
  /** Address of the server that tells; null: the one that answers calls. */
  readonly server: string | null;
  /** A VM that does not run: its archive lies with the coordinator. */
  readonly isStopped?: boolean;
}

/** A data source of an owner. */
export interface Pick {
  readonly owner: Owner;
  readonly name: string;
}

export const keyOf = ({ owner, name }: Pick): string => columnKey(owner.subject, owner.uuid, name);

/** How several readings make one value. */
export type Combine =
  | 'sum'
  | 'mean'
  | 'most'
  | 'least'
  /** The first, in the scale of the second, less the second times its factor. */
  | 'rest'
  /** Pairs of a value and a weight. */
  | 'weighted';

export interface GraphSeries {
  readonly id: string;
  readonly name: string;
  readonly picks: readonly Pick[];
  /** What each reading is multiplied by, by the place of its pick. */
  readonly factors: readonly number[];
  readonly combine: Combine;
  /** Lines of which this one is made instead of single readings; the picks are theirs then. */
  readonly parts?: readonly GraphSeries[];
  /** As `#0066ff`, where somebody chose one. */
  readonly colour?: string | undefined;
}

export interface Graph {
  /** Of one that an administrator has made: its number in the pool's own list. */
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  /** What its axis reaches at least. */
  readonly least?: number | undefined;
  readonly series: readonly GraphSeries[];
}

/** A series of one data source. */
export function single(pick: Pick, name: string, factor: number): GraphSeries {
  return { id: keyOf(pick), name, picks: [pick], factors: [factor], combine: 'sum' };
}

/** A series of several data sources in the same scale. */
export function combined(
  id: string,
  name: string,
  picks: readonly Pick[],
  factor: number,
  combine: Exclude<Combine, 'rest' | 'weighted'>,
): GraphSeries {
  return { id, name, picks, factors: picks.map(() => factor), combine };
}

/** More lines than these are not told apart. */
export const MOST_LINES = 8;

/**
 * Lines of the same kind, or, where they are too many, what they come to and the most of them.
 * @param id of the two lines, within their graph
 */
export function condensed(
  id: string,
  lines: readonly GraphSeries[],
  whole: { readonly name: string; readonly combine: 'sum' | 'mean' },
  most: string = texts.series.busiest,
  mostLines = MOST_LINES,
): readonly GraphSeries[] {
  if (lines.length <= mostLines) return lines;
  const made = (of: string, name: string, combine: Combine): GraphSeries => ({
    id: `${id} ${of}`,
    name,
    picks: lines.flatMap(({ picks }) => picks),
    factors: [],
    combine,
    parts: lines,
  });
  return [made('whole', whole.name, whole.combine), made('most', most, 'most')];
}

/** Readings of many data sources at the same moments. */
export interface Table {
  readonly times: Float64Array;
  readonly stepS: number;
  /** By `keyOf`. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** The values of a series; null: nothing is known of any of its data sources. */
export function courseOf(series: GraphSeries, table: Table): Course | null {
  const { times, stepS, columns } = table;
  const { combine, factors } = series;
  const parts = series.parts
    ? series.parts.map((part) => courseOf(part, table)?.values)
    : series.picks.map((pick) => columns.get(keyOf(pick)));
  if (parts.every((part) => part === undefined)) return null;
  const values = new Float64Array(times.length);
  const at: number[] = [];
  for (let row = 0; row < values.length; row += 1) {
    for (let part = 0; part < parts.length; part += 1) at[part] = (parts[part]?.[row] ?? NaN) * (factors[part] ?? 1);
    values[row] = valueOf(combine, at);
  }
  return { times, values, stepS };
}

function valueOf(combine: Combine, values: readonly number[]): number {
  switch (combine) {
    case 'rest':
      return (values[0] ?? NaN) - (values[1] ?? NaN);
    case 'weighted':
      return weightedMean(values);
    default: {
      // What one of several does not tell is not zero: it is left out, and the page says who does not tell.
      const known = values.filter((value) => !Number.isNaN(value));
      if (known.length === 0) return NaN;
      if (combine === 'most') return Math.max(...known);
      if (combine === 'least') return Math.min(...known);
      const sum = known.reduce((total, value) => total + value, 0);
      return combine === 'mean' ? sum / known.length : sum;
    }
  }
}

function weightedMean(values: readonly number[]): number {
  let [sum, weights] = [0, 0];
  let isKnown = false;
  for (let at = 0; at + 1 < values.length; at += 2) {
    const [value, weight] = [values[at] ?? NaN, values[at + 1] ?? NaN];
    if (Number.isNaN(value) || Number.isNaN(weight)) continue;
    isKnown = true;
    sum += value * weight;
    weights += weight;
  }
  if (!isKnown) return NaN;
  return weights === 0 ? 0 : sum / weights;
}
