import type { ObjectColumn } from './columns';
import type { GridRow } from './grid-row';
import type { Line } from './lines';
import { texts } from './texts';

/** What a list shows as a table of texts, its header first. Groups become a column in front, one inside of the other. */
export function tableOf(
  lines: readonly Line[],
  columns: readonly ObjectColumn[],
  nowOf: (connection: string) => number,
): readonly (readonly string[])[] {
  const cells = (row: GridRow): readonly string[] =>
    columns.map((column) => column.textAt?.(row, nowOf(row.id.connection)) ?? column.text(row));
  const isGrouped = lines.some((line) => 'line' in line);
  const header = columns.map((column) => column.header);
  const groups: string[] = [];
  const rows = lines.map((line) => {
    if (!('line' in line)) return cells(line);
    const path = groups.slice(0, line.depth);
    if (line.line === 'group') {
      path.push(line.label);
      groups.splice(line.depth, groups.length, line.label);
    }
    const { row } = line;
    return [path.join(' / '), ...(row === null ? columns.map(() => '') : cells(row))];
  });
  return [isGrouped ? [texts.groupColumn, ...header] : header, ...rows];
}
