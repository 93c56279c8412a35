import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import { createSelectReader } from '../../xapi/cache/select';
import type { ClassName } from '../../xapi/datamodel/ref';
import { usePools } from '../connections';
import type { PoolEntry } from '../connections';
import { ALL_POOLS } from '../navigation';
import type { ObjectId, SortKey } from '../navigation';
import { OBJECT_CLASSES } from '../objects';
import type { Inventory } from '../objects';
import { findColumn } from './columns';
import type { GridResult } from './grid-model';
import { GridOverPools } from './grid-over-pools';
import { indexOf } from './pool-index';
import type { Filter, ScopeType } from './query/model';
import type { PropertyIndex } from './query/property-index';
import { QueryRun } from './query/query-run';
import { objectsBelow, objectsOfTypes } from './scope';
import type { Found } from './scope';
import { useIndexChanges } from './use-index-changes';

/** Classes whose changes can change which objects a grid lists, or what its cells say. */
const CLASSES: readonly ClassName[] = [
  ...OBJECT_CLASSES,
  'host_metrics',
  'PBD',
  'VBD',
  'VIF',
  'VGPU',
  'PIF',
  'PIF_metrics',
  'VM_metrics',
  'VM_guest_metrics',
];

/** Answers that change with time alone are asked for again so often. */
const TIME_PASSES_MS = 30_000;

/** What a list shows. All parts keep their identity while they are the same. */
export interface ListedObjects {
  readonly selection: readonly ObjectId[];
  /** Over everything, instead of what is below the selection. */
  readonly scope: readonly ScopeType[] | null;
  readonly filter: Filter | null;
  readonly sort: readonly SortKey[];
}

/** The rows for a list, and the kinds among them, as they are now. */
export function useGridRows({ selection, scope, filter, sort }: ListedObjects): GridResult {
  const pools = usePoolsOf(scope === null ? selection : EVERYTHING);
  const order = useOrder(pools, sort);
  const [grid] = useState(() => new GridOverPools());
  const runs = useMemo(
    () =>
      pools.map(({ connection, clock }) =>
        filter === null ? null : new QueryRun(filter, { index: indexOf(connection), nowMs: () => clock.nowMs() }),
      ),
    [pools, filter],
  );
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const offs = runs.flatMap((run) => run?.follow() ?? []);
    const timed = runs.filter((run) => run?.isTimed === true);
    const timer =
      timed.length === 0
        ? undefined
        : setInterval(() => {
            for (const run of timed) run?.timePassed();
            setPassed((times) => times + 1);
          }, TIME_PASSES_MS);
    return () => {
      clearInterval(timer);
      for (const off of offs) off();
    };
  }, [runs]);
  const parts = useMemo(
    () =>
      pools.map(({ id, name, connection }, at) => {
        const members = membersOf(inPool(selection, id), scope);
        const select = (inventory: Inventory): GridResult => {
          const found = members(inventory);
          const matching = runs[at]?.read(found) ?? null;
          return grid
            .modelOf(id)
            .read(inventory, { members: found, connection: id, pool: name, sort: order, matching });
        };
        return { connection, select, reader: createSelectReader<GridResult>(), passed };
      }),
    [pools, selection, scope, grid, order, runs, passed],
  );
  const subscribe = useCallback(
    (listener: () => void) => {
      const offs = pools.map(({ connection }) =>
        onInventory(connection, (_inventory, touched) => {
          if (CLASSES.some((cls) => touched.has(cls))) listener();
        }),
      );
      return () => {
        for (const off of offs) off();
      };
    },
    [pools],
  );
  return useSyncExternalStore(subscribe, () =>
    grid.merge(
      parts.map(({ connection, select, reader }) =>
        reader.read(readInventory(connection), { classes: CLASSES, selector: select, isEqual: Object.is }),
      ),
      order,
    ),
  );
}

/** The sort keys, as new ones each time the values they order by have changed without the rows. */
function useOrder(pools: readonly PoolEntry[], sort: readonly SortKey[]): readonly SortKey[] {
  const isChanged = useMemo(() => {
    const properties = sort.flatMap(({ column }) => findColumn(column)?.property ?? []);
    if (properties.length === 0) return null;
    return (index: PropertyIndex) => properties.some((id) => index.property(id).changed.size > 0);
  }, [sort]);
  const changes = useIndexChanges(pools, isChanged);
  return useMemo(() => ({ changes, sort: [...sort] }), [changes, sort]).sort;
}

const EVERYTHING: readonly ObjectId[] = [];

/** Pools that the selection has something in: one, unless it is a group over all of them, or objects of several. */
export function usePoolsOf(selection: readonly ObjectId[]): readonly PoolEntry[] {
  const all = usePools();
  return useMemo(
    () => all.filter(({ id }) => selection.length === 0 || inPool(selection, id).length > 0),
    [all, selection],
  );
}

function inPool(selection: readonly ObjectId[], pool: string): readonly ObjectId[] {
  return selection.filter(({ connection }) => connection === pool || connection === ALL_POOLS);
}

/** What a list is of, looked up once an inventory: a filter and a sort ask again and again. */
function membersOf(
  selection: readonly ObjectId[],
  scope: readonly ScopeType[] | null,
): (inventory: Inventory) => readonly Found[] {
  let held: { readonly inventory: Inventory; readonly members: readonly Found[] } | undefined;
  return (inventory) => {
    if (held?.inventory !== inventory) {
      const members = scope === null ? objectsBelow(inventory, selection) : objectsOfTypes(inventory, scope);
      held = { inventory, members };
    }
    return held.members;
  };
}

/** Follows the classes that are needed and that are not held from the start. */
export function useNeeded(needs: readonly ClassName[], pools: readonly PoolEntry[]): void {
  const key = [...new Set(needs)].sort().join(' ');
  useEffect(() => {
    if (key === '') return undefined;
    const classes = key.split(' ') as ClassName[];
    const offs = pools.flatMap(({ connection }) => classes.map((cls) => connection.watch(cls)));
    return () => {
      for (const off of offs) off();
    };
  }, [pools, key]);
}
