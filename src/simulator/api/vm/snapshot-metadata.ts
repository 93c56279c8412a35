import { classTable } from '../../../xapi/datamodel/classes.gen';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { parseFieldType, type FieldType } from '../../engine/defaults';
import { linksOf } from '../../engine/relations';

type Vm = Records['VM'];
type Expression = string | readonly Expression[];

/**
 * `VM.snapshot_metadata`: the columns of the VM at the time of the snapshot as one S-expression of pairs, values as a
 * database dump writes them, so that a dump's snapshots and ours can be reverted alike (xapi: helpers.ml vm_to_string).
 */
export function writeMetadata(vm: Vm): string {
  let last = written.get(vm.uuid);
  if (last === undefined) {
    if (written.size >= MOST_WRITTEN) written.clear();
    written.set(vm.uuid, (last = new Written(vm)));
  }
  return last.textOf(vm);
}

/** The fields that a snapshot's metadata gives; fields that the model does not know, or that cannot be read, are left out. */
export function readMetadata(text: string): Partial<Vm> {
  const values: Record<string, unknown> = {};
  const pairs = parse(text);
  if (typeof pairs === 'string') return values;
  for (const pair of pairs) {
    const [column, value] = pair;
    if (typeof column !== 'string' || typeof value !== 'string') continue;
    const known = byColumn.get(column);
    const read = known === undefined ? undefined : fromText(known.type, value);
    if (known !== undefined && read !== undefined) values[known.field] = read;
  }
  return values;
}

const SPECIAL = /[\\'"]/;

function atom(text: string): string {
  return SPECIAL.test(text) ? `'${text.replace(/[\\'"]/g, '\\$&')}'` : `'${text}'`;
}

const atoms = new WeakMap<object, string>();

/** Sets and maps are replaced, never changed: their text is kept for the next snapshot of the same VM. */
function valueAtom(type: FieldType, value: unknown): string {
  if (typeof value !== 'object' || value === null) return atom(toText(type, value));
  const known = atoms.get(value);
  if (known !== undefined) return known;
  const text = atom(toText(type, value));
  atoms.set(value, text);
  return text;
}

/** A column of the metadata. Most VMs say the same in most columns: the text of the last one is kept. */
class Column {
  readonly field: keyof Vm;
  readonly type: FieldType;
  readonly #start: string;
  #value: unknown;
  #pair = '';

  /** @param before what stands before the pair */
  constructor(name: string, field: keyof Vm, type: FieldType, before: string) {
    this.field = field;
    this.type = type;
    this.#start = `${before}(${atom(name)} `;
  }

  pairOf(vm: Vm): string {
    const value = vm[this.field];
    if (value !== this.#value || this.#pair === '') {
      this.#value = value;
      this.#pair = `${this.#start}${valueAtom(this.type, value)})`;
    }
    return this.#pair;
  }
}

/** What was written of a VM last: the next time most of it is the same, and taken from there. */
class Written {
  readonly #values: unknown[];
  /** Where the pairs end in the text. */
  readonly #ends: number[] = [];
  #text = '(';

  constructor(vm: Vm) {
    this.#values = columns.map(({ field }) => vm[field]);
    for (const column of columns) {
      this.#text += column.pairOf(vm);
      this.#ends.push(this.#text.length);
    }
    this.#text += ')';
  }

  textOf(vm: Vm): string {
    let text = '';
    let taken = 0;
    let longer = 0;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at];
      const end = this.#ends[at] ?? 0;
      this.#ends[at] = end + longer;
      if (column === undefined || vm[column.field] === this.#values[at]) continue;
      this.#values[at] = vm[column.field];
      const pair = column.pairOf(vm);
      const start = at === 0 ? 1 : (this.#ends[at - 1] ?? 0) - longer;
      text += this.#text.slice(taken, start) + pair;
      taken = end;
      longer += pair.length - (end - start);
      this.#ends[at] = end + longer;
    }
    if (taken > 0) this.#text = text + this.#text.slice(taken);
    return this.#text;
  }
}

const written = new Map<string, Written>();
const MOST_WRITTEN = 500;

const derived = new Set(linksOf('VM').members.map(({ field }) => field));
const byColumn = new Map(
  Object.entries(classTable.VM.fields)
    .filter(([field]) => !derived.has(field) && field !== 'snapshot_metadata' && field !== 'allowed_operations')
    .map(([field, { column = field, type }], at) => {
      return [column, new Column(column, field as keyof Vm, parseFieldType(type), at === 0 ? '' : ' ')];
    }),
);
const columns = [...byColumn.values()];

function toText(type: FieldType, value: unknown): string {
  switch (type.kind) {
    case 'set':
      return `(${(value as readonly unknown[]).map((item) => atom(toText(type.of, item))).join(' ')})`;
    case 'map':
      return `(${Object.entries(value as Readonly<Record<string, unknown>>)
        .map(([key, item]) => `(${atom(key)} ${atom(toText(type.value, item))})`)
        .join(' ')})`;
    case 'float':
      return Number.isInteger(value) ? `${String(value)}.` : String(value);
    default:
      return String(value);
  }
}

function fromText(type: FieldType, text: string): unknown {
  switch (type.kind) {
    case 'int':
    case 'float':
      return text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
    case 'bool':
      return text === 'true';
    case 'enum':
      return type.values.find((value) => value.toLowerCase() === text.toLowerCase());
    case 'set':
      return items(text).flatMap((item) => (typeof item === 'string' ? [fromText(type.of, item)] : []));
    case 'map':
      return Object.fromEntries(
        items(text).flatMap(([key, value]) =>
          typeof key === 'string' && typeof value === 'string' ? [[key, fromText(type.value, value)]] : [],
        ),
      );
    default:
      return text;
  }
}

function items(text: string): readonly Expression[] {
  const list = parse(text);
  return typeof list === 'string' ? [] : list;
}

/** Reads an S-expression of quoted atoms; what is not well-formed ends it where it stands. */
function parse(text: string): Expression {
  const root: Expression[] = [];
  const open: Expression[][] = [root];
  for (const [token] of text.matchAll(/[()]|'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|[^\s()'"]+/g)) {
    const list = open.at(-1) ?? root;
    if (token === '(') {
      const child: Expression[] = [];
      list.push(child);
      open.push(child);
    } else if (token === ')') {
      if (open.length > 1) open.pop();
    } else {
      const quoted = token.startsWith("'") || token.startsWith('"');
      list.push(quoted ? token.slice(1, -1).replace(/\\([\s\S])/g, '$1') : token);
    }
  }
  return root[0] ?? '';
}
