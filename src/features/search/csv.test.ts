import { describe, expect, it } from 'vitest';
import { makePool } from '../fixtures/pools';
import { findColumn } from './columns';
import { toCsv } from './csv';
import { gridRow } from './grid-row';

describe('a grid as CSV', () => {
  it('quotes what needs it and disarms formulas', () => {
    const pool = makePool({ hosts: 1, vms: 2 });
    pool.set('VM', 'vm0', { name_label: 'a, "b"', name_description: '=cmd|calc' });
    const rows = ['vm0', 'vm1']
      .map((ref) => gridRow(pool.inventory(), { connection: 'c', pool: '' }, 'VM', ref, undefined))
      .filter((row) => row !== null);
    const columns = ['name', 'description', 'state'].map(findColumn).filter((column) => column !== undefined);
    expect(toCsv(rows, columns)).toBe('Name,Description,State\r\n"a, ""b""",\'=cmd|calc,Running\r\nvm 2,,Running\r\n');
  });
});
