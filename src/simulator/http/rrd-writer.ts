import type { Table } from '../api/metrics/column';
import type { Source } from '../api/metrics/source';
import { mostBytes, Separator, writeNumbers } from './rrd-number';

const encoder = new TextEncoder();
const ASCII = /^[\0-\x7f]*$/;

/** What stands before, between and after the numbers of a row, where there are any. */
export class Marks {
  readonly before: string;
  readonly between: Separator;
  readonly after: string;

  constructor(before: string, between: string, after: string) {
    this.before = before;
    this.between = new Separator(between);
    this.after = after;
  }
}

export const JSON_MARKS = new Marks('"', '","', '"');
export const XML_MARKS = new Marks('<v>', '</v><v>', '</v>');
const NO_MARKS = new Marks('', '', '');

/** A table whose readings were rounded to the decimals of their sources. */
type Rounded = Omit<Table, 'sources'> & { readonly sources: readonly Pick<Source, 'decimals'>[] };

/**
 * Text that grows in place. An answer of statistics has half a million numbers, nearly all with few digits: they are
 * written as bytes, in a tenth of the time that formatting and joining strings would take.
 */
export class RrdWriter {
  #bytes = new Uint8Array(65_536);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** The text so far. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  text(text: string): this {
    return this.copy(encoded(text));
  }

  /** Text that was encoded before. What is this short is faster copied here. */
  copy({ words, length }: Encoded): this {
    this.#reserve(length + 4);
    const view = this.#view;
    let place = this.#length;
    for (let at = 0; at < words.length; at++, place += 4) view.setInt32(place, words[at] ?? 0, true);
    this.#length += length;
    return this;
  }

  /**
   * Rows of a table, each number as `numberText` writes it.
   * @param isReversed the last row is written first
   * @param head what stands before the numbers of a row
   */
  rows(
    { sources, rows, cells }: Rounded,
    isReversed: boolean,
    head: (row: number) => string,
    marks: Marks,
    tail: string,
  ): this {
    const { before, between, after } = sources.length === 0 ? NO_MARKS : marks;
    const decimals = new Uint8Array(sources.length);
    for (let at = 0; at < decimals.length; at++) decimals[at] = sources[at]?.decimals ?? 0;
    const begun = this.#length;
    for (let done = 0; done < rows; done++) {
      const row = isReversed ? rows - 1 - done : done;
      this.text(head(row) + before);
      this.#reserve(mostBytes(sources.length, between));
      this.#length = writeNumbers(this.#view, this.#length, cells, row * sources.length, decimals, between);
      this.text(after + tail);
      // The rest will be about as long.
      if (done === 0) this.#reserve(Math.ceil((this.#length - begun) * (rows - 1) * 1.1));
    }
    return this;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const longer = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    longer.set(this.#bytes);
    this.#bytes = longer;
    this.#view = new DataView(longer.buffer);
  }
}

/** Text in UTF-8, four bytes a number, the first one in its lowest place; so many bytes count. */
export interface Encoded {
  readonly words: Int32Array;
  readonly length: number;
}

export function encoded(text: string): Encoded {
  // Names of data sources are ASCII, thousands of them: browsers take longer to call their encoder than to copy these.
  const bytes = ASCII.test(text) ? null : encoder.encode(text);
  const length = bytes?.length ?? text.length;
  const words = new Int32Array((length + 3) >> 2);
  for (let at = 0; at < length; at++) {
    const byte = bytes?.[at] ?? text.charCodeAt(at);
    words[at >> 2] = (words[at >> 2] ?? 0) | (byte << (8 * (at & 3)));
  }
  return { words, length };
}

/** Text inside an XML element. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
