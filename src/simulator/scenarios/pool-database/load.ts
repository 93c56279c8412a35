import { databaseSchema } from '../../../xapi/datamodel/classes.gen';
import type { ClassName, Ref } from '../../../xapi/datamodel/ref';
import { defaultRow, type FieldType } from '../../engine/defaults';
import { classOfTable, columnsOf, isKept, type Column } from './columns';
import { derivedUuid, Draft, type DraftRow } from './draft';
import type { Attribute, DumpSink } from './dump-parser';
import { inheritValues } from './inherited-values';
import { MAX_UNKNOWN_LENGTH, mebibytes } from './limits';
import { clip, PoolDatabaseError, TAKE_A_NEW_DUMP, type Place } from './pool-database-error';
import type { RawRow, UnknownParts } from './pool-database';
import { isNullSpelling, NO_VALUE, readValue, ValueError, type Report } from './values';
import { unprotect } from './white-space';

/** Attributes of every row that are not columns. */
const ROW_ATTRIBUTES: ReadonlySet<string> = new Set(['ref', '_ref', '__ctime', '__mtime']);
/** Names of unknown columns and tables in one notice. */
const NAMES_SHOWN = 10;
/** Longer lists are rarely equal; shorter ones are read once and shared between rows. */
const SHARED_LENGTH = 1000;
const SHARED_ENTRIES = 20_000;

/** Makes typed rows of the parts of a dump, and keeps verbatim what the model does not know. */
export class Loader implements DumpSink {
  readonly draft = new Draft();
  readonly manifest = new Map<string, string>();
  readonly #unknownTables = new Map<string, RawRow[]>();
  readonly #unknownColumns = new Map<ClassName, Map<Ref, RawRow>>();
  readonly #unknownNames = new Map<ClassName, Set<string>>();
  #unknownLength = 0;
  readonly #shared = new Map<FieldType, Map<string, unknown>>();
  readonly #refs = new Map<string, string>();

  pair(key: string, value: string): void {
    this.manifest.set(key, value);
  }

  table(name: string): void {
    if (classOfTable(name) === undefined && !this.#unknownTables.has(name)) this.#unknownTables.set(name, []);
  }

  row(table: string, attributes: readonly Attribute[], place: Place): void {
    const cls = classOfTable(table);
    if (cls === undefined) {
      this.#unknownTables.get(table)?.push(this.#keep(attributes, place));
    } else if (!isKept(cls)) {
      this.draft.notices.add(`Rows of ${cls} last only as long as a server runs, and were left out`);
    } else {
      this.#knownRow(cls, attributes, place);
    }
  }

  unknown(): UnknownParts {
    const columns = [...this.#unknownColumns].map(([cls, rows]) => [cls, Object.fromEntries(rows)] as const);
    return { tables: Object.fromEntries(this.#unknownTables), columns: Object.fromEntries(columns) };
  }

  /** The version that the file was written with. */
  fileSchema(): readonly [major: number, minor: number] {
    const { manifest } = this;
    if (manifest.size === 0) {
      throw new PoolDatabaseError('The file has no manifest, so its schema version is unknown.', TAKE_A_NEW_DUMP);
    }
    const number = (key: string): number => {
      const text = manifest.get(key);
      if (text === undefined) throw new PoolDatabaseError(`The manifest lacks "${key}".`, TAKE_A_NEW_DUMP);
      if (!/^\d{1,9}$/.test(text))
        throw new PoolDatabaseError(
          `In the manifest, "${key}" is "${clip(text)}", not a whole number.`,
          TAKE_A_NEW_DUMP,
        );
      return Number(text);
    };
    return [number('schema_major_vsn'), number('schema_minor_vsn')];
  }

  /** The generation that the manifest gives; 0 when it gives none. */
  fileGeneration(): number {
    const text = this.manifest.get('generation_count') ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : 0;
  }

  /** Notes what was not understood; call it when the file has ended. */
  report(schema: readonly [number, number]): void {
    const { notices } = this.draft;
    const [major, minor] = databaseSchema;
    const isOlder = schema[0] < major || (schema[0] === major && schema[1] < minor);
    const isNewer = schema[0] > major || (schema[0] === major && schema[1] > minor);
    const from = `The file has database schema ${schema.join('.')}, this model ${major}.${minor}`;
    if (isOlder) notices.add(`${from}: fields that came later have their defaults`);
    if (isNewer) notices.add(`${from}: what came later is kept, but not shown`);
    for (const [name, rows] of this.#unknownTables) {
      if (rows.length > 0)
        notices.add(
          'Tables that the model does not know were kept as they are',
          `${clip(name)} (${rows.length === 1 ? '1 row' : `${rows.length} rows`})`,
        );
    }
    for (const [cls, names] of this.#unknownNames) {
      const shown = [...names].slice(0, NAMES_SHOWN).map((name) => clip(name, 40));
      const more = names.size - shown.length;
      const list = more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
      notices.add(`Columns of ${cls} that the model does not know were kept as they are: ${list}`);
    }
  }

  #knownRow(cls: ClassName, attributes: readonly Attribute[], place: Place): void {
    const ref = this.#refOf(attributes, place);
    const { notices } = this.draft;
    const earlier = this.draft.classOf(ref);
    if (earlier !== undefined) {
      notices.add('A reference occurs twice; the first row was kept', `${clip(ref)} in ${earlier} and ${cls}`);
      return;
    }
    const columns = columnsOf(cls);
    const row: DraftRow = { ...defaultRow(cls) };
    const unknown: Attribute[] = [];
    let created = 0;
    let modified = 0;
    for (const attribute of attributes) {
      const column = columns.get(attribute.name);
      if (column !== undefined) this.#readColumn(cls, ref, column, attribute.value, row, place);
      else if (attribute.name === '__ctime') created = generation(attribute.value);
      else if (attribute.name === '__mtime') modified = generation(attribute.value);
      else if (!ROW_ATTRIBUTES.has(attribute.name)) unknown.push(attribute);
    }
    inheritValues(cls, row, (name) => attributes.some((attribute) => attribute.name === name));
    if (row['uuid'] === '') {
      row['uuid'] = derivedUuid(`uuid/${cls}`, ref);
      notices.add(`${cls}.uuid is missing and was made from the reference`, clip(ref));
    }
    if (unknown.length > 0) this.#keepColumns(cls, ref, unknown, place);
    this.draft.add(cls, ref, row, created, modified);
  }

  #refOf(attributes: readonly Attribute[], place: Place): Ref {
    const value = (name: string): string => attributes.find((attribute) => attribute.name === name)?.value ?? '';
    const ref = value('ref') || unprotect(value('_ref'));
    if (isNullSpelling(ref)) {
      throw new PoolDatabaseError(
        `A row has ${ref === '' ? 'no reference' : `"${clip(ref)}" as its reference, which means none`}.`,
        TAKE_A_NEW_DUMP,
        place,
      );
    }
    return this.#oneCopy(ref);
  }

  #readColumn(cls: ClassName, ref: Ref, column: Column, text: string, row: DraftRow, place: Place): void {
    if (column.momentary) return;
    try {
      const value = this.#read(cls, ref, column, text);
      if (value !== NO_VALUE) row[column.field] = value;
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw new PoolDatabaseError(error.message, 'Correct the value, or take the dump again.', {
        ...place,
        row: ref,
        attribute: column.name,
      });
    }
  }

  #read(cls: ClassName, ref: Ref, column: Column, text: string): unknown {
    const { type } = column;
    const plain = unprotect(text);
    if (type.kind === 'string') return detach(plain);
    let isExact = true;
    const report: Report = (problem, value) => {
      isExact = false;
      this.draft.notices.add(`${cls}.${column.name} ${problem}`, `${clip(ref)}: ${clip(value)}`);
    };
    if (type.kind === 'ref') return this.#oneCopy(readValue(type, plain, report) as string);
    if (type.kind !== 'set' && type.kind !== 'map') return readValue(type, plain, report);
    const shared = this.#sharedOf(type);
    const before = shared.get(plain);
    if (before !== undefined) return before;
    const own = detach(plain);
    const value = readValue(type, own, report);
    if (isExact && own.length <= SHARED_LENGTH && shared.size < SHARED_ENTRIES) shared.set(own, value);
    return value;
  }

  #sharedOf(type: FieldType): Map<string, unknown> {
    let shared = this.#shared.get(type);
    if (shared === undefined) {
      shared = new Map();
      this.#shared.set(type, shared);
    }
    return shared;
  }

  /** References occur many times over; all rows hold the same text. */
  #oneCopy(ref: string): string {
    const before = this.#refs.get(ref);
    if (before !== undefined) return before;
    const own = detach(ref);
    this.#refs.set(own, own);
    return own;
  }

  #keepColumns(cls: ClassName, ref: Ref, attributes: readonly Attribute[], place: Place): void {
    let rows = this.#unknownColumns.get(cls);
    let names = this.#unknownNames.get(cls);
    if (rows === undefined || names === undefined) {
      rows = new Map();
      names = new Set();
      this.#unknownColumns.set(cls, rows);
      this.#unknownNames.set(cls, names);
    }
    rows.set(ref, this.#keep(attributes, place));
    for (const { name } of attributes) names.add(name);
  }

  #keep(attributes: readonly Attribute[], place: Place): RawRow {
    for (const { name, value } of attributes) this.#unknownLength += name.length + value.length;
    if (this.#unknownLength > MAX_UNKNOWN_LENGTH) {
      throw new PoolDatabaseError(
        `More than ${mebibytes(MAX_UNKNOWN_LENGTH)} lie in tables and columns that no release has.`,
        TAKE_A_NEW_DUMP,
        place,
      );
    }
    return Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
  }
}

/** Generations of rows; xapi writes -1 for rows that it made while starting. */
function generation(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/**
 * A copy that holds no more than its own characters: a piece cut from a text keeps all of it in memory in V8, so
 * a world of ten thousand VMs would carry its whole file along (measured: 206 MB instead of 110 MB).
 */
function detach(text: string): string {
  return ` ${text}`.slice(1);
}
