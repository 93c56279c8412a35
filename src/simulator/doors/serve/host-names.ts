import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { coordinator, type World } from '../../api/world';

/**
 * The servers that requests name in their `Host` header: by address, host name or label, with or without a port. One that
 * names none of the pool's, as 127.0.0.1, means the coordinator.
 */
export class HostNames {
  readonly #world: World;
  #known: Map<string, Ref<'host'>> | null = null;

  constructor(world: World) {
    this.#world = world;
    const forget = (): void => {
      this.#known = null;
    };
    world.db.observe('host', {
      replace: (_ref, before, after) => {
        if (before === undefined || after === undefined || !isNamedAlike(before, after)) forget();
      },
      reset: forget,
    });
  }

  find(header: string | undefined): Ref<'host'> | undefined {
    if (header === undefined) return undefined;
    this.#known ??= new Map(
      [...this.#world.db.all('host')]
        .toReversed()
        .flatMap(([ref, host]) => namesOf(host).map((name) => [name.toLowerCase(), ref] as const)),
    );
    const name = header.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
    return this.#known.get(name.toLowerCase());
  }
}

/** Without lists of the names: every start of a VM writes its server's row a few times. */
function isNamedAlike(one: Records['host'], other: Records['host']): boolean {
  return one.address === other.address && one.hostname === other.hostname && one.name_label === other.name_label;
}

function namesOf({ address, hostname, name_label }: Records['host']): readonly string[] {
  return [address, hostname, name_label].filter((name) => name !== '');
}

/**
 * Gives every server a loopback address, coordinator first, so that clients reach what the pool says.
 * @param first the last number of the first address, 1 to 254
 */
export function useLoopbackAddresses(world: World, first: number): ReadonlyMap<Ref<'host'>, string> {
  const { db } = world;
  const main = coordinator(db);
  const hosts = [main, ...db.refs('host').filter((ref) => ref !== main)];
  const addresses = new Map(hosts.map((ref, at) => [ref, `127.0.0.${first + at}`]));
  db.transaction(() => {
    for (const [ref, address] of addresses) {
      db.update('host', ref, { address });
      for (const pif of db.row('host', ref).PIFs) {
        if (db.row('PIF', pif).management) db.update('PIF', pif, { IP: address, netmask: '255.0.0.0' });
      }
    }
  });
  return addresses;
}
