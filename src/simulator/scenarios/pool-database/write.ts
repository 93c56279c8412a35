import { databaseSchema } from '../../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../../xapi/datamodel/ref';
import type { Entry } from '../../engine/table';
import { columnsOf, isKept, tableClasses, type Column } from './columns';
import type { RawRow, WritablePoolDatabase } from './pool-database';
import { writeValue } from './values';
import { escapeAttribute, protect } from './white-space';

/** Roughly how long the pieces of `poolDatabaseChunks` are, in characters. */
const CHUNK_LENGTH = 256 * 1024;

/** The whole dump as one text, as `GET /pool/xmldbdump` answers it. */
export function writePoolDatabase(database: WritablePoolDatabase): string {
  return [...poolDatabaseChunks(database)].join('');
}

/**
 * The dump in pieces, in the form of xapi's db_xml.ml: the manifest, then every table by name, with the rows of those
 * that a restart keeps. Tables and columns that the model does not know follow as they were.
 */
export function* poolDatabaseChunks(database: WritablePoolDatabase): Generator<string> {
  let chunk = '';
  for (const part of parts(database)) {
    chunk += part;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

function* parts(database: WritablePoolDatabase): Generator<string> {
  const [major, minor] = databaseSchema;
  const manifest = {
    ...database.manifest,
    schema_major_vsn: String(major),
    schema_minor_vsn: String(minor),
    generation_count: String(database.generation),
  };
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<database><manifest>';
  for (const [key, value] of Object.entries(manifest))
    yield `<pair${attribute('key', key)}${attribute('value', value)}/>`;
  yield '</manifest>';
  for (const cls of tableClasses) {
    const entries = database.tables.get(cls)?.entries;
    if (!isKept(cls) || entries === undefined || entries.size === 0) {
      yield `<table${attribute('name', cls)}/>`;
      continue;
    }
    const columns = writtenColumns(cls);
    const unknown = database.unknown.columns[cls];
    yield `<table${attribute('name', cls)}>`;
    for (const [ref, entry] of entries) yield knownRow(columns, ref, entry, unknown?.[ref]);
    yield '</table>';
  }
  for (const [name, rows] of Object.entries(database.unknown.tables)) {
    yield `<table${attribute('name', name)}>`;
    for (const row of rows) yield `<row${rawAttributes(row)}/>`;
    yield '</table>';
  }
  yield '</database>';
}

interface WrittenColumn extends Pick<Column, 'name' | 'momentary' | 'type'> {
  /** Null: the reference itself. */
  readonly field: string | null;
}

/** In the order of the names, as xapi's rows are sorted maps. */
function writtenColumns(cls: ClassName): readonly WrittenColumn[] {
  const own: WrittenColumn = { name: '_ref', field: null, momentary: false, type: { kind: 'string' } };
  return [own, ...columnsOf(cls).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function knownRow(columns: readonly WrittenColumn[], ref: string, entry: Entry, unknown: RawRow | undefined): string {
  const row = entry.row as unknown as Readonly<Record<string, unknown>>;
  let text = `<row${attribute('ref', ref)} __ctime="${entry.created}" __mtime="${entry.modified}"`;
  for (const { name, field, momentary, type } of columns) {
    const value = field === null ? ref : momentary ? '()' : writeValue(type, row[field]);
    text += attribute(name, protect(value));
  }
  return `${text}${unknown === undefined ? '' : rawAttributes(unknown)}/>`;
}

function rawAttributes(row: RawRow): string {
  return Object.entries(row)
    .map(([name, value]) => attribute(name, value))
    .join('');
}

function attribute(name: string, value: string): string {
  return ` ${name}="${escapeAttribute(value)}"`;
}
