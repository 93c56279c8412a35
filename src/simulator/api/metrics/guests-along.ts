import type { Ref } from '../../../xapi/datamodel/ref';
import type { World } from '../world';
import type { Axis } from './archives';
import { GpuLoads } from './gpu-loads';
import { Guest } from './guest';
import { NetworkLoads } from './network-loads';
import { Loads } from './noise';
import { storageView } from './storage-loads';
import { cached } from './storage-servers';
import type { Surroundings } from './surroundings';

/** Guests along an axis, each worked out once, and what they share. */
export interface Along {
  readonly loads: Loads;
  readonly around: Surroundings;
  readonly guestOf: (ref: Ref<'VM'>) => Guest;
}

export function guestsAlong(world: World, axis: Axis): Along {
  const loads = new Loads(axis);
  const guests = new Map<Ref<'VM'>, Guest>();
  const guestOf = (ref: Ref<'VM'>): Guest => cached(guests, ref, () => new Guest(world, axis, loads, around, ref));
  const storage = storageView(world, axis, guestOf);
  const around: Surroundings = {
    storage,
    gpus: new GpuLoads(world, axis, guestOf),
    network: new NetworkLoads(world, axis, guestOf, storage.loads),
  };
  return { loads, around, guestOf };
}
