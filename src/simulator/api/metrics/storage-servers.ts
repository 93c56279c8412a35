import type { Ref } from '../../../xapi/datamodel/ref';
import type { Backend } from '../../physics/storage/backend';
import type { StorageHost } from '../../physics/storage/host';
import type { World } from '../world';
import { backendOf, storageHostOf } from './datapath';

export function cached<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}

/** A server whose control domain serves busy disks. */
export interface KnownServer {
  readonly ref: Ref<'host'>;
  readonly index: number;
  readonly backendFor: (way: string, condition: string) => Backend;
}

/** The servers that take part, numbered as they appear. */
export class Servers {
  readonly all: StorageHost[] = [];
  readonly #world: World;
  readonly #known = new Map<Ref<'host'>, KnownServer>();

  constructor(world: World) {
    this.#world = world;
  }

  at(ref: Ref<'host'> | null): KnownServer | null {
    const row = ref === null ? undefined : this.#world.db.get('host', ref);
    if (ref === null || row === undefined) return null;
    let server = this.#known.get(ref);
    if (server === undefined) {
      const backends = new Map<string, Backend>();
      const backendFor = (way: string, condition: string): Backend =>
        cached(backends, `${condition}/${way}`, () => backendOf(row, way, condition));
      server = { ref, index: this.all.length, backendFor };
      this.all.push(storageHostOf(this.#world, row));
      this.#known.set(ref, server);
    }
    return server;
  }
}
