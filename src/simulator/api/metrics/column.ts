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

/** An archive, and the rows of it that are asked for. */
export interface Place {
  readonly archive: Archive;
  readonly axis: Axis;
}

/** A data source of an object in an archive. */
export class Column {
  readonly source: Source;
  readonly #place: Place;
  readonly #reading: Reading;
  readonly #parts: Reading | undefined;
  readonly #share: Series;

  /**
   * @param parts the same reading along the axis of parts, for archives of extremes
   * @param share share of each row in which the object was there and somebody recorded this
   */
  constructor(place: Place, reading: Reading, parts: Reading | undefined, share: Series) {
    this.source = reading.source;
    this.#place = place;
    this.#reading = reading;
    this.#parts = parts;
    this.#share = share;
  }

  /** Its readings, the newest first; NaN where there was nothing. */
  values(): Float64Array {
    const values = room(this.#place.axis.rows);
    this.write(values, 0, 1);
    return values;
  }

  /** Writes its readings into a table: the newest at a place, the others each a step further. */
  write(into: Float64Array, first: number, step: number): void {
    const { archive, axis } = this.#place;
    const { rows } = axis;
    const share = this.#share;
    this.#reading.write(into, first, step, rows);
    if (this.#parts !== undefined) this.#widen(this.#parts, into, first, step);
    if (share === 1) return;
    for (let at = 0, place = first; at < rows; at++, place += step) {
      if (!isKnown(axis, valueAt(share, at), archive.pdps)) into[place] = NaN;
    }
  }

  #widen(reading: Reading, into: Float64Array, first: number, step: number): void {
    const { archive, axis } = this.#place;
    const { rows } = axis;
    const pick = archive.cf === 'MIN' ? Math.min : Math.max;
    const parts = room(rows * PARTS);
    reading.write(parts, 0, 1, parts.length);
    for (let at = 0, place = first; at < rows; at++, place += step) {
      let extreme = into[place] ?? NaN;
      for (let part = at * PARTS; part < (at + 1) * PARTS; part++) extreme = pick(extreme, parts[part] ?? NaN);
      into[place] = extreme;
    }
  }
}

/** Readings row by row, the newest first, as they are written. */
export interface Table {
  readonly sources: readonly Source[];
  readonly rows: number;
  /** As many numbers for each row as there are sources. */
  readonly cells: Float64Array;
}

/** The readings of columns of one length. Each is written where it belongs while the processor still has it at hand. */
export function tableOf(columns: readonly Column[], rows: number): Table {
  const cells = room(rows * columns.length);
  columns.forEach((column, place) => column.write(cells, place, columns.length));
  return { sources: columns.map(({ source }) => source), rows, cells };
}
