import { classTable } from '../../../xapi/datamodel/classes.gen';
import { enumTable } from '../../../xapi/datamodel/enums.gen';
import type { ClassModel } from '../../../xapi/datamodel/model';
import { NULL_REF } from '../../../xapi/datamodel/ref';

const models = classTable as Readonly<Record<string, ClassModel | undefined>>;
const enums = enumTable as Readonly<Record<string, readonly string[]>>;

const known = new Map<string, Readonly<Record<string, unknown>>>();

/** What a row holds of what nobody has set: saved worlds leave that out. */
export function defaultsOf(cls: string): Readonly<Record<string, unknown>> {
  let row = known.get(cls);
  if (!row) {
    const fields = Object.entries(models[cls]?.fields ?? {});
    row = Object.fromEntries(fields.map(([name, { type, default: value = emptyOf(type) }]) => [name, value]));
    known.set(cls, row);
  }
  return row;
}

/** The empty value of a type, as the datamodel's legend says. */
function emptyOf(type: string): unknown {
  if (type.endsWith(' set')) return [];
  if (type.endsWith(' map')) return {};
  if (type.endsWith(' ref')) return NULL_REF;
  if (type === 'int' || type === 'float') return 0;
  if (type === 'bool') return false;
  if (type === 'datetime') return '19700101T00:00:00Z';
  return type.startsWith('enum ') ? (enums[type.slice('enum '.length)]?.[0] ?? '') : '';
}
