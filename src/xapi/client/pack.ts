import type { AnyRecord, Ref } from '../datamodel/ref';
import { shareEmpties, shareEmpty } from './share';

type Entries = readonly (readonly [Ref, AnyRecord])[];
type Fields = Record<string, unknown>;

/**
 * Records on their way from the worker to the page, by column. Most fields of most objects are alike, so a chunk
 * crosses in a fifth of the bytes and of the page's time that the records themselves would take, and what is alike is
 * one object afterwards.
 */
export type Packed =
  | { readonly refs: readonly Ref[]; readonly common: Fields; readonly columns: readonly Column[] }
  /** Records of unlike shape, as they are. */
  | { readonly entries: Entries };

/** A field that is not the same in all records: a value a record, or few values and which of them. */
interface Column {
  readonly name: string;
  readonly values: readonly unknown[];
  readonly indices?: Uint16Array<ArrayBuffer>;
}

/** From so many records on it is clear whether the values of a field repeat. */
const sampleRecords = 24;

export function pack(entries: Entries): Packed {
  const [first] = entries;
  if (!first || entries.length > 0xffff) return { entries };
  const names = Object.keys(first[1]);
  const rows = entries.map(([, record]) => record as unknown as Fields);
  const common: Fields = {};
  const columns: Column[] = [];
  for (const row of rows) if (Object.keys(row).length !== names.length) return { entries };
  for (const name of names) {
    const column = packColumn(name, rows);
    if (!column) return { entries };
    common[name] = column.values[0];
    if (column.values.length > 1) columns.push(column);
  }
  return { refs: entries.map(([ref]) => ref), common, columns };
}

/** Undefined when a record lacks the field. */
function packColumn(name: string, rows: readonly Fields[]): Column | undefined {
  // Two maps, so that a text is never taken for the list or map that it spells.
  const places = new Map<unknown, number>();
  const placesByJson = new Map<unknown, number>();
  const values: unknown[] = [];
  const indices = new Uint16Array(rows.length);
  for (const [index, row] of rows.entries()) {
    const value = row[name];
    if (value === undefined) return undefined;
    const composed = typeof value === 'object';
    const known = composed ? placesByJson : places;
    const key = composed ? JSON.stringify(value) : value;
    let place = known.get(key);
    if (place === undefined) {
      place = values.push(value) - 1;
      known.set(key, place);
    }
    indices[index] = place;
    if (index === sampleRecords && values.length > sampleRecords / 2) return plainColumn(name, rows);
  }
  if (values.length > 1 && values.length > rows.length / 2) return plainColumn(name, rows);
  return { name, values, indices };
}

function plainColumn(name: string, rows: readonly Fields[]): Column | undefined {
  const values = rows.map((row) => row[name]);
  return values.includes(undefined) ? undefined : { name, values };
}

export function unpack(packed: Packed): Entries {
  if ('entries' in packed) {
    for (const [, record] of packed.entries) shareEmpties(record);
    return packed.entries;
  }
  const { refs, common, columns } = packed;
  for (const name in common) common[name] = shareEmpty(common[name]);
  const rows: Fields[] = refs.map(() => ({ ...common }));
  for (const { name, values, indices } of columns) {
    const shared = values.map(shareEmpty);
    for (const [index, row] of rows.entries()) row[name] = shared[indices ? (indices[index] ?? 0) : index];
  }
  // Packed from records, so these are records.
  return refs.map((ref, index) => [ref, rows[index] as unknown as AnyRecord]);
}
