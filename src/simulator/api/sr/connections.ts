import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import type { World } from '../world';

type Servers = Set<Ref<'host'>>;

/** Which servers have which repositories attached, kept true as PBD rows change: placement asks it for every disk. */
class Connections {
  readonly #db: Database;
  #attached: Map<Ref<'SR'>, Servers> | null = null;

  constructor(db: Database) {
    this.#db = db;
    db.observe('PBD', {
      replace: (_ref, before, after) => {
        if (this.#attached === null) return;
        if (before?.currently_attached === true) this.#attached.get(before.SR)?.delete(before.host);
        if (after?.currently_attached === true) this.#add(this.#attached, after);
      },
      reset: () => {
        this.#attached = null;
      },
    });
  }

  servers(sr: Ref<'SR'>): Servers | undefined {
    if (this.#attached === null) {
      this.#attached = new Map();
      for (const [, pbd] of this.#db.all('PBD')) if (pbd.currently_attached) this.#add(this.#attached, pbd);
    }
    return this.#attached.get(sr);
  }

  #add(attached: Map<Ref<'SR'>, Servers>, pbd: Records['PBD']): void {
    const servers = attached.get(pbd.SR);
    if (servers === undefined) attached.set(pbd.SR, new Set([pbd.host]));
    else servers.add(pbd.host);
  }
}

const connections = new WeakMap<Database, Connections>();

function serversOf(db: Database, sr: Ref<'SR'>): Servers | undefined {
  let known = connections.get(db);
  if (known === undefined) connections.set(db, (known = new Connections(db)));
  return known.servers(sr);
}

/** Whether any server has a repository attached. */
export function isAttached({ db }: World, sr: Ref<'SR'>): boolean {
  return (serversOf(db, sr)?.size ?? 0) > 0;
}

/** Whether a server has a repository attached. */
export function isAttachedTo({ db }: Pick<World, 'db'>, sr: Ref<'SR'>, host: Ref<'host'>): boolean {
  return serversOf(db, sr)?.has(host) === true;
}
