import type { ReactNode } from 'react';

/** One column of a grid. Columns are compared by identity: build the array once, or memoise it. */
export interface GridColumn<Row> {
  id: string;
  header: string;
  /** Starting width in px. */
  width: number;
  /** Smallest width in px; 48 unless told. */
  minWidth?: number;
  align?: 'start' | 'end';
  /** A text ends in dots where it does not fit. */
  render: (row: Row) => ReactNode;
  sortable?: boolean;
  /** A longer explanation of the header, shown as its title. */
  title?: string;
}

export interface GridSort {
  column: string;
  direction: 'ascending' | 'descending';
}

const SMALLEST_WIDTH_PX = 48;
const LARGEST_WIDTH_PX = 1200;

/** A width within what the column allows, in whole px. */
export function clampWidth<Row>(column: GridColumn<Row>, widthPx: number): number {
  return Math.round(Math.min(LARGEST_WIDTH_PX, Math.max(column.minWidth ?? SMALLEST_WIDTH_PX, widthPx)));
}

/** The sort after a press on a header: ascending first, then the other way. */
export function nextSort(column: string, sort: GridSort | undefined): GridSort {
  const ascending = sort?.column === column && sort.direction === 'ascending';
  return { column, direction: ascending ? 'descending' : 'ascending' };
}
