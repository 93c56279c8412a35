/** Where in a file something was found. Lines and columns count from 1. */
export interface Place {
  readonly line?: number;
  readonly column?: number;
  readonly table?: string;
  readonly row?: string;
  readonly attribute?: string;
}

/** What helps in most cases: a file that a pool wrote just now. */
export const TAKE_A_NEW_DUMP = 'Take the dump again with "xe pool-dump-database file-name=…".';

/**
 * A file that cannot be opened as a pool database. The message is for people: where, what is wrong, and what to do.
 * `place` says the same for programs.
 */
export class PoolDatabaseError extends Error {
  override readonly name = 'PoolDatabaseError';
  readonly place: Place;

  constructor(what: string, remedy: string, place: Place = {}) {
    super(`${describePlace(place)}${what} ${remedy}`);
    this.place = place;
  }
}

/** `Line 3, column 40, table VM, row OpaqueRef:…, column uuid: `, or nothing for a place that is the whole file. */
function describePlace(place: Place): string {
  const parts: string[] = [];
  if (place.line !== undefined) parts.push(`line ${place.line}`);
  if (place.column !== undefined) parts.push(`position ${place.column}`);
  if (place.table !== undefined) parts.push(`table ${clip(place.table)}`);
  if (place.row !== undefined) parts.push(`row ${clip(place.row)}`);
  if (place.attribute !== undefined) parts.push(`column ${clip(place.attribute)}`);
  if (parts.length === 0) return '';
  const text = parts.join(', ');
  return `${text[0]?.toUpperCase()}${text.slice(1)}: `;
}

/** Foreign text inside a message: one line, and not longer than a person reads. */
export function clip(text: string, length = 80): string {
  const line = text.slice(0, length + 1).replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '\ufffd');
  return text.length > length ? `${line.slice(0, length)}…` : line;
}
