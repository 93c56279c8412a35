import type { SortKey } from '../navigation';
import { compareText } from '../values';
import type { SearchRow } from './search-rows';

export type ColumnId =
  | 'name'
  | 'kind'
  | 'state'
  | 'place'
  | 'description'
  | 'cpus'
  | 'memory'
  | 'size'
  | 'used'
  | 'address'
  | 'tags'
  | 'uuid';

/** What a column sorts by; numbers before texts never meet in one column. */
const SORT_VALUE: Record<ColumnId, (row: SearchRow) => string | number | null> = {
  name: (row) => row.sortName,
  kind: (row) => KIND_ORDER.indexOf(row.kind),
  state: (row) => row.status?.label ?? '',
  place: (row) => row.place,
  description: (row) => row.description,
  cpus: (row) => row.cpus,
  memory: (row) => row.memoryBytes,
  size: (row) => row.sizeBytes,
  used: (row) => row.usedBytes,
  address: (row) => row.address,
  tags: (row) => row.tags.join(' '),
  uuid: (row) => row.uuid,
};

const KIND_ORDER: readonly SearchRow['kind'][] = [
  'pool',
  'host',
  'vm',
  'snapshot',
  'template',
  'appliance',
  'sr',
  'vdi',
  'network',
  'gpuGroup',
  'pgpu',
];

const OWN_ORDER: readonly SortKey[] = [{ column: 'kind', descending: false }];

export function isColumn(id: string): id is ColumnId {
  return Object.hasOwn(SORT_VALUE, id);
}

/** Orders rows by several keys, the name last. Cells without a value come at the end either way. */
export function comparator(sort: readonly SortKey[] | null): (a: SearchRow, b: SearchRow) => number {
  const keys = (sort ?? OWN_ORDER).filter(({ column }) => isColumn(column));
  const parts = keys.map(({ column, descending }) => {
    const valueOf = SORT_VALUE[column as ColumnId];
    return (a: SearchRow, b: SearchRow): number => compareValues(valueOf(a), valueOf(b), descending);
  });
  return (a, b) => {
    for (const part of parts) {
      const order = part(a, b);
      if (order !== 0) return order;
    }
    return compareText(a.sortName, b.sortName) || compareText(a.key, b.key);
  };
}

function compareValues(a: string | number | null, b: string | number | null, descending: boolean): number {
  const isEmptyA = a === null || a === '';
  const isEmptyB = b === null || b === '';
  if (isEmptyA || isEmptyB) return Number(isEmptyA) - Number(isEmptyB);
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));
  return descending ? -order : order;
}

/** Rows by which an order may be mended instead of made anew. */
const MOST_MOVED = 200;

/** Sorts, or mends the order of last time when only a few rows differ: an event moves a handful among thousands. */
export class SortedRows {
  #compare: (a: SearchRow, b: SearchRow) => number = () => 0;
  #sorted: readonly SearchRow[] = [];
  #members = new Set<SearchRow>();

  order(rows: readonly SearchRow[], compare: (a: SearchRow, b: SearchRow) => number): readonly SearchRow[] {
    const members = new Set(rows);
    const added = rows.filter((row) => !this.#members.has(row));
    if (compare !== this.#compare || added.length > MOST_MOVED) {
      this.#sorted = rows.toSorted(compare);
    } else if (added.length > 0 || members.size !== this.#members.size) {
      const kept = this.#sorted.filter((row) => members.has(row));
      for (const row of added) kept.splice(placeIn(kept, row, compare), 0, row);
      this.#sorted = kept;
    }
    this.#compare = compare;
    this.#members = members;
    return this.#sorted;
  }
}

function placeIn(
  sorted: readonly SearchRow[],
  row: SearchRow,
  compare: (a: SearchRow, b: SearchRow) => number,
): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
