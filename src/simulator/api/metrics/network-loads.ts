import type { Ref } from '../../../xapi/datamodel/ref';
import type { NicDirection } from '../../physics/network/host-network';
import type { World } from '../world';
import type { Axis } from './archives';
import { room, zeros } from './borrowed';
import type { Guest } from './guest';
import type { Nic } from './guest-nic';
import { BYTES_PER_MBIT, HostNetwork, wantedOf, type NicRates, type ToldFlow } from './host-network-loads';
import { stretchesOf, type Places } from './places';
import { map, once, valueAt, type Series } from './series';
import type { StorageLoads } from './storage-loads';
import { TOLD } from './workload-history';

/**
 * What the interfaces of guests do that were told what to do, along an axis: how they share netback and the links of
 * their servers, row by row. What other guests do is little: it gets through, as do migrations, exports, imports and
 * what goes to arrays, and the told ones get the rest (assumption).
 */
export class NetworkLoads {
  readonly #world: World;
  readonly #axis: Axis;
  readonly #guestOf: (ref: Ref<'VM'>) => Guest;
  readonly #storage: StorageLoads;

  constructor(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest, storage: StorageLoads) {
    this.#storage = storage;
    this.#world = world;
    this.#axis = axis;
    this.#guestOf = guestOf;
  }

  /** What an interface of a guest does; null when nobody has told the guest anything. */
  ratesOf(guest: Guest, nic: Nic): NicRates | null {
    return this.#shared().rates.get(guest)?.get(nic.device) ?? null;
  }

  /** Processors' worth of work that netback takes of a server's control domain for them. */
  dom0CoresOf(host: Ref<'host'>): Float64Array | null {
    return this.#shared().hosts.get(host)?.cores ?? null;
  }

  /** What of it goes over each physical interface of a server. */
  linksOf(host: Ref<'host'>): ReadonlyMap<string, NicRates> | null {
    return this.#shared().hosts.get(host)?.links ?? null;
  }

  readonly #shared = once(() => {
    const rates = new Map<Guest, Map<string, NicRates>>();
    const flows = this.#flows(rates);
    const hosts = new Map<Ref<'host'>, HostNetwork>();
    if (flows.length === 0) return { rates, hosts };
    for (const { places, fromRow, toRow } of stretchesOf(flows, this.#axis.rows)) {
      for (const [host, here] of this.#groups(flows, places, hosts)) host.shareOut(here, fromRow, toRow);
    }
    return { rates, hosts };
  });

  #groups(
    flows: readonly ToldFlow[],
    places: Places,
    hosts: Map<Ref<'host'>, HostNetwork>,
  ): Map<HostNetwork, readonly ToldFlow[]> {
    const groups = new Map<HostNetwork, ToldFlow[]>();
    flows.forEach((flow, index) => {
      const ref = places[index] ?? null;
      if (ref === null || !this.#world.db.has('host', ref)) return;
      let host = hosts.get(ref);
      if (host === undefined) {
        host = new HostNetwork(this.#world, this.#axis, this.#guestOf, ref, this.#storage);
        hosts.set(ref, host);
      }
      const here = groups.get(host);
      if (here === undefined) groups.set(host, [flow]);
      else here.push(flow);
    });
    return groups;
  }

  #flows(rates: Map<Guest, Map<string, NicRates>>): readonly ToldFlow[] {
    const flows: ToldFlow[] = [];
    for (const ref of TOLD.refs(this.#world)) {
      if (!this.#world.db.has('VM', ref)) continue;
      const guest = this.#guestOf(ref);
      for (const { workload, load, share } of guest.works) {
        const work = workload.network;
        if (work === null) continue;
        let own = rates.get(guest);
        if (own === undefined) rates.set(guest, (own = new Map<string, NicRates>()));
        for (const nic of guest.nics) {
          let into = own.get(nic.device);
          if (into === undefined) {
            own.set(nic.device, (into = { received: zeros(this.#axis.rows), sent: zeros(this.#axis.rows) }));
          }
          for (const direction of ['sent', 'received'] as const) {
            const peakMbit = wantedOf(work, direction) / BYTES_PER_MBIT;
            const wantedMbit = wantedBy(nic, direction, peakMbit, load(), this.#axis.rows);
            flows.push({ guest, nic, work, share, direction, peakMbit, wantedMbit, into: into[direction] });
          }
        }
      }
    }
    return flows;
  }
}

/** What an interface wants, row by row; it may send no more than what its limit leaves beside its own doings. */
function wantedBy(nic: Nic, direction: NicDirection, peakMbit: number, load: Series, rows: number): Series {
  const { limit } = nic;
  const isLimited = limit !== null && direction === 'sent';
  if (typeof load === 'number' && !isLimited) return peakMbit * load;
  const wanted = room(rows);
  for (let at = 0; at < rows; at++) wanted[at] = peakMbit * valueAt(load, at);
  if (!isLimited) return wanted;
  const own = nic.own('sent');
  return map(wanted, (mbit, at) => Math.min(mbit, Math.max(0, limit(at) - (own[at] ?? 0)) / BYTES_PER_MBIT));
}
