import type { ObjectColumn } from './columns';
import type { GridRow } from './grid-row';
import { texts } from './texts';

/** The rows as a table for spreadsheets (RFC 4180). */
export function toCsv(rows: readonly GridRow[], columns: readonly ObjectColumn[]): string {
  const lines = [
    columns.map((column) => texts.columns[column.id]),
    ...rows.map((row) => columns.map((column) => column.text(row))),
  ];
  return lines.map((cells) => cells.map(quote).join(',')).join('\r\n') + '\r\n';
}

/**
 * Names come from a pool and may be hostile: a cell that begins like a formula gets an apostrophe, so that no
 * spreadsheet computes it.
 */
function quote(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a text to the browser as a file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
