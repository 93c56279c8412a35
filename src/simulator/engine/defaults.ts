import { enumTable } from '../../xapi/datamodel/enums.gen';
import { classTable } from '../../xapi/datamodel/classes.gen';
import { NULL_REF, type ClassName } from '../../xapi/datamodel/ref';
import { rowCopies } from '../../xapi/datamodel/rows.gen';
import type { Records } from '../../xapi/datamodel/types.gen';

/** A field's type as data, read from its type text once. */
export type FieldType =
  | { readonly kind: 'string' | 'int' | 'float' | 'bool' | 'datetime' | 'void' }
  | { readonly kind: 'enum'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'ref' | 'record'; readonly name: string }
  | { readonly kind: 'set' | 'option'; readonly of: FieldType }
  | { readonly kind: 'map'; readonly key: FieldType; readonly value: FieldType };

const cache = new Map<string, FieldType>();

/** Parses a type text such as `(string -> enum vm_operations) map`; an absent text means void. */
export function parseFieldType(text: string | undefined): FieldType {
  if (text === undefined || text === '') return { kind: 'void' };
  let type = cache.get(text);
  if (type === undefined) {
    type = readType(text);
    cache.set(text, type);
  }
  return type;
}

function readType(text: string): FieldType {
  switch (text) {
    case 'string':
    case 'int':
    case 'float':
    case 'bool':
    case 'datetime':
      return { kind: text };
  }
  if (text.endsWith(' set')) return { kind: 'set', of: parseFieldType(text.slice(0, -4)) };
  if (text.endsWith(' option')) return { kind: 'option', of: parseFieldType(text.slice(0, -7)) };
  if (text.endsWith(' map')) {
    const inside = text.slice(1, -5);
    const arrow = inside.indexOf(' -> ');
    return { kind: 'map', key: parseFieldType(inside.slice(0, arrow)), value: parseFieldType(inside.slice(arrow + 4)) };
  }
  if (text.endsWith(' ref')) return { kind: 'ref', name: text.slice(0, -4) };
  if (text.endsWith(' record')) return { kind: 'record', name: text.slice(0, -7) };
  const name = text.slice('enum '.length);
  const values = (enumTable as Readonly<Record<string, readonly string[]>>)[name];
  return values === undefined ? { kind: 'record', name: text } : { kind: 'enum', name, values };
}

/** Shared by all rows, so that ten thousand records with empty sets and maps cost nothing extra. */
export const EMPTY_SET: readonly never[] = Object.freeze([]);
export const EMPTY_MAP: Readonly<Record<string, never>> = Object.freeze({});
/** "Never" on the wire. */
export const EPOCH = '19700101T00:00:00Z';

/** The value of a field nobody has set (legend of the datamodel: type-empty value). */
function emptyValue(type: FieldType): unknown {
  switch (type.kind) {
    case 'string':
    case 'void':
    case 'record':
      return '';
    case 'int':
    case 'float':
      return 0;
    case 'bool':
      return false;
    case 'datetime':
      return EPOCH;
    case 'enum':
      return type.values[0];
    case 'ref':
      return NULL_REF;
    case 'set':
      return EMPTY_SET;
    case 'map':
      return EMPTY_MAP;
    case 'option':
      return undefined;
  }
}

const defaults = new Map<ClassName, unknown>();

/** A copy of a row, of the one shape that all rows of its class have. */
export function copyRow<C extends ClassName>(cls: C, row: Records[C]): Records[C] {
  return rowCopies[cls](row);
}

/** A complete row of a class with every field at its default, internal and volatile fields included. Copy it. */
export function defaultRow<C extends ClassName>(cls: C): Records[C] {
  let row = defaults.get(cls);
  if (row === undefined) {
    const fields = Object.entries(classTable[cls].fields).map(([name, field]) => {
      const value = field.default === undefined ? emptyValue(parseFieldType(field.type)) : shared(field.default);
      return [name, value] as const;
    });
    row = copyRow(cls, Object.fromEntries(fields) as Records[C]);
    defaults.set(cls, row);
  }
  return row as Records[C];
}

function shared(value: unknown): unknown {
  if (Array.isArray(value) && value.length === 0) return EMPTY_SET;
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return EMPTY_MAP;
  return value;
}
