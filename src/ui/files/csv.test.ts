import { describe, expect, it } from 'vitest';
import { csvText } from './csv';

describe('a table for spreadsheets', () => {
  it('quotes cells with commas, quotes and line ends', () => {
    expect(csvText([['a, b', 'say "x"', 'two\nlines', 'plain']])).toBe('"a, b","say ""x""","two\nlines",plain\r\n');
  });

  it('lets no cell be a formula', () => {
    expect(csvText([['=1+1', '+cmd', '-cmd', '@SUM(A1)', '\t=1']])).toBe("'=1+1,'+cmd,'-cmd,'@SUM(A1),'\t=1\r\n");
  });

  it('leaves numbers alone, also below zero', () => {
    expect(csvText([['-3.5', '1e-7', '12']])).toBe('-3.5,1e-7,12\r\n');
  });
});
