import type { SaxesAttributePlain } from 'saxes';
import { xmlParser } from '../../api/xml-parser';
import {
  MAX_MANIFEST_PAIRS,
  MAX_ROW_ATTRIBUTES,
  MAX_ROW_LENGTH,
  MAX_ROWS,
  MAX_TABLES,
  MAX_TOTAL_LENGTH,
  MAX_VALUE_LENGTH,
  mebibytes,
  PIECE_LENGTH,
} from './limits';
import { clip, PoolDatabaseError, TAKE_A_NEW_DUMP, type Place } from './pool-database-error';

export interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** Receives the parts of a dump in the order of the file. */
export interface DumpSink {
  pair(key: string, value: string, place: Place): void;
  table(name: string): void;
  row(table: string, attributes: readonly Attribute[], place: Place): void;
}

/** Which elements may stand in which (xapi: db_xml.ml). */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  '': ['database'],
  database: ['manifest', 'table'],
  manifest: ['pair'],
  table: ['row'],
  pair: [],
  row: [],
};

const TOO_LARGE = 'No pool has a database of this size; check where the file comes from.';
const NOT_A_DUMP = 'Choose the file that "xe pool-dump-database file-name=…" wrote.';

/**
 * Reads the XML of a dump piece by piece. Only the shape that xapi writes is accepted, and only as much of it as the
 * limits allow; everything else is a PoolDatabaseError with the line.
 */
export class DumpParser {
  readonly #sink: DumpSink;
  readonly #xml = xmlParser({
    doctype: (text) => this.#refuseDoctype(text),
    opentagstart: (tag) => this.#openTagStart(tag.name),
    attribute: (attribute) => this.#attribute(attribute),
    opentag: (tag) => this.#openTag(tag.name),
    closetag: (tag) => this.#closeTag(tag.name),
    text: (text) => this.#text(text),
    cdata: (text) => this.#text(`${text}.`),
    comment: () => this.#event(),
    processinginstruction: () => this.#event(),
    error: (error) => this.#fail(error),
  });
  readonly #open: string[] = [];
  #table: string | undefined;
  #lastRow: string | undefined;
  #attributes: Attribute[] = [];
  #rowLength = 0;
  #rows = 0;
  #tables = 0;
  #pairs = 0;
  #fed = 0;
  #lastEventAt = 0;
  #piece = '';
  #started = false;

  constructor(sink: DumpSink) {
    this.#sink = sink;
  }

  get line(): number {
    return this.#xml.line;
  }

  /** Where the parser stands. */
  place(): Place {
    const { line, columnIndex: column } = this.#xml;
    const table = this.#table;
    return table === undefined ? { line, column } : { line, column, table };
  }

  write(text: string): void {
    for (let start = 0; start < text.length; start += PIECE_LENGTH)
      this.#writePiece(text.slice(start, start + PIECE_LENGTH));
  }

  end(): void {
    if (!this.#started) throw new PoolDatabaseError('The file is empty.', TAKE_A_NEW_DUMP);
    this.#xml.close();
  }

  #writePiece(text: string): void {
    // Blank lines and a byte order mark before the declaration do no harm, but are not XML.
    const piece = this.#started ? text : text.replace(/^[\s\ufeff]+/, '');
    if (piece === '') return;
    if (!this.#started && !piece.startsWith('<')) {
      const beginning = clip(piece, 20);
      throw new PoolDatabaseError(
        `This is not a pool database: it is not XML (it begins with "${beginning}").`,
        NOT_A_DUMP,
      );
    }
    this.#started = true;
    this.#countLength(piece);
    this.#piece = piece;
    this.#xml.write(piece);
    if (this.#fed - this.#lastEventAt > MAX_VALUE_LENGTH) {
      throw this.#error(
        `Nothing ended within ${mebibytes(MAX_VALUE_LENGTH)}; no value of a pool database is that long.`,
        TAKE_A_NEW_DUMP,
      );
    }
  }

  #countLength(piece: string): void {
    this.#fed += piece.length;
    if (this.#fed > MAX_TOTAL_LENGTH) throw tooLong(this.place());
  }

  #event(): void {
    this.#lastEventAt = this.#xml.position;
  }

  #openTagStart(name: string): void {
    this.#event();
    const parent = this.#open.at(-1) ?? '';
    if (CHILDREN[parent]?.includes(name) !== true) {
      if (parent === '') throw this.#wrongRoot(name);
      throw this.#error(`<${clip(name)}> does not belong inside <${parent}>.`, TAKE_A_NEW_DUMP);
    }
    this.#open.push(name);
    this.#attributes = [];
    this.#rowLength = 0;
  }

  #attribute({ name, value }: SaxesAttributePlain): void {
    this.#event();
    this.#rowLength += name.length + value.length;
    if (value.length > MAX_VALUE_LENGTH) {
      throw this.#error(`The value of "${clip(name)}" is longer than ${mebibytes(MAX_VALUE_LENGTH)}.`, TAKE_A_NEW_DUMP);
    }
    if (this.#attributes.length === MAX_ROW_ATTRIBUTES) {
      throw this.#error(`A single row has more than ${MAX_ROW_ATTRIBUTES} columns.`, TAKE_A_NEW_DUMP);
    }
    if (this.#rowLength > MAX_ROW_LENGTH) {
      throw this.#error(`A single row is longer than ${mebibytes(MAX_ROW_LENGTH)}.`, TAKE_A_NEW_DUMP);
    }
    this.#attributes.push({ name, value });
  }

  #openTag(name: string): void {
    this.#event();
    if (name === 'table') this.#openTable();
    else if (name === 'row') this.#openRow();
    else if (name === 'pair') this.#openPair();
  }

  #openTable(): void {
    const name = this.#value('name');
    if (name === undefined || name === '') throw this.#error('A table has no name.', TAKE_A_NEW_DUMP);
    this.#tables += 1;
    if (this.#tables > MAX_TABLES) throw this.#error(`There are more than ${MAX_TABLES} tables.`, TAKE_A_NEW_DUMP);
    this.#table = name;
    this.#lastRow = undefined;
    this.#sink.table(name);
  }

  #openRow(): void {
    this.#rows += 1;
    if (this.#rows > MAX_ROWS) {
      throw this.#error(`There are more than ${MAX_ROWS.toLocaleString('en')} rows.`, TOO_LARGE);
    }
    this.#lastRow = this.#value('ref');
    this.#sink.row(this.#table ?? '', this.#attributes, this.place());
  }

  #openPair(): void {
    const key = this.#value('key');
    const value = this.#value('value');
    if (key === undefined || value === undefined)
      throw this.#error('A pair of the manifest lacks its key or its value.', TAKE_A_NEW_DUMP);
    this.#pairs += 1;
    if (this.#pairs > MAX_MANIFEST_PAIRS)
      throw this.#error(`The manifest has more than ${MAX_MANIFEST_PAIRS} pairs.`, TAKE_A_NEW_DUMP);
    this.#sink.pair(key, value, this.place());
  }

  #value(name: string): string | undefined {
    return this.#attributes.find((attribute) => attribute.name === name)?.value;
  }

  #closeTag(name: string): void {
    this.#event();
    this.#open.pop();
    if (name === 'table') this.#table = undefined;
  }

  #text(text: string): void {
    this.#event();
    if (/\S/.test(text))
      throw this.#error(`There is text between the elements: "${clip(text.trim(), 40)}".`, TAKE_A_NEW_DUMP);
  }

  #wrongRoot(name: string): PoolDatabaseError {
    if (name.toLowerCase() === 'html') return webPage();
    return new PoolDatabaseError(
      `This is not a pool database: its root element is <${clip(name)}>, not <database>.`,
      NOT_A_DUMP,
    );
  }

  #refuseDoctype(text: string): never {
    if (/^\s*html\b/i.test(text)) throw webPage();
    throw this.#error(
      'It declares a document type, which no pool database does; such declarations can hide entities that grow without end.',
      'Remove the DOCTYPE declaration, or take the dump again.',
    );
  }

  #fail(error: Error): never {
    const reason = error.message.replace(/^(?:[^:]*:)?\d+:\d+: /, '');
    if (/unclosed tag|unexpected end|must contain a root/.test(reason)) {
      const place = this.#lastRow === undefined ? this.place() : { ...this.place(), row: this.#lastRow };
      throw new PoolDatabaseError(
        'The file ends in the middle: it was cut off.',
        'Copy it again completely, or take a new dump.',
        place,
      );
    }
    if (reason.startsWith('disallowed character.')) throw this.#error(this.#describeCharacter(), TAKE_A_NEW_DUMP);
    if (/entity/.test(reason)) {
      throw this.#error(`It uses an entity that XML does not define (${reason.replace(/\.$/, '')}).`, TAKE_A_NEW_DUMP);
    }
    throw this.#error(`It is not well-formed XML (${clip(reason.replace(/\.$/, ''))}).`, TAKE_A_NEW_DUMP);
  }

  #describeCharacter(): string {
    const index = this.#xml.position - (this.#fed - this.#piece.length) - 1;
    const code = this.#piece.codePointAt(Math.max(0, index)) ?? 0;
    if (code === 0) return 'There is a NUL byte.';
    if (code === 0x3c) return 'There is a "<" inside a value.';
    return `There is a character that XML does not allow (U+${code.toString(16).toUpperCase().padStart(4, '0')}).`;
  }

  #error(what: string, remedy: string): PoolDatabaseError {
    return new PoolDatabaseError(what, remedy, this.place());
  }
}

function webPage(): PoolDatabaseError {
  return new PoolDatabaseError(
    'This is a web page, not a pool database: perhaps a log-in or error page that was saved in its place.',
    NOT_A_DUMP,
  );
}

export function tooLong(place: Place): PoolDatabaseError {
  return new PoolDatabaseError(`The file is larger than ${mebibytes(MAX_TOTAL_LENGTH)}.`, TOO_LARGE, place);
}
