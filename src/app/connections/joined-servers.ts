import { rows } from '../../features/objects';
import type { Inventory } from '../../features/objects';

/** Finds out which servers that stood alone have joined another pool of the page while it looked on. */
export class JoinedServers {
  readonly #seen = new Map<string, ReadonlySet<string>>();
  readonly #joined = new Set<string>();

  /** Has a look at a pool whose servers may have changed. Copies of a pool know a server from the beginning: none joins. */
  look(pool: string, inventory: Inventory): void {
    const before = this.#seen.get(pool);
    const servers = new Set([...rows(inventory, 'host').values()].map(({ uuid }) => uuid));
    if (servers.size === 0) return;
    this.#seen.set(pool, servers);
    for (const server of before === undefined ? [] : servers) {
      if (before?.has(server)) continue;
      for (const [other, own] of this.#seen)
        if (other !== pool && own.size === 1 && own.has(server)) this.#joined.add(other);
    }
  }

  has(pool: string): boolean {
    return this.#joined.has(pool);
  }

  forget(pool: string): void {
    this.#seen.delete(pool);
    this.#joined.delete(pool);
  }
}
