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
import type { GridResult } from './grid-model';
import { GridOverPools } from './grid-over-pools';
import { objectsBelow } from './scope';
import type { Found } from './scope';

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

/** The rows for a selection, and the kinds among them, as they are now. */
export function useGridRows(selection: readonly ObjectId[], sort: readonly SortKey[], filter: string): GridResult {
  const pools = usePoolsOf(selection);
  const [grid] = useState(() => new GridOverPools());
  const words = useMemo(
    () =>
      filter
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== ''),
    [filter],
  );
  const parts = useMemo(
    () =>
      pools.map(({ id, name, connection }) => {
        const below = membersOf(inPool(selection, id));
        const select = (inventory: Inventory): GridResult =>
          grid.modelOf(id).read(inventory, { members: below(inventory), connection: id, pool: name, sort, words });
        return { connection, select, reader: createSelectReader<GridResult>() };
      }),
    [pools, selection, grid, sort, words],
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
      sort,
    ),
  );
}

/** Whether rows of several pools stand beside each other. */
export function useIsOverPools(selection: readonly ObjectId[]): boolean {
  return usePoolsOf(selection).length > 1;
}

/** Pools that the selection has something in: one, unless it is a group over all of them, or objects of several. */
function usePoolsOf(selection: readonly ObjectId[]): readonly PoolEntry[] {
  const all = usePools();
  return useMemo(
    () => all.filter(({ id }) => selection.length === 0 || inPool(selection, id).length > 0),
    [all, selection],
  );
}

function inPool(selection: readonly ObjectId[], pool: string): readonly ObjectId[] {
  return selection.filter(({ connection }) => connection === pool || connection === ALL_POOLS);
}

/** What is below a selection, looked up once an inventory: a filter and a sort ask again and again. */
function membersOf(selection: readonly ObjectId[]): (inventory: Inventory) => readonly Found[] {
  let held: { readonly inventory: Inventory; readonly members: readonly Found[] } | undefined;
  return (inventory) => {
    if (held?.inventory !== inventory) held = { inventory, members: objectsBelow(inventory, selection) };
    return held.members;
  };
}

/** Follows the classes that shown columns need and that are not held from the start. */
export function useNeeded(needs: readonly ClassName[], selection: readonly ObjectId[]): void {
  const pools = usePoolsOf(selection);
  const key = needs.join(' ');
  useEffect(() => {
    if (key === '') return undefined;
    const classes = key.split(' ') as ClassName[];
    const offs = pools.flatMap(({ connection }) => classes.map((cls) => connection.watch(cls)));
    return () => {
      for (const off of offs) off();
    };
  }, [pools, key]);
}
