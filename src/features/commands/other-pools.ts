import { readInventory } from '../../xapi/cache/cache';
import type { PoolEntry, PoolList } from '../connections';
import type { OtherPool } from './work';

export function otherPool({ id, name, address, connection }: PoolEntry): OtherPool {
  return {
    id,
    name,
    address,
    inventory: readInventory(connection),
    call: (method, ...args) => connection.call(method, ...args),
  };
}

/** The pools that the console is connected to beside this one, as they are now. */
export function othersThan(own: string, pools: PoolList | undefined): readonly OtherPool[] {
  const entries = pools?.entries() ?? [];
  return entries.filter(({ id, state }) => id !== own && state === 'connected').map(otherPool);
}
