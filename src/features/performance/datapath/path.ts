import type { Unit } from '../../../ui/chart/time/units';
import { courseOf } from '../model/graph';
import type { Graph, GraphSeries, Table } from '../model/graph';

/** One figure of a stage, as it is now. */
export interface Fact {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly series: GraphSeries;
}

/** A place that every request, packet or frame goes through. */
export interface Stage {
  readonly id: string;
  readonly title: string;
  /** What it is, in a line. */
  readonly what: string;
  readonly facts: readonly Fact[];
  /** What a click on it shows. */
  readonly graphs: readonly Graph[];
  /** The id of the fact that says how full it is, 0 to 1; absent: nobody measures that. */
  readonly load?: string;
}

/** What is behind figures and has none itself: which disk, which server. */
export interface Suspect {
  readonly name: string;
  readonly series: GraphSeries;
}

export interface Path {
  readonly id: 'storage' | 'network' | 'gpu';
  readonly title: string;
  readonly stages: readonly Stage[];
  /** Judged one by one: the fullest of them counts. */
  readonly suspects: Readonly<Record<string, readonly Suspect[]>>;
  /** The series whose usual value says what is slow now; null: there is none. */
  readonly baseline: GraphSeries | null;
}

export interface Found {
  readonly name: string;
  readonly value: number;
}

/** What a path does now: facts by their id, and of each group of suspects the one that has most. */
export interface Now {
  readonly facts: Readonly<Record<string, number>>;
  readonly most: Readonly<Record<string, Found | undefined>>;
  /** NaN: nothing is known of the time before. */
  readonly usual: number;
}

export interface Verdict {
  /** The stage that is at its limit; null: none is. */
  readonly stage: string | null;
  readonly sentence: string;
}

/** The newest minute, by rows of five seconds. */
const ROWS = 12;

/** The mean of the newest minute of a series; NaN where nothing was measured. */
function newestMean(series: GraphSeries, table: Table): number {
  const values = courseOf(series, table)
    ?.values.slice(-ROWS)
    .filter((value) => !Number.isNaN(value));
  if (values === undefined || values.length === 0) return NaN;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const USUAL = 0.1;
/** Fewer readings say little of what is usual. */
const LEAST_READINGS = 10;

/** What a series is when little is to do: the tenth part of its readings is below. */
function usualOf(series: GraphSeries | null, table: Table): number {
  if (series === null) return NaN;
  const values = courseOf(series, table)?.values.filter((value) => value > 0) ?? [];
  if (values.length < LEAST_READINGS) return NaN;
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * USUAL)] ?? NaN;
}

export function nowOf(path: Path, table: Table, past: Table): Now {
  const facts = path.stages.flatMap((stage) => stage.facts);
  return {
    facts: Object.fromEntries(facts.map(({ id, series }) => [id, newestMean(series, table)])),
    most: Object.fromEntries(
      Object.entries(path.suspects).map(([group, suspects]) => [group, fullest(suspects, table)] as const),
    ),
    usual: usualOf(path.baseline, past),
  };
}

function fullest(suspects: readonly Suspect[], table: Table): Found | undefined {
  return suspects
    .map(({ name, series }) => ({ name, value: newestMean(series, table) }))
    .filter(({ value }) => !Number.isNaN(value))
    .reduce<Found | undefined>(
      (most, each) => (most === undefined || each.value > most.value ? each : most),
      undefined,
    );
}

/** Everything that has to be asked for to know what a path does now. */
export function graphsOfPath({ id, stages, suspects }: Path): readonly Graph[] {
  const facts = stages.flatMap((stage) => stage.facts.map(({ series }) => series));
  const others = Object.values(suspects).flatMap((group) => group.map(({ series }) => series));
  return [{ id, title: '', unit: 'count', series: [...facts, ...others] }];
}
