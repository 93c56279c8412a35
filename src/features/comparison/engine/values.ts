import type { PlannedField } from './field-plan';
import type { State } from './model';
import { parseExpression, unprotect } from './s-expression';

/** A value as both kinds of states have it: texts, lists of texts, texts by key. */
export type Value = string | readonly string[] | ReadonlyMap<string, string>;

const NULL = /^(OpaqueRef:)?NULL$/i;

/** The value of a cell. What cannot be read is its text. */
export function valueOf(cell: unknown, { shape }: Pick<PlannedField, 'shape'>, isText: boolean): Value {
  if (!isText) return ofJson(cell, shape);
  const text = unprotect(String(cell));
  if (shape === 'scalar') return text;
  const list = text === '' ? [] : parseExpression(text);
  if (list === undefined || typeof list === 'string') return text;
  if (shape === 'set') return list.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  const map = new Map<string, string>();
  for (const pair of list) {
    const [key, value] = pair;
    if (typeof pair !== 'string' && typeof key === 'string') map.set(key, String(value ?? ''));
  }
  return map;
}

function ofJson(cell: unknown, shape: PlannedField['shape']): Value {
  if (shape === 'set' && Array.isArray(cell)) return cell.map(textOf);
  if (shape === 'map' && typeof cell === 'object' && cell !== null) {
    return new Map(Object.entries(cell).map(([key, value]) => [key, textOf(value)]));
  }
  return textOf(cell);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What a text means: for references what they lead to, for numbers the number. */
export function meaning(text: string, isRef: boolean, { uuids }: State): string {
  if (isRef) return uuids.get(text) ?? (NULL.test(text) ? '' : text);
  // Dumps write `1.` and `0.50`, worlds 1 and 0.5.
  return /^-?\d+\.\d*$/.test(text) ? String(Number(text)) : text;
}

/** A value that is equal where the meaning is. */
export function meaningOf(value: Value, { isRef, keysAreRefs }: PlannedField, state: State): Value {
  if (typeof value === 'string') return meaning(value, isRef, state);
  if (isList(value)) return value.map((item) => meaning(item, isRef, state));
  return new Map(
    [...value].map(([key, item]) => [meaning(key, keysAreRefs, state), meaning(item, isRef, state)] as const),
  );
}

export const isList = (value: Value): value is readonly string[] => Array.isArray(value);

/** Whether two meanings are one; sets have no order. */
export function isSame(a: Value, b: Value): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    const [left, right] = [a.toSorted(), b.toSorted()];
    return left.every((item, at) => item === right[at]);
  }
  return a.size === b.size && [...a].every(([key, item]) => b.get(key) === item);
}
