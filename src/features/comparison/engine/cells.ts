import { attribute, names } from './attributes';
import type { Row } from './model';

/** What a row says under a name; undefined: nothing. */
export function cellOf(row: Row, key: string): unknown {
  return typeof row === 'string' ? attribute(row, key) : row[key];
}

export function keysOf(row: Row): readonly string[] {
  return typeof row === 'string' ? names(row) : Object.keys(row);
}
