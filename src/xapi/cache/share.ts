import type { AnyRecord } from '../datamodel/ref';

const emptyList: readonly never[] = Object.freeze([]);
const emptyMap: Readonly<Record<string, never>> = Object.freeze({});

/**
 * Lets all empty lists and maps of a record that has just arrived be the same two objects: two thirds of the fields
 * of a VM are empty, and the way through a worker gives each its own.
 */
export function shareEmpties(record: AnyRecord): void {
  const fields = record as Record<string, unknown>;
  for (const name in fields) {
    const value = fields[name];
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      if (value.length === 0) fields[name] = emptyList;
    } else if (isEmpty(value)) {
      fields[name] = emptyMap;
    }
  }
}

/** Whether two records say the same, so that a fresh load leaves unchanged objects untouched. */
export function sameRecord(a: AnyRecord, b: AnyRecord): boolean {
  return sameValue(a, b);
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && sameValue(left[name], right[name]))
  );
}

function isEmpty(value: object): boolean {
  for (const _name in value) return false;
  return true;
}
