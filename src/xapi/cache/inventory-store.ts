import type { QueryClient } from '@tanstack/react-query';

import type { ClassDelta, Connection, ConnectionStatus } from '../client/contract';
import { tell } from '../client/emitter';
import type { AnyRecord, ClassName, Ref } from '../datamodel/ref';
import { createClassCopy, type ClassCopy } from './class-copy';
import { emptyInventory, inOutage, outageOf, type Inventory, type Outage } from './inventory';
import { createKeyedListeners, type KeyedListeners } from './listeners';

/** The objects that a batch added, changed or removed, by class. */
export type TouchedObjects = ReadonlyMap<ClassName, ReadonlySet<Ref>>;

/** Called once a batch, after every hook can read the new state. */
export type InventoryListener = (inventory: Inventory, touched: TouchedObjects) => void;

/**
 * The console's copy of one pool. The records live in query entries, one a class; this store patches them with the
 * batches of the connection and tells those who read what was touched.
 */
export interface InventoryStore {
  /** Begins to take the connection's batches into the query client; once. */
  attach(queryClient: QueryClient): void;
  inventory(): Inventory;
  isLoaded(cls: ClassName): boolean;
  onClass(cls: ClassName, listener: () => void): () => void;
  onObject(cls: ClassName, ref: Ref, listener: () => void): () => void;
  onBatch(listener: InventoryListener): () => void;
}

function outageIn({ kind }: ConnectionStatus): Outage | null {
  return kind === 'lost' ? 'silent' : kind === 'failed' ? 'logged out' : null;
}

/** The key of the query entry that holds a class as a `ReadonlyMap<Ref, Record>`. */
export function classQueryKey(connectionId: string, cls: ClassName): readonly ['xapi', string, ClassName] {
  return ['xapi', connectionId, cls];
}

export function createInventoryStore(connection: Connection): InventoryStore {
  const copies = new Map<ClassName, ClassCopy>();
  const loaded = new Set<ClassName>();
  const classListeners = createKeyedListeners<ClassName>();
  const objectListeners = new Map<ClassName, KeyedListeners<Ref>>();
  const batchListeners = new Set<InventoryListener>();
  let inventory = emptyInventory;
  let attached = false;

  function copyOf(cls: ClassName): ClassCopy {
    let copy = copies.get(cls);
    if (!copy) copies.set(cls, (copy = createClassCopy()));
    return copy;
  }

  function apply(queryClient: QueryClient, deltas: readonly ClassDelta[]): void {
    const touched = new Map<ClassName, ReadonlySet<Ref>>();
    const callbacks = new Set<() => void>();
    const next: Record<ClassName, ReadonlyMap<Ref, AnyRecord>> = { ...inventory };
    for (const delta of deltas) {
      const cls = delta.class;
      const before = next[cls];
      const change = copyOf(cls).apply(before, delta);
      if (!change) continue;
      const firstLoad = change.loaded && !loaded.has(cls);
      if (change.loaded) loaded.add(cls);
      if (change.records === before && !firstLoad) continue;
      const earlier = touched.get(cls);
      touched.set(cls, earlier ? new Set([...earlier, ...change.touched]) : change.touched);
      next[cls] = change.records;
      queryClient.setQueryData(classQueryKey(connection.id, cls), change.records);
      objectListeners.get(cls)?.collect(change.touched, callbacks);
    }
    if (touched.size === 0) return;
    // A delta names its class, and its records are of that class.
    inventory = inOutage(next as Inventory, outageOf(inventory));
    tellOf(touched, callbacks);
  }

  function tellOf(touched: TouchedObjects, callbacks: Set<() => void>): void {
    classListeners.collect(new Set(touched.keys()), callbacks);
    for (const callback of callbacks) tell(callback);
    for (const listener of batchListeners) tell(() => listener(inventory, touched));
  }

  function follow(queryClient: QueryClient, status: ConnectionStatus): void {
    const outage = outageIn(status);
    if (outage === outageOf(inventory)) return;
    // What may be asked is a matter of the session, so its class counts as changed.
    inventory = inOutage({ ...inventory, session: new Map(inventory.session) }, outage);
    queryClient.setQueryData(classQueryKey(connection.id, 'session'), inventory.session);
    tellOf(new Map([['session', new Set()]]), new Set());
  }

  return {
    attach(queryClient) {
      if (attached) return;
      attached = true;
      const key = ['xapi', connection.id];
      // Events keep the entries true; they neither grow stale nor leave while nobody looks.
      queryClient.setQueryDefaults(key, { staleTime: Infinity, gcTime: Infinity, structuralSharing: false });
      const off = connection.onDeltas((deltas) => apply(queryClient, deltas));
      connection.onStatus((status) => {
        if (status.kind !== 'closed') {
          follow(queryClient, status);
          return;
        }
        off();
        queryClient.removeQueries({ queryKey: key });
      });
      follow(queryClient, connection.status());
    },
    inventory: () => inventory,
    isLoaded: (cls) => loaded.has(cls),
    onClass: (cls, listener) => classListeners.add(cls, listener),
    onObject(cls, ref, listener) {
      let listeners = objectListeners.get(cls);
      if (!listeners) objectListeners.set(cls, (listeners = createKeyedListeners()));
      return listeners.add(ref, listener);
    },
    onBatch(listener) {
      batchListeners.add(listener);
      return () => {
        batchListeners.delete(listener);
      };
    },
  };
}
