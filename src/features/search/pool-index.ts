import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { PropertyIndex } from './query/property-index';

const indexes = new WeakMap<Connection, PropertyIndex>();
/** By `Connection.id`, the last connection of each pool. */
const byId = new Map<string, PropertyIndex>();

/** The properties of the objects of a pool, for all queries over it; follows the pool from the first question on. */
export function indexOf(connection: Connection): PropertyIndex {
  let index = indexes.get(connection);
  if (!index) {
    const made = new PropertyIndex(readInventory(connection));
    indexes.set(connection, (index = made));
    byId.set(connection.id, made);
    onInventory(connection, (inventory, touched) =>
      made.apply(inventory, {
        all: false,
        refs: new Map([...touched].map(([cls, refs]) => [cls, [...refs]] as const)),
      }),
    );
  }
  return index;
}

/** The index of the pool that an object is of; undefined before anybody asked for one. */
export function indexOfPool(connectionId: string): PropertyIndex | undefined {
  return byId.get(connectionId);
}
