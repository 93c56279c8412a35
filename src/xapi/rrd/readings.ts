/** Readings of data sources over time, as tables of numbers. */

/** What a data source belongs to. */
export type Subject = 'host' | 'vm' | 'sr';

export interface Column {
  readonly subject: Subject;
  readonly uuid: string;
  /** The name of the data source. */
  readonly name: string;
  /** Oldest first; NaN where nothing was measured. */
  readonly values: Float64Array;
}

/** Rows at equal steps, the oldest first. */
export interface Readings {
  readonly stepS: number;
  /** The end of the newest row, seconds since 1970; the others end a step earlier each. */
  readonly endS: number;
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Which columns are wanted, by `columnKey`; null: all. A worker is told this, so it is plain data. */
export type Wanted = readonly string[] | null;

export function columnKey(subject: Subject, uuid: string, name: string): string {
  return `${subject}:${uuid}:${name}`;
}

/** `"0.25"`, `0.25`, `"NaN"`, `"Infinity"`, null: what is no number is not known. */
export function measured(value: unknown): number {
  if (typeof value !== 'number' && (typeof value !== 'string' || value === '')) return NaN;
  const number = Number(value);
  return Number.isFinite(number) ? number : NaN;
}

/** Toolstacks before 23.31 write bare numbers, `NaN` among them, which JSON does not know. */
const BARE = /(?<=[[,:]\s*)(?:nan|NaN|-?(?:Infinity|inf))(?=\s*[\],}])/g;

/** JSON as toolstacks write it. Throws SyntaxError where it is something else. */
export function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(text.replaceAll(BARE, 'null'));
  }
}

export class WrongReadings extends Error {
  override name = 'WrongReadings';
}

export function field(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[name] : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new WrongReadings('A list is missing.');
  return value;
}

export function wholeOf(value: unknown): number {
  const number = measured(value);
  if (!Number.isFinite(number)) throw new WrongReadings('A number is missing.');
  return Math.round(number);
}
