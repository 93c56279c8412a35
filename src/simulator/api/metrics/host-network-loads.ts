import type { Ref } from '../../../xapi/datamodel/ref';
import {
  prepareNetwork,
  type NicDirection,
  type NicFlow,
  type PreparedNetwork,
} from '../../physics/network/host-network';
import type { NetworkWork } from '../../physics/workloads';
import type { World } from '../world';
import type { Axis } from './archives';
import { room, zeros } from './borrowed';
import { releaseOf, storageHostOf } from './datapath';
import type { Guest } from './guest';
import type { Nic } from './guest-nic';
import { guestsOf } from './history';
import { changesOf, trunkAt, trunksOf, type Trunk } from './network-links';
import { managementTraffic } from './management-traffic';
import { addScaled, once, valueAt, type Series } from './series';
import type { StorageLoads } from './storage-loads';

/** What goes through an interface because its guest was told to, bytes a second. */
export interface NicRates {
  readonly received: Float64Array;
  readonly sent: Float64Array;
}

/** What a guest was told to do with an interface, in one direction. */
export interface ToldFlow {
  readonly guest: Guest;
  readonly nic: Nic;
  readonly work: NetworkWork;
  readonly direction: NicDirection;
  /** At its peak, and row by row. */
  readonly peakMbit: number;
  readonly wantedMbit: Series;
  /** Share of each row in which the guest was told so. */
  readonly share: Series;
  readonly into: Float64Array;
}

export const BYTES_PER_MBIT = 1e6 / 8;

/** What work wants at its peak, bytes a second. */
export function wantedOf({ sentBytesPerS, receivedBytesPerS }: NetworkWork, direction: NicDirection): number {
  return direction === 'sent' ? sentBytesPerS : receivedBytesPerS;
}

function opposite(direction: NicDirection): NicDirection {
  return direction === 'sent' ? 'received' : 'sent';
}

/** What goes over a link of a flow. */
interface OverLink {
  readonly part: number;
  readonly into: Float64Array;
}

interface Prepared {
  readonly network: PreparedNetwork;
  readonly over: readonly (readonly OverLink[])[];
}

/** The network of a server along an axis, with what its told guests do there. */
export class HostNetwork {
  readonly cores: Float64Array;
  readonly links = new Map<string, NicRates>();
  readonly #world: World;
  readonly #axis: Axis;
  readonly #guestOf: (ref: Ref<'VM'>) => Guest;
  readonly #host: Ref<'host'>;
  readonly #storage: StorageLoads;
  readonly #trunks: readonly Trunk[];
  readonly #trunkOf: (network: Ref<'network'>) => number | null;
  readonly #changes: readonly number[];

  constructor(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest, host: Ref<'host'>, storage: StorageLoads) {
    this.#storage = storage;
    this.#world = world;
    this.#axis = axis;
    this.#guestOf = guestOf;
    this.#host = host;
    this.cores = zeros(axis.rows);
    const { trunks, deviceOf } = trunksOf(world, world.db.row('host', host));
    this.#trunks = trunks;
    this.#changes = changesOf(world, trunks);
    this.#trunkOf = (network) => {
      const at = trunks.findIndex(({ device }) => device === deviceOf.get(network));
      return at < 0 ? null : at;
    };
  }

  /**
   * What the guests that nobody has told anything and the control domain send over each trunk, and behind it what they
   * receive, Mbit/s.
   */
  readonly #others = once((): readonly Float64Array[] => {
    const all = this.#trunks.flatMap(() => [zeros(this.#axis.rows), zeros(this.#axis.rows)]);
    for (const ref of guestsOf(this.#world, this.#host)) {
      const guest = this.#guestOf(ref);
      const share = guest.share(this.#host);
      for (const nic of guest.nics) {
        const trunk = this.#trunkOf(nic.network);
        if (trunk === null) continue;
        for (const direction of ['sent', 'received'] as const) {
          const own = nic.own(direction);
          const into = all[2 * trunk + (direction === 'sent' ? 0 : 1)];
          if (into === undefined) continue;
          for (let at = 0; at < into.length; at++) {
            into[at] = (into[at] ?? 0) + ((own[at] ?? 0) * valueAt(share, at)) / BYTES_PER_MBIT;
          }
        }
      }
    }
    const { db } = this.#world;
    const management = db.row('host', this.#host).PIFs.find((pif) => db.row('PIF', pif).management);
    const trunk = management === undefined ? null : this.#trunkOf(db.row('PIF', management).network);
    const [sent, received] = trunk === null ? [] : [all[2 * trunk], all[2 * trunk + 1]];
    if (sent !== undefined && received !== undefined) {
      const traffic = managementTraffic(this.#world, this.#axis, this.#host, this.#storage);
      addScaled(sent, traffic.sent, 1 / BYTES_PER_MBIT);
      addScaled(received, traffic.received, 1 / BYTES_PER_MBIT);
    }
    return all;
  });

  /** What flows do in rows one after the other; as long as they go over the same links, only how much they want changes. */
  shareOut(flows: readonly ToldFlow[], fromRow: number, toRow: number): void {
    const { lastS, stepS } = this.#axis;
    const timeOf = (at: number): number => lastS - (at + 0.5) * stepS;
    const changeBefore = (at: number): number => this.#changes.findLastIndex((changeS) => changeS <= timeOf(at));
    for (let first = fromRow; first < toRow;) {
      const change = changeBefore(first);
      let end = first + 1;
      while (end < toRow && changeBefore(end) === change) end += 1;
      this.#shareAlong(flows, this.#preparedAt(flows, timeOf(first)), first, end);
      first = end;
    }
  }

  #shareAlong(flows: readonly ToldFlow[], { network, over }: Prepared, fromRow: number, toRow: number): void {
    const rows = toRow - fromRow;
    const got = room(flows.length * rows);
    for (let at = fromRow; at < toRow; at++) {
      // What guests are told is often the same for hours.
      if (this.#want(flows, network, at)) network.share();
      for (let flow = 0; flow < flows.length; flow++) got[flow * rows + at - fromRow] = network.rates[flow] ?? 0;
    }
    flows.forEach(({ share, into }, flow) => {
      const first = flow * rows - fromRow;
      const coresPerMbit = network.coresPerMbit[flow] ?? 0;
      // The daemon of the switch works as long as there is traffic, for all flows alike.
      addFlow(got, first, into, this.cores, share, coresPerMbit, network.switchCores / flows.length, fromRow, toRow);
      for (const { part, into: link } of over[flow] ?? []) {
        for (let at = fromRow; at < toRow; at++) {
          link[at] = (link[at] ?? 0) + (got[first + at] ?? 0) * part * BYTES_PER_MBIT * valueAt(share, at);
        }
      }
    });
  }

  /** Writes down what the flows want in a row, and what others take; answers whether anything is another than before. */
  #want(flows: readonly ToldFlow[], { demands, taken }: PreparedNetwork, at: number): boolean {
    let isOther = false;
    for (let flow = 0; flow < demands.length; flow++) {
      const wanted = flows[flow]?.wantedMbit ?? 0;
      const mbit = typeof wanted === 'number' ? wanted : (wanted[at] ?? 0);
      if (demands[flow] !== mbit) isOther = true;
      demands[flow] = mbit;
    }
    const others = this.#others();
    for (let place = 0; place < taken.length; place++) {
      const series = others[place];
      const other = series === undefined ? 0 : (series[at] ?? 0);
      if (taken[place] !== other) isOther = true;
      taken[place] = other;
    }
    return isOther;
  }

  #link(device: string): NicRates {
    let link = this.links.get(device);
    if (link === undefined) {
      this.links.set(device, (link = { sent: zeros(this.#axis.rows), received: zeros(this.#axis.rows) }));
    }
    return link;
  }

  #preparedAt(flows: readonly ToldFlow[], timeS: number): Prepared {
    const states = this.#trunks.map((trunk) => trunkAt(this.#world, trunk, timeS));
    const host = this.#world.db.row('host', this.#host);
    const release = releaseOf(host).network;
    const ports = states.map(({ links, mtuBytes, hasGro }, port) => ({
      mode: this.#trunks[port]?.mode ?? 'active-backup',
      linkMbitPerS: links.map(({ mbitPerS }) => mbitPerS),
      mtuBytes,
      hasGro: hasGro ?? release.hasGro,
    }));
    const vifs = [...new Set(flows.map(({ nic }) => nic))];
    const wanted = flows.map(({ guest, nic, work, direction, peakMbit }): NicFlow => ({
      direction,
      vif: vifs.indexOf(nic),
      kind:
        work.kind === 'stream' && wantedOf(work, direction) < wantedOf(work, opposite(direction))
          ? 'acknowledgements'
          : work.kind,
      streams: work.streams,
      vcpus: guest.vcpus,
      peakMbitPerS: peakMbit,
      port: this.#trunkOf(nic.network),
    }));
    const { dom0Vcpus } = storageHostOf(this.#world, host);
    const hasSwitch = host.software_version['network_backend'] !== 'bridge';
    const network = prepareNetwork(release, dom0Vcpus, ports, wanted, hasSwitch);
    const over = network.links.map((parts, index) =>
      parts.map(({ port, link, share }): OverLink => {
        const rates = this.#link(states[port]?.links[link]?.device ?? '');
        return { part: share, into: rates[wanted[index]?.direction ?? 'sent'] };
      }),
    );
    // Nobody has asked yet.
    network.demands.fill(NaN);
    return { network, over };
  }
}

/** Adds what a flow gets in rows: to what goes through its interface, and to the work that it is. */
function addFlow(
  got: Float64Array,
  first: number,
  into: Float64Array,
  cores: Float64Array,
  share: Series,
  coresPerMbit: number,
  coresOfSwitch: number,
  fromRow: number,
  toRow: number,
): void {
  for (let at = fromRow; at < toRow; at++) {
    const rate = got[first + at] ?? 0;
    const part = valueAt(share, at);
    const ofSwitch = rate > 0 ? coresOfSwitch : 0;
    into[at] = (into[at] ?? 0) + rate * BYTES_PER_MBIT * part;
    cores[at] = (cores[at] ?? 0) + (rate * coresPerMbit + ofSwitch) * part;
  }
}
