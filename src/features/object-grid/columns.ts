import type { ReactNode } from 'react';
import type { ObjectId, SortKey } from '../navigation';
import { naturalKey } from '../values';

/** A row of a tab: an object, and the one its commands are about. Immutable. */
export interface TabRow {
  readonly id: ObjectId;
}

/** One column of a tab; columns are compared by identity, so they live at module level. */
export interface TabColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly width: number;
  readonly align?: 'end';
  /** A longer explanation of the header. */
  readonly title?: string;
  /** For the cell, the filter and files; the empty text where there is nothing to say. */
  readonly text: (row: Row) => string;
  /** Orders rows, naturally for texts; null stands last. Absent: the text does. */
  readonly sortValue?: (row: Row) => string | number | null;
  readonly render?: (row: Row) => ReactNode;
}

export function rowKey(row: TabRow): string {
  return row.id.ref;
}

/**
 * The rows that have all words, ordered by the first sort key that names a column; rows that are equal by it, and all
 * rows without such a key, stay in the order they came in.
 */
export function arranged<Row extends object>(
  rows: readonly Row[],
  columns: readonly TabColumn<Row>[],
  sort: readonly SortKey[],
  filter: string,
): readonly Row[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = words.length === 0 ? rows : rows.filter((row) => hasWords(row, columns, words));
  const key = leadingKey(columns, sort);
  const column = columns.find((each) => each.id === key?.column);
  if (!key || !column) return found;
  const sign = key.descending ? -1 : 1;
  return found
    .map((row) => ({ row, value: valueOf(column, row) }))
    .sort((a, b) => {
      if (a.value === b.value) return 0;
      // Rows without a value stand last, whichever way the column is sorted.
      if (a.value === null) return 1;
      if (b.value === null) return -1;
      return (a.value < b.value ? -1 : 1) * sign;
    })
    .map(({ row }) => row);
}

/** The sort key that decides here; the URL may hold one of another tab. */
export function leadingKey<Row>(columns: readonly TabColumn<Row>[], sort: readonly SortKey[]): SortKey | undefined {
  return sort.find((key) => columns.some((column) => column.id === key.column));
}

function valueOf<Row>(column: TabColumn<Row>, row: Row): string | number | null {
  const value = column.sortValue ? column.sortValue(row) : column.text(row) || null;
  return typeof value === 'string' ? naturalKey(value) : value;
}

/** What the filter looks through, by columns and row: neither changes, and a letter asks for all rows. */
const searched = new WeakMap<object, WeakMap<object, string>>();

function hasWords<Row extends object>(row: Row, columns: readonly TabColumn<Row>[], words: readonly string[]): boolean {
  let texts = searched.get(columns);
  if (texts === undefined) searched.set(columns, (texts = new WeakMap()));
  let text = texts.get(row);
  if (text === undefined) {
    text = columns
      .map((column) => column.text(row))
      .join('\n')
      .toLowerCase();
    texts.set(row, text);
  }
  return words.every((word) => text.includes(word));
}
