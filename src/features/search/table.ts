import type { ObjectColumn } from './columns';
import type { Line } from './lines';
import { texts } from './texts';

/** What a list shows as a table of texts, its header first. Groups become a column in front, one inside of the other. */
export function tableOf(lines: readonly Line[], columns: readonly ObjectColumn[]): readonly (readonly string[])[] {
  const isGrouped = lines.some((line) => 'line' in line);
  const header = columns.map((column) => column.header);
  const groups: string[] = [];
  const rows = lines.map((line) => {
    if (!('line' in line)) return columns.map((column) => column.text(line));
    const path = groups.slice(0, line.depth);
    if (line.line === 'group') {
      path.push(line.label);
      groups.splice(line.depth, groups.length, line.label);
    }
    const { row } = line;
    return [path.join(' / '), ...columns.map((column) => (row === null ? '' : column.text(row)))];
  });
  return [isGrouped ? [texts.groupColumn, ...header] : header, ...rows];
}
