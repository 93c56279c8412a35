import { csvText } from '../../ui/files/csv';
import type { ObjectColumn } from './columns';
import type { GridRow } from './grid-row';
import { texts } from './texts';

/** The rows as a table for spreadsheets. */
export function toCsv(rows: readonly GridRow[], columns: readonly ObjectColumn[]): string {
  return csvText([
    columns.map((column) => texts.columns[column.id]),
    ...rows.map((row) => columns.map((column) => column.text(row))),
  ]);
}
