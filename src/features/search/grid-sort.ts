import type { GridSort } from '../../ui/grid/columns';
import type { SortKey } from '../navigation';

/** So many columns decide the order; more only make the URL longer. */
const MAX_KEYS = 3;

/** Sorting by a column keeps the ones before as the order of equal rows. */
export function addSort(sort: readonly SortKey[], next: GridSort): readonly SortKey[] {
  const key: SortKey = { column: next.column, descending: next.direction === 'descending' };
  return [key, ...sort.filter((each) => each.column !== key.column)].slice(0, MAX_KEYS);
}

/** What the headers show, the column that decides first before the others. */
export function shownSort(sort: readonly SortKey[]): readonly GridSort[] {
  return sort.map(({ column, descending }) => ({ column, direction: descending ? 'descending' : 'ascending' }));
}
