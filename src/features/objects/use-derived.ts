import { useCallback, useState, useSyncExternalStore } from 'react';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import { createSelectReader } from '../../xapi/cache/select';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { Inventory } from './inventory';

/**
 * Something computed from the inventory, again when one of `classes` changed. Unlike `useSelect` it follows no class:
 * who needs objects that are not held from the start watches exactly those. `classes` and `selector` keep their identity.
 */
export function useDerived<T>(
  classes: readonly ClassName[],
  selector: (inventory: Inventory) => T,
  isEqual: (a: T, b: T) => boolean = Object.is,
): T {
  const connection = useConnection();
  const subscribe = useCallback(
    (listener: () => void) =>
      onInventory(connection, (_inventory, touched) => {
        if (classes.some((cls) => touched.has(cls))) listener();
      }),
    [connection, classes],
  );
  const [reader] = useState(() => createSelectReader<T>());
  return useSyncExternalStore(subscribe, () => reader.read(readInventory(connection), { classes, selector, isEqual }));
}
