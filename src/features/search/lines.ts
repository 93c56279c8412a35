import type { ObjectId } from '../navigation';
import type { GridRow } from './grid-row';

/** A group of rows. Where an object of the list is the group, as a server is of its machines, it is in the line. */
export interface GroupLine {
  readonly line: 'group';
  readonly key: string;
  readonly depth: number;
  readonly label: string;
  /** Rows in it and in the groups below it. */
  readonly count: number;
  readonly isOpen: boolean;
  /** The object that it is a group of, whether the list shows it or not. */
  readonly id: ObjectId | null;
  readonly row: GridRow | null;
}

/** A row in a group; the same object may be in several. */
export interface NestedLine {
  readonly line: 'row';
  readonly key: string;
  readonly depth: number;
  readonly row: GridRow;
}

/** What a grid shows in one line; without groups, the rows themselves. */
export type Line = GridRow | GroupLine | NestedLine;

export const lineKey = (line: Line): string => line.key;

/** The object whose cells a line shows; null: a group that is no object of the list. */
export function rowOf(line: Line): GridRow | null {
  return 'line' in line ? line.row : line;
}

/** The object that a line is about. */
export function objectOf(line: Line): ObjectId | null {
  if (!('line' in line)) return line.id;
  return line.line === 'group' ? (line.row?.id ?? line.id) : line.row.id;
}
