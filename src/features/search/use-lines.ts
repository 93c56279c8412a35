import { useMemo } from 'react';
import type { PoolEntry } from '../connections';
import type { SortKey } from '../navigation';
import { groupLevel } from './group-levels';
import type { GroupKey, GroupLevel } from './group-levels';
import { GroupedRows } from './group-rows';
import type { GroupedList, HasPath } from './group-rows';
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
const NO_GROUPS: readonly HasPath[] = [];

/** What groups rows, by pool, and which of them have to be placed again. */
class Grouping {
  readonly rows = new GroupedRows();
  private stale = new Set<string>();
  private readonly generations = new Map<string, number>();

  constructor(
    private readonly levels: ReadonlyMap<string, readonly GroupLevel[]>,
    pools: readonly PoolEntry[],
  ) {
    for (const { id, connection } of pools) this.generations.set(id, indexOf(connection).generation);
  }

  of(row: GridRow): readonly GroupLevel[] {
    // A folder is of all pools, and the same in each.
    return this.levels.get(row.id.connection) ?? [...this.levels.values()][0] ?? NO_LEVELS;
  }

  /** Notes what the last event changed; answers whether it did. */
  note(index: PropertyIndex, pool: string, all: boolean): boolean {
    const isNext = index.generation === (this.generations.get(pool) ?? 0) + 1;
    this.generations.set(pool, index.generation);
    if (all || !isNext) {
      this.reset();
      return true;
    }
    let isChanged = false;
    for (const level of this.levels.get(pool) ?? NO_LEVELS) {
      const changed = level.changed();
      if (changed === null) {
        this.reset();
        return true;
      }
      for (const ref of changed) this.stale.add(ref);
      isChanged ||= changed.size > 0;
    }
    return isChanged;
  }

  private reset(): void {
    this.rows.reset();
    this.stale = new Set();
  }

  takeStale(): ReadonlySet<string> {
    const { stale } = this;
    this.stale = new Set();
    return stale;
  }
}

/** The rows as lines of a grid: in groups, or as they are where nothing groups them. */
export function useLines(rows: readonly GridRow[], pools: readonly PoolEntry[], grouped: Grouped): GroupedList {
  const { grouping, filter, sort, closed } = grouped;
  const groups = useMemo(() => {
    if (grouping.length === 0) return null;
    const shared = new Map<string, GroupKey>();
    const levels = pools.map(({ id, connection, clock }) => {
      const options = { index: indexOf(connection), connection: id, nowMs: () => clock.nowMs(), filter, shared };
      return [id, grouping.map((each) => groupLevel(each, options)).filter((each) => each !== null)] as const;
    });
    return new Grouping(new Map(levels), pools);
  }, [pools, grouping, filter]);
  // Groups can change while no row does: a network is renamed.
  const isChanged = useMemo(
    () => groups && ((index: PropertyIndex, pool: string, all: boolean) => groups.note(index, pool, all)),
    [groups],
  );
  const changes = useIndexChanges(pools, isChanged);
  const current = useMemo(() => ({ groups, changes }), [groups, changes]);
  return useMemo(() => {
    if (current.groups === null) return { lines: rows, groups: NO_GROUPS };
    const grouper = current.groups;
    const stale = grouper.takeStale();
    return grouper.rows.read(rows, {
      of: (row) => grouper.of(row),
      isClosed: (group) => closed.size > 0 && closed.has(group.path),
      isDescending: sort[0]?.column === 'name' && sort[0].descending,
      ...(stale.size === 0 ? {} : { isStale: (row: GridRow) => stale.has(row.id.ref) }),
    });
  }, [rows, current, closed, sort]);
}
