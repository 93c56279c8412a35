import { describe, expect, it } from 'vitest';
import { csvText } from '../../ui/files/csv';
import { makePool } from '../fixtures/pools';
import { findColumn } from './columns';
import { gridRow } from './grid-row';
import type { GroupLine, Line } from './lines';
import { tableOf } from './table';

const pool = makePool({ hosts: 1, vms: 2 });
pool.set('VM', 'vm0', { name_label: 'a, "b"', name_description: '=cmd|calc' });
const rows = ['vm0', 'vm1']
  .map((ref) => gridRow(pool.inventory(), { connection: 'c', pool: '' }, 'VM', ref, undefined))
  .filter((row) => row !== null);
const columns = ['name', 'description', 'state'].map(findColumn).filter((column) => column !== undefined);

describe('a list as a table', () => {
  it('quotes what needs it and disarms formulas', () => {
    expect(csvText(tableOf(rows, columns, () => 0))).toBe(
      'Name,Description,State\r\n"a, ""b""",\'=cmd|calc,Running\r\nvm 2,,Running\r\n',
    );
  });

  it('says what cells show: shares of meters, and how long ago something was', () => {
    const rich = makePool({ hosts: 1, vms: 1 });
    rich.set('VM', 'vm0', { memory_dynamic_max: 2 ** 32, metrics: 'm0' });
    rich.set('VM_metrics', 'm0', { memory_actual: 2 ** 31, start_time: '20260101T00:00:00Z' });
    const row = gridRow(rich.inventory(), { connection: 'c', pool: '' }, 'VM', 'vm0', undefined);
    const shown = ['memoryUse', 'uptime'].map(findColumn).filter((column) => column !== undefined);
    expect(tableOf(row ? [row] : [], shown, () => Date.UTC(2026, 0, 4, 5))[1]).toEqual(['50 %', '3 d 5 h']);
  });

  it('tells the groups of each line', () => {
    const group = (label: string, depth: number): GroupLine => ({
      line: 'group',
      key: label,
      depth,
      label,
      count: 1,
      isOpen: true,
      id: null,
      row: null,
    });
    const lines: Line[] = [
      group('Lab', 0),
      group('prod', 1),
      ...rows.slice(1).map((row): Line => ({ line: 'row', key: row.key, depth: 2, row })),
      group('Other', 0),
    ];
    expect(tableOf(lines, columns.slice(0, 1), () => 0)).toEqual([
      ['Group', 'Name'],
      ['Lab', ''],
      ['Lab / prod', ''],
      ['Lab / prod', 'vm 2'],
      ['Other', ''],
    ]);
  });
});
