import { describe, expect, test } from 'vitest';
import { comparator, SortedRows } from './search-order';
import type { SearchRow } from './search-rows';

function row(name: string, patch: Partial<SearchRow> = {}): SearchRow {
  return {
    key: name,
    id: { connection: 'c', class: 'VM', ref: name },
    kind: 'vm',
    name,
    sortName: name,
    glyph: { kind: 'vm' },
    status: null,
    place: '',
    description: '',
    cpus: null,
    memoryBytes: null,
    sizeBytes: null,
    usedBytes: null,
    address: '',
    tags: [],
    uuid: name,
    text: name,
    ...patch,
  };
}

const names = (rows: readonly SearchRow[]): string[] => rows.map(({ name }) => name);

describe('the order of the grid', () => {
  test('cells without a value come last, whichever way the column is sorted', () => {
    const rows = [row('none'), row('small', { memoryBytes: 1 }), row('large', { memoryBytes: 2 })];
    const sorted = (descending: boolean): string[] =>
      names(rows.toSorted(comparator([{ column: 'memory', descending }])));
    expect(sorted(false)).toEqual(['small', 'large', 'none']);
    expect(sorted(true)).toEqual(['large', 'small', 'none']);
  });

  test('an unknown column of a link is passed over', () => {
    const rows = [row('b'), row('a')];
    expect(names(rows.toSorted(comparator([{ column: '__proto__', descending: false }])))).toEqual(['a', 'b']);
  });

  test('mending an order gives the same as sorting anew', () => {
    const compare = comparator([{ column: 'memory', descending: false }]);
    const sorted = new SortedRows();
    let rows = Array.from({ length: 500 }, (_, at) => row(`vm${at}`, { memoryBytes: (at * 7919) % 101 }));
    sorted.order(rows, compare);
    for (let round = 0; round < 20; round += 1) {
      rows = rows.flatMap((each, at) => {
        if (at % 97 === round) return [];
        if (at % 89 === round) return [{ ...each, memoryBytes: round * 5 }];
        return [each];
      });
      expect(names(sorted.order(rows, compare))).toEqual(names(rows.toSorted(compare)));
    }
  });
});
