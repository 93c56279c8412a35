import { useCallback, useEffect, useMemo, useState } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { ObjectId, SortKey } from '../navigation';
import { OBJECT_CLASSES, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { GridModel } from './grid-model';
import type { GridResult } from './grid-model';
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
  const connection = useConnection();
  const [model] = useState(() => new GridModel());
  const words = useMemo(
    () =>
      filter
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== ''),
    [filter],
  );
  const below = useMemo(() => membersOf(selection), [selection]);
  const select = useCallback(
    (inventory: Inventory) =>
      model.read(inventory, { members: below(inventory), connection: connection.id, sort, words }),
    [model, connection, below, sort, words],
  );
  return useDerived(CLASSES, select);
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
export function useNeeded(needs: readonly ClassName[]): void {
  const connection = useConnection();
  const key = needs.join(' ');
  useEffect(() => {
    const offs = key === '' ? [] : key.split(' ').map((cls) => connection.watch(cls as ClassName));
    return () => {
      for (const off of offs) off();
    };
  }, [connection, key]);
}
