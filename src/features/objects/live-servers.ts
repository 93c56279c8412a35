import { only, rows } from './inventory';
import type { Inventory } from './inventory';
import { hostIsLive } from './liveness';

/** Addresses of the servers that respond, for what each tells of itself; null: the coordinator, which answers calls. */
export function liveServers(inventory: Inventory): readonly (string | null)[] {
  const master = only(inventory, 'pool')?.[1].master;
  return [...rows(inventory, 'host')].flatMap(([ref, host]) =>
    hostIsLive(inventory, host) ? [ref === master ? null : host.address] : [],
  );
}
