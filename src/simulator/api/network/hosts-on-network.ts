import type { Ref } from '../../../xapi/datamodel/ref';
import type { Database } from '../../engine/database';

/** Which servers have an interface on a network: a VLAN of a large pool has one of each, too many to look through. */
class HostsOnNetworks {
  readonly #db: Database;
  readonly #known = new Map<Ref<'network'>, ReadonlySet<Ref<'host'>>>();

  constructor(db: Database) {
    this.#db = db;
    db.observe('PIF', {
      replace: (_, before, after) => {
        if (before?.host !== after?.host || before?.network !== after?.network) this.#known.clear();
      },
      reset: () => this.#known.clear(),
    });
  }

  of(network: Ref<'network'>): ReadonlySet<Ref<'host'>> {
    let hosts = this.#known.get(network);
    if (hosts === undefined) {
      const pifs = this.#db.get('network', network)?.PIFs ?? [];
      hosts = new Set(pifs.flatMap((pif) => this.#db.get('PIF', pif)?.host ?? []));
      this.#known.set(network, hosts);
    }
    return hosts;
  }
}

const known = new WeakMap<Database, HostsOnNetworks>();

/** The servers that have an interface on a network. */
export function hostsOnNetwork(db: Database, network: Ref<'network'>): ReadonlySet<Ref<'host'>> {
  let networks = known.get(db);
  if (networks === undefined) known.set(db, (networks = new HostsOnNetworks(db)));
  return networks.of(network);
}
