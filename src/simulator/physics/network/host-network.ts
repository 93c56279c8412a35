import { PreparedShare, type Need } from '../prepared-share';
import type { Release } from '../releases';
import { placements, type BondMode } from './bonds';
import { netbackCores } from './netback';
import { DEFAULT_TABLE, switchState } from './open-vswitch';
import { receiveMbitPerS, transmitMbitPerS } from './streams';

export type NicDirection = 'sent' | 'received';

/** What goes through a virtual interface in one direction, seen from the guest. */
export interface NicFlow {
  readonly direction: NicDirection;
  /** Which interface, in the order in which they were plugged. */
  readonly vif: number;
  /**
   * Few streams of large segments, what acknowledges them, or the mixed traffic of a server. The cost of a stream is
   * that of its acknowledgements as well.
   */
  readonly kind: 'stream' | 'acknowledgements' | 'mixed';
  readonly streams: number;
  readonly vcpus: number;
  /** What it wants at its peak. */
  readonly peakMbitPerS: number;
  /** Index into the ports; null on a network that no wire leaves. */
  readonly port: number | null;
}

/** A physical interface, or a bond of several. */
export interface HostPort {
  readonly mode: BondMode;
  /** Data that each link carries. */
  readonly linkMbitPerS: readonly number[];
  readonly mtuBytes: number;
  /** Whether packets of a stream from the wire are put together before they are looked at. */
  readonly hasGro: boolean;
}

export interface LinkPart {
  readonly port: number;
  readonly link: number;
  readonly share: number;
}

/** How flows share the network of a host: write what is wanted, ask, and read. */
export interface PreparedNetwork {
  /** Processors' worth of netback's work for 1 Mbit/s of each flow. */
  readonly coresPerMbit: Float64Array;
  /** Processors' worth of work of the switch's daemon while all flows go on. */
  readonly switchCores: number;
  /** Over which links each flow goes. */
  readonly links: readonly (readonly LinkPart[])[];
  /** What each flow wants, Mbit/s. */
  readonly demands: Float64Array;
  /** What others take of each port, Mbit/s: what they send, and behind it what they receive. */
  readonly taken: Float64Array;
  /** What each flow gets, Mbit/s. */
  readonly rates: Float64Array;
  readonly share: () => void;
}

/** Whatever the others do on a bond goes over its active link, or over all of them evenly. */
function takenOf({ mode, linkMbitPerS }: HostPort, link: number, mbitPerS: number): number {
  if (mode === 'active-backup') return link === 0 ? mbitPerS : 0;
  return mbitPerS / linkMbitPerS.length;
}

/** What one stream of a flow, or one core of mixed traffic, moves. */
function mbitPerCore(network: Release['network'], { kind, direction, port: at }: NicFlow, ports: readonly HostPort[]) {
  if (kind === 'mixed') return network.threadMbitPerS;
  const port = at === null ? undefined : ports[at];
  if (direction === 'sent') return transmitMbitPerS(network, port?.mtuBytes);
  // Guests of one server hand large segments to one another.
  return receiveMbitPerS(network, port?.hasGro ?? true, port?.mtuBytes);
}

/** The switches of a host, one for each port and one for all networks that no wire leaves: what flows keep of their rates. */
function throughSwitches(network: Release['network'], ports: readonly HostPort[], flows: readonly NicFlow[]) {
  const shares = new Float64Array(flows.length).fill(1);
  let cores = 0;
  for (const port of [null, ...ports.keys()]) {
    const connections = new Map<number, number>();
    for (const { vif, port: at, streams } of flows) {
      if (at === port) connections.set(vif, Math.max(connections.get(vif) ?? 0, streams));
    }
    if (connections.size === 0) continue;
    const vifs = connections.size;
    const connectionsPerVif = [...connections.values()].reduce((sum, count) => sum + count, 0) / vifs;
    const state = switchState(network, { vifs, connectionsPerVif, tableSize: DEFAULT_TABLE });
    cores += state.daemonCores;
    flows.forEach(({ port: at }, index) => {
      if (at === port) shares[index] = state.throughputShare;
    });
  }
  return { shares, cores };
}

/**
 * How the interfaces of a host's guests share netback and the links: max-min fair. Netback of 6.2 pins an interface to
 * a thread; later all threads run on all vCPUs of the control domain. A link carries as much each way.
 * @param hasSwitch whether Open vSwitch connects them; a bridge has no table that could be full
 */
export function prepareNetwork(
  network: Release['network'],
  dom0Vcpus: number,
  ports: readonly HostPort[],
  flows: readonly NicFlow[],
  hasSwitch = true,
): PreparedNetwork {
  const cores = netbackCores(network, dom0Vcpus);
  const isPinned = network.netback === 'thread-per-vcpu';
  const threads = isPinned ? Math.max(1, cores) : 1;
  const netback = Array.from({ length: threads }, () => (isPinned ? 1 : cores));
  const firstLink = ports.map((_, port) =>
    ports.slice(0, port).reduce((sum, { linkMbitPerS }) => sum + 2 * linkMbitPerS.length, threads),
  );
  const links = linksOf(ports, flows);
  const perCore = Float64Array.from(flows, (flow) => mbitPerCore(network, flow, ports));
  const switched = hasSwitch ? throughSwitches(network, ports, flows) : null;
  const most = Float64Array.from(flows, ({ kind, streams, vcpus, port }, index) => {
    if (port !== null && ports[port]?.linkMbitPerS.length === 0) return 0;
    const queues = network.netback !== 'multi-queue' ? 1 : kind === 'mixed' ? vcpus : Math.min(streams, vcpus);
    return (perCore[index] ?? 0) * Math.max(1, queues);
  });
  const coresPerMbit = Float64Array.from(flows, ({ kind }, index) =>
    kind === 'acknowledgements' ? 0 : 1 / (perCore[index] ?? 1),
  );
  const needs = flows.map(({ direction, vif }, index): readonly Need[] => [
    { resource: isPinned ? vif % threads : 0, perUnit: coresPerMbit[index] ?? 0 },
    ...(links[index] ?? []).map(({ port, link, share }) => ({
      resource: (firstLink[port] ?? 0) + 2 * link + (direction === 'sent' ? 0 : 1),
      perUnit: share,
    })),
  ]);
  const shares = new PreparedShare(
    needs,
    netback.length + ports.reduce((sum, port) => sum + 2 * port.linkMbitPerS.length, 0),
  );
  shares.capacities.set(netback);
  const demands = new Float64Array(flows.length);
  const taken = new Float64Array(2 * ports.length);
  const rates = new Float64Array(flows.length);
  return {
    coresPerMbit,
    switchCores: switched?.cores ?? 0,
    links,
    demands,
    taken,
    rates,
    share: () => {
      let resource = netback.length;
      ports.forEach((port, index) => {
        port.linkMbitPerS.forEach((mbit, link) => {
          for (const direction of [0, 1]) {
            const left = mbit - takenOf(port, link, taken[2 * index + direction] ?? 0);
            shares.capacities[resource++] = Math.max(0, left);
          }
        });
      });
      for (let flow = 0; flow < rates.length; flow++) {
        shares.demands[flow] = Math.min(demands[flow] ?? 0, most[flow] ?? 0);
      }
      shares.share();
      if (switched === null) rates.set(shares.rates);
      else multiply(rates, shares.rates, switched.shares);
    },
  };
}

function multiply(into: Float64Array, rates: Float64Array, shares: Float64Array): void {
  for (let flow = 0; flow < into.length; flow++) into[flow] = (rates[flow] ?? 0) * (shares[flow] ?? 1);
}

/** Over which links each flow goes: an interface is placed once, for all that it does. */
function linksOf(ports: readonly HostPort[], flows: readonly NicFlow[]): readonly (readonly LinkPart[])[] {
  const partsOf = ports.map(({ mode, linkMbitPerS }, port) => {
    if (linkMbitPerS.length === 0) return new Map<number, readonly LinkPart[]>();
    const loads = new Map<number, { mbitPerS: number; streams: number }>();
    for (const { port: at, vif, peakMbitPerS, streams } of flows) {
      if (at !== port) continue;
      const load = loads.get(vif);
      if (load === undefined) loads.set(vif, { mbitPerS: peakMbitPerS, streams });
      else {
        load.mbitPerS = Math.max(load.mbitPerS, peakMbitPerS);
        load.streams = Math.max(load.streams, streams);
      }
    }
    const links = [...loads.keys()].map((): number[] => []);
    for (const [load, link] of placements(mode, linkMbitPerS.length, [...loads.values()])) links[load]?.push(link);
    return new Map([...loads.keys()].map((vif, load) => [vif, shares(port, linkMbitPerS.length, links[load] ?? [])]));
  });
  return flows.map(({ port, vif }) => (port === null ? [] : (partsOf[port]?.get(vif) ?? [])));
}

/** The part of each link among those where something was placed. */
function shares(port: number, links: number, placed: readonly number[]): readonly LinkPart[] {
  return Array.from({ length: links }, (_, link) => ({
    port,
    link,
    share: placed.filter((on) => on === link).length / placed.length,
  })).filter(({ share }) => share > 0);
}
