import type { QueryClient } from '@tanstack/react-query';

import type { Connection } from '../client/contract';
import type { Inventory } from './inventory';
import { createInventoryStore, type InventoryListener, type InventoryStore } from './inventory-store';

export { outageOf } from './inventory';

const stores = new WeakMap<Connection, InventoryStore>();

export function storeOf(connection: Connection): InventoryStore {
  let store = stores.get(connection);
  if (!store) stores.set(connection, (store = createInventoryStore(connection)));
  return store;
}

/** Lets the batches of a connection flow into the query client. `ConnectionProvider` does it; doing it again is fine. */
export function attachCache(connection: Connection, queryClient: QueryClient): void {
  storeOf(connection).attach(queryClient);
}

/** What the console holds of the pool now, for code outside of React: commands, the palette's index. */
export function readInventory(connection: Connection): Inventory {
  return storeOf(connection).inventory();
}

/** Calls back once a batch with the new inventory and the classes that changed. */
export function onInventory(connection: Connection, listener: InventoryListener): () => void {
  return storeOf(connection).onBatch(listener);
}
