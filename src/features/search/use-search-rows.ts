import { useCallback, useMemo, useState } from 'react';
import type { ClassName } from '../../xapi/datamodel/ref';
import { useConnection } from '../../xapi/cache/connection-context';
import { useSelect } from '../../xapi/cache/hooks';
import type { ObjectId, SortKey } from '../navigation';
import type { Inventory } from '../objects';
import { objectsBelow } from './scope';
import { comparator, SortedRows } from './search-order';
import { RowCache } from './search-rows';
import type { SearchRow } from './search-rows';

/** What rows are made of. Guest metrics are followed only while their column is shown. */
const CLASSES: readonly ClassName[] = [
  'pool',
  'host',
  'host_metrics',
  'VM',
  'SR',
  'PBD',
  'VBD',
  'VDI',
  'VIF',
  'PIF',
  'network',
  'VM_appliance',
  'PGPU',
  'GPU_group',
];
const WITH_ADDRESSES: readonly ClassName[] = [...CLASSES, 'VM_guest_metrics'];

export interface SearchRows {
  readonly rows: readonly SearchRow[];
  /** Before the filter. */
  readonly total: number;
}

/** The rows below a selection: filtered by words, sorted; rows that did not change are the same objects. */
export function useSearchRows(
  selection: readonly ObjectId[],
  options: { readonly filter: string; readonly sort: readonly SortKey[] | null; readonly withAddresses: boolean },
): SearchRows {
  const connection = useConnection();
  const [cache] = useState(() => new RowCache(connection.id));
  const [sorter] = useState(() => new SortedRows());
  const select = useCallback(
    (inventory: Inventory) => cache.rowsOf(inventory, objectsBelow(inventory, selection)),
    [cache, selection],
  );
  const all = useSelect(options.withAddresses ? WITH_ADDRESSES : CLASSES, select, sameRows);
  const words = useMemo(
    () =>
      options.filter
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== ''),
    [options.filter],
  );
  const compare = useMemo(() => comparator(options.sort), [options.sort]);
  const rows = useMemo(() => {
    const ordered = sorter.order(all, compare);
    return words.length === 0 ? ordered : ordered.filter((row) => words.every((word) => row.text.includes(word)));
  }, [sorter, all, compare, words]);
  return { rows, total: all.length };
}

function sameRows(a: readonly SearchRow[], b: readonly SearchRow[]): boolean {
  return a.length === b.length && a.every((row, at) => row === b[at]);
}
