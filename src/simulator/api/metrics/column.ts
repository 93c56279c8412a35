import { isKnown, type Archive, type Axis } from './archives';
import { room } from './borrowed';
import { valueAt, type Series } from './series';
import type { Reading, Source } from './source';

/** How many readings stand for the extremes of a row. */
const PARTS = 4;

/** The axis of those. */
export function partsOf({ lastS, stepS, rows, xff }: Axis): Axis {
  return { lastS, stepS: stepS / PARTS, rows: rows * PARTS, xff };
}

/** What a data source reads in an archive that keeps extremes. */
export class Extremes implements Reading {
  readonly source: Source;
  readonly #averages: Reading;
  /** The same along the axis of parts. */
  readonly #parts: Reading;
  readonly #cf: Archive['cf'];

  constructor(averages: Reading, parts: Reading, cf: Archive['cf']) {
    this.source = averages.source;
    this.#averages = averages;
    this.#parts = parts;
    this.#cf = cf;
  }

  write(into: Float64Array, first: number, step: number, rows: number): void {
    this.#averages.write(into, first, step, rows);
    const pick = this.#cf === 'MIN' ? Math.min : Math.max;
    const parts = room(rows * PARTS);
    this.#parts.write(parts, 0, 1, parts.length);
    for (let at = 0, place = first; at < rows; at++, place += step) {
      let extreme = into[place] ?? NaN;
      for (let part = at * PARTS; part < (at + 1) * PARTS; part++) extreme = pick(extreme, parts[part] ?? NaN);
      into[place] = extreme;
    }
  }
}

/** Rows of an archive of which enough was seen to be known, from the newest on. */
export class KnownRows {
  /** Behind the last that is known. */
  readonly end: number;
  /** Those before that are not. */
  readonly #gaps: readonly number[];

  /** @param share share of each row that was seen */
  constructor(axis: Axis, share: Series, pdps: number) {
    const gaps: number[] = [];
    let end = 0;
    let unseen: number[] = [];
    for (let at = 0; at < axis.rows; at++) {
      if (isKnown(axis, valueAt(share, at), pdps)) {
        gaps.push(...unseen);
        unseen = [];
        end = at + 1;
      } else unseen.push(at);
    }
    this.end = end;
    this.#gaps = gaps;
  }

  /** Writes that nothing is known of all others. */
  mask(into: Float64Array, first: number, step: number, rows: number): void {
    for (const at of this.#gaps) into[first + at * step] = NaN;
    for (let at = this.end, place = first + at * step; at < rows; at++, place += step) into[place] = NaN;
  }
}

/** A data source that was not there all the time. */
export class Seen implements Reading {
  readonly source: Source;
  readonly #reading: Reading;
  readonly #known: KnownRows;

  constructor(reading: Reading, known: KnownRows) {
    this.source = reading.source;
    this.#reading = reading;
    this.#known = known;
  }

  write(into: Float64Array, first: number, step: number, rows: number): void {
    this.#reading.write(into, first, step, this.#known.end);
    this.#known.mask(into, first, step, rows);
  }
}

/** What a data source reads, the newest first; NaN where there was nothing. */
export function valuesOf(reading: Reading, rows: number): Float64Array {
  const values = room(rows);
  reading.write(values, 0, 1, rows);
  return values;
}

/** Readings row by row, the newest first, as they are written. */
export interface Table {
  readonly sources: readonly Source[];
  readonly rows: number;
  /** As many numbers for each row as there are sources. */
  readonly cells: Float64Array;
}

/** The readings of data sources as a table. Each is written where it belongs while the processor still has it at hand. */
export function tableOf(readings: readonly Reading[], rows: number): Table {
  const cells = room(rows * readings.length);
  for (let place = 0; place < readings.length; place++) readings[place]?.write(cells, place, readings.length, rows);
  return { sources: readings.map(({ source }) => source), rows, cells };
}
