import { describe, expect, it } from 'vitest';
import { arranged } from './columns';
import type { TabColumn } from './columns';

interface Row {
  readonly name: string;
  readonly size: number | null;
}

const COLUMNS: readonly TabColumn<Row>[] = [
  { id: 'name', header: 'Name', width: 100, text: (row) => row.name },
  { id: 'size', header: 'Size', width: 100, text: (row) => `${row.size ?? ''}`, sortValue: (row) => row.size },
];
const ROWS: readonly Row[] = [
  { name: 'disk 10', size: 5 },
  { name: 'disk 9', size: null },
  { name: 'Other', size: 7 },
];
const names = (rows: readonly Row[]) => rows.map((row) => row.name);

describe('rows of a tab', () => {
  it('stay as they come without a sort of their own', () => {
    expect(arranged(ROWS, COLUMNS, [{ column: 'vcpus', descending: true }], '')).toBe(ROWS);
  });

  it('are sorted naturally, and those without a value stand last both ways', () => {
    expect(names(arranged(ROWS, COLUMNS, [{ column: 'name', descending: false }], ''))).toEqual([
      'disk 9',
      'disk 10',
      'Other',
    ]);
    for (const descending of [true, false]) {
      expect(names(arranged(ROWS, COLUMNS, [{ column: 'size', descending }], '')).at(-1)).toBe('disk 9');
    }
  });

  it('are found by all words of the filter, in any column', () => {
    expect(names(arranged(ROWS, COLUMNS, [], 'DISK 5'))).toEqual(['disk 10']);
    expect(names(arranged(ROWS, COLUMNS, [], 'disk other'))).toEqual([]);
  });
});
