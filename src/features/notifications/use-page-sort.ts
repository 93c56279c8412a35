import { useCallback, useMemo } from 'react';
import type { GridSort } from '../../ui/grid/columns';
import { useNavigation } from '../navigation';
import type { SortKey } from '../navigation';

export interface PageSort {
  /** Null: the order in which the rows come. */
  readonly key: SortKey | null;
  readonly grid: GridSort | undefined;
  readonly onSortChange: (sort: GridSort) => void;
}

/** The sort of a page's grid, in the URL. What another grid is sorted by does not concern this one. */
export function usePageSort(columns: readonly string[], own: SortKey | null): PageSort {
  const { state, navigate } = useNavigation();
  const wanted = state.sort?.[0];
  const sort = wanted !== undefined && columns.includes(wanted.column) ? wanted : own;
  const column = sort?.column;
  const descending = sort?.descending ?? false;
  const onSortChange = useCallback(
    (next: GridSort) =>
      navigate({ sort: [{ column: next.column, descending: next.direction === 'descending' }] }, { replace: true }),
    [navigate],
  );
  return useMemo(
    () => ({
      key: column === undefined ? null : { column, descending },
      grid: column === undefined ? undefined : { column, direction: descending ? 'descending' : 'ascending' },
      onSortChange,
    }),
    [column, descending, onSortChange],
  );
}
