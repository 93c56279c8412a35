import { useMemo, useState } from 'react';
import type { PoolEntry } from '../connections';
import type { SortKey } from '../navigation';
import { groupLevel } from './group-levels';
import type { GroupLevel } from './group-levels';
import { GroupedRows } from './group-rows';
import type { GroupedList } from './group-rows';
import type { GridRow } from './grid-row';
import { indexOf } from './pool-index';
import type { Filter } from './query/model';
import type { PropertyIndex } from './query/property-index';
import { useIndexChanges } from './use-index-changes';

export interface Grouped {
  readonly grouping: readonly string[];
  readonly filter: Filter | null;
  readonly sort: readonly SortKey[];
  readonly closed: ReadonlySet<string>;
}

const NO_LEVELS: readonly GroupLevel[] = [];

/** The rows as lines of a grid: in groups, or as they are where nothing groups them. */
export function useLines(rows: readonly GridRow[], pools: readonly PoolEntry[], grouped: Grouped): GroupedList {
  const { grouping, filter, sort, closed } = grouped;
  const [model] = useState(() => new GroupedRows());
  const levels = useMemo(
    () =>
      new Map(
        pools.map(({ id, connection, clock }) => {
          const options = { index: indexOf(connection), connection: id, nowMs: () => clock.nowMs(), filter };
          return [id, grouping.map((each) => groupLevel(each, options)).filter((each) => each !== null)];
        }),
      ),
    [pools, grouping, filter],
  );
  // Groups can change while no row does: a network is renamed.
  const isChanged = useMemo(
    () =>
      grouping.length === 0
        ? null
        : (_index: PropertyIndex, pool: string) => levels.get(pool)?.some((level) => level.isChanged()) ?? false,
    [grouping, levels],
  );
  const changes = useIndexChanges(pools, isChanged);
  const current = useMemo(() => ({ levels, changes }), [levels, changes]);
  const isDescending = sort[0]?.column === 'name' && sort[0].descending;
  return useMemo(() => {
    if (grouping.length === 0) return { lines: rows, paths: NO_PATHS };
    return model.read(
      rows,
      (row) => current.levels.get(row.id.connection) ?? NO_LEVELS,
      (path) => closed.has(path),
      isDescending,
    );
  }, [model, rows, grouping, current, closed, isDescending]);
}

const NO_PATHS: readonly string[] = [];
