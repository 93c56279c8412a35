import type { ObjectId } from '../../features/navigation';
import { rows } from '../../features/objects';
import type { Inventory } from '../../features/objects';

/** Finds out which servers that stood alone have joined another pool of the page while it looked on. */
export class JoinedServers {
  readonly #seen = new Map<string, ReadonlySet<string>>();
  readonly #joined = new Map<string, ObjectId>();

  /** Has a look at a pool whose servers may have changed. Copies of a pool know a server from the beginning: none joins. */
  look(pool: string, inventory: Inventory): void {
    const before = this.#seen.get(pool);
    const servers = new Map([...rows(inventory, 'host')].map(([ref, { uuid }]) => [uuid, ref]));
    if (servers.size === 0) return;
    this.#seen.set(pool, new Set(servers.keys()));
    for (const [server, ref] of before === undefined ? [] : servers) {
      if (before?.has(server)) continue;
      for (const [other, own] of this.#seen)
        if (other !== pool && own.size === 1 && own.has(server))
          this.#joined.set(other, { connection: pool, class: 'host', ref });
    }
  }

  /** What the server is in the pool that it has joined. */
  get(pool: string): ObjectId | undefined {
    return this.#joined.get(pool);
  }

  forget(pool: string): void {
    this.#seen.delete(pool);
    this.#joined.delete(pool);
  }
}
