import { fairShare, type Flow, type Need } from '../fair-share';
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

export interface PreparedNetwork {
  /** Processors' worth of netback's work for 1 Mbit/s of each flow. */
  readonly coresPerMbit: readonly number[];
  /** Processors' worth of work of the switch's daemon while all flows go on. */
  readonly switchCores: number;
  /** Over which links each flow goes. */
  readonly links: readonly (readonly LinkPart[])[];
  /** Rates for what the flows want and what others take of the links, by port and direction. */
  readonly share: (
    demandsMbitPerS: readonly number[],
    taken: readonly Readonly<Record<NicDirection, number>>[],
  ) => readonly number[];
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
  const shares = flows.map(() => 1);
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
  const rates = flows.map((flow) => mbitPerCore(network, flow, ports));
  const switched = hasSwitch ? throughSwitches(network, ports, flows) : null;
  const most = flows.map(({ kind, streams, vcpus, port }, index) => {
    if (port !== null && ports[port]?.linkMbitPerS.length === 0) return 0;
    const queues = network.netback !== 'multi-queue' ? 1 : kind === 'mixed' ? vcpus : Math.min(streams, vcpus);
    return (rates[index] ?? 0) * Math.max(1, queues);
  });
  const coresPerMbit = flows.map(({ kind }, index) => (kind === 'acknowledgements' ? 0 : 1 / (rates[index] ?? 1)));
  const needs = flows.map(({ direction, vif }, index): readonly Need[] => [
    { resource: isPinned ? vif % threads : 0, perUnit: coresPerMbit[index] ?? 0 },
    ...(links[index] ?? []).map(({ port, link, share }) => ({
      resource: (firstLink[port] ?? 0) + 2 * link + (direction === 'sent' ? 0 : 1),
      perUnit: share,
    })),
  ]);
  // Made once: this is asked for every point of a chart.
  const wanted = flows.map((_, index) => ({ demand: 0, needs: needs[index] ?? [] }) satisfies Flow);
  return {
    coresPerMbit,
    switchCores: switched?.cores ?? 0,
    links,
    share: (demands, taken) => {
      const capacities = ports.flatMap((port, index) =>
        port.linkMbitPerS.flatMap((mbit, link) =>
          (['sent', 'received'] as const).map((direction) =>
            Math.max(0, mbit - takenOf(port, link, taken[index]?.[direction] ?? 0)),
          ),
        ),
      );
      wanted.forEach((flow, index) => {
        flow.demand = Math.min(demands[index] ?? 0, most[index] ?? 0);
      });
      const { rates: shared } = fairShare(wanted, [...netback, ...capacities]);
      return switched === null ? shared : shared.map((rate, index) => rate * (switched.shares[index] ?? 1));
    },
  };
}

function linksOf(ports: readonly HostPort[], flows: readonly NicFlow[]): readonly (readonly LinkPart[])[] {
  const all = flows.map((): LinkPart[] => []);
  ports.forEach(({ mode, linkMbitPerS }, port) => {
    if (linkMbitPerS.length === 0) return;
    const vifs = [...new Set(flows.filter((flow) => flow.port === port).map(({ vif }) => vif))];
    const loads = vifs.map((vif) => {
      const own = flows.filter((flow) => flow.port === port && flow.vif === vif);
      return {
        mbitPerS: Math.max(...own.map(({ peakMbitPerS }) => peakMbitPerS)),
        streams: Math.max(...own.map(({ streams }) => streams)),
      };
    });
    const placed = placements(mode, linkMbitPerS.length, loads);
    flows.forEach((flow, index) => {
      if (flow.port !== port) return;
      const own = placed.filter(([load]) => vifs[load] === flow.vif);
      linkMbitPerS.forEach((_, link) => {
        const share = own.filter(([, on]) => on === link).length / own.length;
        if (share > 0) all[index]?.push({ port, link, share });
      });
    });
  });
  return all;
}
