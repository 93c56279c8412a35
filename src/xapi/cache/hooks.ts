import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';

import { isFollowed } from '../client/class-plan';
import type { Connection } from '../client/contract';
import { isNullRef, type ClassName, type Ref } from '../datamodel/ref';
import type { Records } from '../datamodel/types.gen';
import { useCached } from './connection-context';
import type { Inventory } from './inventory';
import type { InventoryStore } from './inventory-store';
import { createSelectReader } from './select';

/** All objects of a class; follows the class when it is not followed anyway. */
export function useObjects<C extends ClassName>(cls: C): ReadonlyMap<Ref<C>, Records[C]> {
  const { connection, store } = useCached();
  useEffect(() => watchClasses(connection, [cls]), [connection, cls]);
  const subscribe = useCallback((listener: () => void) => store.onClass(cls, listener), [store, cls]);
  return useSyncExternalStore(subscribe, () => store.inventory()[cls]);
}

/**
 * One object, undefined while it is not known. Renders again only when this object changes. Objects of classes that
 * are not followed as a whole are loaded and followed as long as somebody uses them.
 */
export function useObject<C extends ClassName>(cls: C, ref: Ref<C> | undefined): Records[C] | undefined {
  const { connection, store } = useCached();
  const known = ref === undefined || isNullRef(ref) ? undefined : ref;
  useEffect(() => {
    if (known === undefined || isFollowed(cls)) return undefined;
    return connection.watch(cls, known);
  }, [connection, cls, known]);
  const subscribe = useCallback(
    (listener: () => void) => (known === undefined ? () => undefined : store.onObject(cls, known, listener)),
    [store, cls, known],
  );
  return useSyncExternalStore(subscribe, () => (known === undefined ? undefined : store.inventory()[cls].get(known)));
}

/**
 * Something computed from whole classes, at most once a batch that touches one of them. Give a selector that keeps its
 * identity (module level or useCallback): a new one computes again. While `isEqual` holds, the former result stays.
 */
export function useSelect<T>(
  classes: readonly ClassName[],
  selector: (inventory: Inventory) => T,
  isEqual: (a: T, b: T) => boolean = Object.is,
): T {
  const { connection, store } = useCached();
  const key = classes.join();
  const stable = useMemo(() => key.split(',').filter((cls): cls is ClassName => cls !== ''), [key]);
  useEffect(() => watchClasses(connection, stable), [connection, stable]);
  const subscribe = useCallback((listener: () => void) => subscribeAll(store, stable, listener), [store, stable]);
  const [reader] = useState(() => createSelectReader<T>());
  return useSyncExternalStore(subscribe, () => reader.read(store.inventory(), { classes: stable, selector, isEqual }));
}

/** Whether all of these classes have been loaded completely. */
export function useLoaded(classes: readonly ClassName[]): boolean {
  const { store } = useCached();
  const key = classes.join();
  const subscribe = useCallback(
    (listener: () => void) => subscribeAll(store, key.split(',') as ClassName[], listener),
    [store, key],
  );
  return useSyncExternalStore(subscribe, () => classes.every((cls) => store.isLoaded(cls)));
}

function subscribeAll(store: InventoryStore, classes: readonly ClassName[], listener: () => void): () => void {
  const offs = classes.map((cls) => store.onClass(cls, listener));
  return () => {
    for (const off of offs) off();
  };
}

function watchClasses(connection: Connection, classes: readonly ClassName[]): () => void {
  const offs = classes.filter((cls) => !isFollowed(cls)).map((cls) => connection.watch(cls));
  return () => {
    for (const off of offs) off();
  };
}
