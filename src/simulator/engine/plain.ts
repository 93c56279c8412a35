import { classTable } from '../../xapi/datamodel/classes.gen';
import type { AnyRecord, ClassName, Ref } from '../../xapi/datamodel/ref';
import type { AgendaEntry, Json } from './agenda';
import { copyRow, defaultRow } from './defaults';
import type { EngineImage } from './engine';
import { notesOf, plainNotes, type PlainNotes } from './notes';
import type { RandomState } from './random';
import type { Entry } from './table';

/** A row without the fields that hold their default: [ref, created, modified, fields]. */
export type PlainRow = readonly [
  ref: Ref,
  created: number,
  modified: number,
  fields: Readonly<Record<string, unknown>>,
];

/** A whole world as JSON. Derived from an image; the same image always gives the same text. */
export interface PlainState {
  readonly format: 'xenia-world';
  readonly version: 1;
  readonly nowMs: number;
  readonly sequence: number;
  readonly generation: number;
  readonly random: RandomState;
  readonly agenda: readonly AgendaEntry[];
  readonly annex: Readonly<Record<string, Json>>;
  readonly notes: PlainNotes;
  readonly tables: Readonly<Record<string, readonly PlainRow[]>>;
}

/** Values that rows share when they are empty or at their default need not be written. */
export function packRow(cls: ClassName, ref: Ref, entry: Entry): PlainRow {
  const defaults = defaultRow(cls) as unknown as Readonly<Record<string, unknown>>;
  const row = entry.row as unknown as Readonly<Record<string, unknown>>;
  const fields: Record<string, unknown> = {};
  for (const name in row) {
    const value = row[name];
    const usual = defaults[name];
    if (value !== usual && !(isEmpty(value) && isEmpty(usual))) fields[name] = value;
  }
  return [ref, entry.created, entry.modified, fields];
}

function unpackRow(cls: ClassName, [, created, modified, fields]: PlainRow): Entry {
  return { row: Object.assign(copyRow(cls, defaultRow(cls)), fields) as AnyRecord, created, modified };
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value !== 'object' || value === null) return false;
  for (const _ in value) return false;
  return true;
}

export function toPlain(image: EngineImage): PlainState {
  const tables: Record<string, PlainRow[]> = {};
  for (const [cls, table] of image.database.tables) {
    if (cls === 'session') continue;
    const rows: PlainRow[] = [];
    for (const [ref, entry] of table.entries) rows.push(packRow(cls, ref, entry));
    if (rows.length > 0) tables[cls] = rows;
  }
  const { nowMs, sequence, random, agenda, annex, database } = image;
  const notes = plainNotes(image.notes);
  const state = { nowMs, sequence, generation: database.generation, random, agenda, annex, notes, tables };
  return { format: 'xenia-world', version: 1, ...state };
}

/** The image of a state of ours. Sessions are not kept: clients log in again. */
export function fromPlain(plain: PlainState): EngineImage {
  const tables = new Map(
    (Object.keys(classTable) as ClassName[]).map((cls) => {
      const rows = plain.tables[cls] ?? [];
      const entries = new Map<Ref, Entry>();
      for (const row of rows) entries.set(row[0], unpackRow(cls, row));
      return [cls, { entries, deletions: [] }] as const;
    }),
  );
  const { nowMs, sequence, random, agenda, annex, generation } = plain;
  const notes = notesOf(plain.notes);
  return { nowMs, sequence, random, agenda, annex, notes, database: { generation, tables } };
}
