import type { Ref } from '../../../xapi/datamodel/ref';
import type { Backend } from '../../physics/storage/backend';
import type { Direction, StorageDevice } from '../../physics/storage/device';
import { closedLoopLatencyUs, openLoopLatencyUs } from '../../physics/storage/latency';
import { requestTime } from '../../physics/storage/request';
import { coordinator, type World } from '../world';
import type { Axis } from './archives';
import { room, zeros } from './borrowed';
import { backendOf, deviceOf, isOverEthernet } from './datapath';
import { filesOn } from './disk-datapaths';
import { Conditions } from './host-conditions';
import { flowsAlong, type FlowRates } from './flows';
import type { Guest } from './guest';
import { addOwnUses, crowdedSrs, ownLoads, ownTakers, type OwnLoad } from './own-loads';
import { stretchesOf } from './places';
import { sharingAlong, type Sharing } from './kept-sharing';
import { map, once, valueAt } from './series';
import { SharedStorage, type BusyGroup } from './shared-storage';
import {
  addBootRates,
  addBootUses,
  BootLoads,
  takersOf,
  type CacheUse,
  type PacedTaker,
  type Traffic,
} from './storage-boots';
import { addFlowUses, flowTakers } from './storage-flows';
import { cutsOf, meanAt, type Cut } from './storage-paths';
import { cached } from './storage-servers';
import { emptyRates, keyOf, toldDisks, type ToldDisk, type ToldRates } from './told-disks';
import { TOLD } from './workload-history';

/** What a disk of a guest must know of the storage below it. */
export interface StorageView {
  readonly loads: StorageLoads;
  /** A request that is alone on its way from a guest of a server to a repository and back, µs. */
  readonly requestUs: (
    host: Ref<'host'>,
    sr: Ref<'SR'>,
    way: string,
    bytes: number,
    direction: Direction,
    condition: string,
  ) => number;
  readonly conditions: Conditions;
}

/** What the storage of a world is along an axis. */
export function storageView(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest): StorageView {
  const devices = new Map<Ref<'SR'>, StorageDevice>();
  const backends = new Map<string, Backend>();
  const times = new Map<Ref<'host'>, Map<Ref<'SR'>, Map<string, Record<Direction, Map<number, number>>>>>();
  const timesOf = (host: Ref<'host'>, sr: Ref<'SR'>, way: string): Record<Direction, Map<number, number>> => {
    const ofHost = cached(times, host, () => new Map<Ref<'SR'>, Map<string, Record<Direction, Map<number, number>>>>());
    const ofSr = cached(ofHost, sr, () => new Map<string, Record<Direction, Map<number, number>>>());
    return cached(ofSr, way, () => ({ read: new Map<number, number>(), write: new Map<number, number>() }));
  };
  const deviceFor = (sr: Ref<'SR'>): StorageDevice =>
    cached(devices, sr, () => deviceOf(world, world.db.row('SR', sr)));
  const backendFor = (host: Ref<'host'>, way: string, condition: string): Backend =>
    cached(backends, `${host} ${condition}/${way}`, () =>
      backendOf(world.db.get('host', host) ?? world.db.row('host', coordinator(world.db)), way, condition),
    );
  const conditions = new Conditions(world, axis, guestOf);
  return {
    loads: new StorageLoads(world, axis, guestOf, conditions),
    conditions,
    requestUs: (host, sr, way, bytes, direction, condition) =>
      cached(
        timesOf(host, sr, condition === '' ? way : `${condition}/${way}`)[direction],
        bytes,
        () =>
          requestTime(backendFor(host, way, condition), deviceFor(sr), { bytes, direction, chainDepth: filesOn(way) })
            .totalUs,
      ),
  };
}

/**
 * What the disks of guests do that were told what to do, along an axis: how they share repositories and control
 * domains, row by row. What other guests do of their own is little for each of them, so they get it before, as in any fair
 * share, and all of them together less only where a repository has no more.
 */
export class StorageLoads {
  readonly #world: World;
  readonly #axis: Axis;
  readonly #guestOf: (ref: Ref<'VM'>) => Guest;
  readonly #conditions: Conditions;
  readonly #boots: BootLoads;
  readonly #rates = new Map<string, ToldRates | null>();
  readonly #cuts = new Map<Ref<'SR'>, ReadonlyMap<Ref<'host'>, Cut>>();

  constructor(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest, conditions: Conditions) {
    this.#world = world;
    this.#axis = axis;
    this.#guestOf = guestOf;
    this.#conditions = conditions;
    this.#boots = new BootLoads(world, axis, guestOf);
  }

  /** What a disk of a guest does because the guest boots or was told to; null where it does neither. */
  ratesOf(guest: Guest, sr: Ref<'SR'>, device: string): ToldRates | null {
    const key = keyOf(guest, sr, device);
    return cached(this.#rates, key, () => {
      const { told, usage } = this.#shared();
      const rates = told.get(key) ?? null;
      const boots = this.#boots.of(guest.ref).filter((boot) => boot.sr === sr && boot.device === device);
      if (boots.length === 0) return rates;
      const all = rates === null ? emptyRates(this.#axis.rows) : copyOf(rates);
      addBootRates(this.#axis, boots, usage.get(sr) ?? null, all);
      return all;
    });
  }

  /** How full a repository is, from 0 to 1: the fuller of reading and writing. */
  usageOf(sr: Ref<'SR'>): Float64Array | null {
    return this.#shared().usage.get(sr) ?? null;
  }

  /** Which part of what they want guests get that were told nothing, by their server; null where they get all of it. */
  grantsOf(sr: Ref<'SR'>): ReadonlyMap<Ref<'host'>, Float64Array> | null {
    return this.#shared().grants.get(sr) ?? null;
  }

  /** Processors' worth of work that the backends of a server's disks take of its control domain. */
  dom0CoresOf(host: Ref<'host'>): Float64Array | null {
    return this.#shared().dom0Cores.get(host) ?? null;
  }

  /** When servers had no path to a repository, by server. */
  cutsOf(sr: Ref<'SR'>): ReadonlyMap<Ref<'host'>, Cut> {
    return cached(this.#cuts, sr, () => cutsOf(this.#world, this.#axis, sr));
  }

  /**
   * What guests of a server move over its network, to repositories and from them, while they boot or because they were told
   * to; null when nothing.
   */
  trafficOf(host: Ref<'host'>): Traffic | null {
    return this.#shared().traffic.get(host) ?? null;
  }

  /** What a server's cache on a disk of its own does for guests that boot; null when nothing. */
  cacheOf(host: Ref<'host'>): CacheUse | null {
    return this.#shared().caches.get(host) ?? null;
  }

  /** What exports and imports do, through all servers. */
  readonly flows = once((): readonly FlowRates[] => flowsAlong(this.#world, this.#axis));

  readonly #shared = once(() => sharingAlong(this.#world, this.#axis, () => this.#share()));

  #share(): Sharing {
    const { rows } = this.#axis;
    const caches = new Map<Ref<'host'>, CacheUse>();
    const told = new Map<string, ToldRates>();
    const usage = new Map<Ref<'SR'>, Float64Array>();
    const dom0Cores = new Map<Ref<'host'>, Float64Array>();
    const traffic = new Map<Ref<'host'>, Traffic>();
    const disks = toldDisks(this.#world, this.#axis, this.#guestOf, TOLD.refs(this.#world)).map(
      (disk): BusyToldDisk => {
        const wire = isOverEthernet(this.#world.db.row('SR', disk.sr)) ? zeros(rows) : null;
        const rates = cached(told, keyOf(disk.guest, disk.sr, disk.device), () => emptyRates(rows));
        return { ...disk, rates, wire };
      },
    );
    const boots = this.#boots.all();
    const trafficOf = (host: Ref<'host'>): Traffic =>
      cached(traffic, host, () => ({ read: zeros(rows), written: zeros(rows) }));
    addBootUses(this.#world, this.#axis, boots, {
      usageOf: (sr) => cached(usage, sr, () => zeros(rows)),
      dom0CoresOf: (host) => cached(dom0Cores, host, () => zeros(rows)),
      trafficOf,
      cacheOf: (host) => cached(caches, host, () => ({ hits: zeros(rows), misses: zeros(rows) })),
    });
    const transfers = this.flows().filter(({ host }) => this.#world.db.has('host', host));
    addFlowUses(this.#world, transfers, {
      usageOf: (sr) => cached(usage, sr, () => zeros(rows)),
      dom0CoresOf: (host) => cached(dom0Cores, host, () => zeros(rows)),
    });
    const takers = [...takersOf(this.#axis, boots), ...flowTakers(this.#world, transfers)];
    const grants = new Map<Ref<'SR'>, Map<Ref<'host'>, Float64Array>>();
    const shared = new Set(disks.map(({ sr }) => sr));
    const alone = new Set([...usage.keys(), ...crowdedSrs(this.#world)].filter((sr) => !shared.has(sr)));
    const loads = ownLoads(this.#world, this.#axis, this.#guestOf, [...shared, ...alone]);
    this.#grantAlone(
      loads.filter(({ sr }) => alone.has(sr)),
      usage,
      grants,
    );
    if (disks.length > 0) {
      const others = ownTakers(
        this.#world,
        loads.filter(({ sr }) => shared.has(sr)),
      );
      this.#shareOut(disks, takers, others, usage, dom0Cores, grants, trafficOf);
    }
    return { told, usage, dom0Cores, traffic, caches, grants };
  }

  /** Guests that were told nothing share what a repository has that nobody else uses but for boots and transfers. */
  #grantAlone(
    loads: readonly OwnLoad[],
    usage: Map<Ref<'SR'>, Float64Array>,
    grants: Map<Ref<'SR'>, Map<Ref<'host'>, Float64Array>>,
  ): void {
    const wanted = new Map<Ref<'SR'>, Float64Array>();
    addOwnUses(this.#world, loads, (sr) => cached(wanted, sr, () => zeros(this.#axis.rows)));
    for (const [sr, own] of wanted) {
      const full = cached(usage, sr, () => zeros(this.#axis.rows));
      const isOver = own.some((part, at) => part > 1 - (full[at] ?? 0));
      const granted = isOver
        ? map(own, (part, at) => (part > 0 ? Math.min(1, Math.max(0, 1 - (full[at] ?? 0)) / part) : 1))
        : null;
      for (let at = 0; at < full.length; at++) full[at] = Math.min(1, (full[at] ?? 0) + (own[at] ?? 0));
      if (granted === null) continue;
      for (const load of loads) {
        if (load.sr === sr) cached(grants, sr, () => new Map<Ref<'host'>, Float64Array>()).set(load.host, granted);
      }
    }
  }

  /** Guests that boot, exports and imports have what was planned for them, and guests that were told share the rest. */
  #shareOut(
    disks: readonly BusyToldDisk[],
    planned: readonly PacedTaker[],
    others: readonly PacedTaker[],
    usage: Map<Ref<'SR'>, Float64Array>,
    dom0Cores: Map<Ref<'host'>, Float64Array>,
    grants: Map<Ref<'SR'>, Map<Ref<'host'>, Float64Array>>,
    trafficOf: (host: Ref<'host'>) => Traffic,
  ): void {
    const { rows } = this.#axis;
    const takers = [...planned, ...others];
    const shared = new SharedStorage(this.#world, [...disks, ...takers]);
    const { repositories, ways } = shared;
    for (const { places, fromRow, toRow } of stretchesOf(disks, rows)) {
      const carryOf = (at: number): readonly number[] => ways.map((way) => meanAt(way, this.#axis, at));
      const changing = [...new Set(places)].flatMap((host) => {
        const condition = host === null ? '' : this.#conditions.of(host);
        return typeof condition === 'string' ? [] : [condition];
      });
      const isAlike = (at: number, other: number): boolean => changing.every((all) => all[at] === all[other]);
      // As long as the same disks are busy on the same servers, only how much they want changes.
      for (let first = fromRow; first < toRow;) {
        const carry = carryOf(first);
        let end = first + 1;
        while (end < toRow && isAlike(first, end) && carryOf(end).every((rate, way) => rate === carry[way])) end += 1;
        const at = first;
        const group = shared.group(disks, places, carry, takers, (host) => this.#conditions.at(host, at));
        if (group.busy.length > 0) {
          this.#shareAlong(group, repositories, takers, planned.length, usage, dom0Cores, grants, first, end);
          this.#addTraffic(group, trafficOf, first, end);
        }
        first = end;
      }
    }
  }

  /** Adds what goes over the networks of servers, as long as guests were there. */
  #addTraffic(
    { byHost }: BusyGroup<BusyToldDisk>,
    trafficOf: (host: Ref<'host'>) => Traffic,
    fromRow: number,
    toRow: number,
  ): void {
    for (const [{ ref }, here] of byHost) {
      for (const { wire, guest, work } of here) {
        if (wire === null) continue;
        const { read, written } = trafficOf(ref);
        const share = guest.share(ref);
        for (let at = fromRow; at < toRow; at++) {
          const bytesPerS = (wire[at] ?? 0) * valueAt(share, at);
          read[at] = (read[at] ?? 0) + bytesPerS * (1 - work.writeShare);
          written[at] = (written[at] ?? 0) + bytesPerS * work.writeShare;
        }
      }
    }
  }

  #shareAlong(
    { busy, byHost, hosts }: BusyGroup<BusyToldDisk>,
    repositories: readonly Ref<'SR'>[],
    takers: readonly PacedTaker[],
    planned: number,
    usage: Map<Ref<'SR'>, Float64Array>,
    dom0Cores: Map<Ref<'host'>, Float64Array>,
    grants: Map<Ref<'SR'>, Map<Ref<'host'>, Float64Array>>,
    fromRow: number,
    toRow: number,
  ): void {
    const rows = toRow - fromRow;
    const got = room(busy.length * rows);
    const full = repositories.map((sr) => cached(usage, sr, () => zeros(this.#axis.rows)));
    const cores = [...byHost].map(([{ ref, index }, here]) => {
      return {
        index,
        part: partOfRows(here, fromRow, toRow),
        of: cached(dom0Cores, ref, () => zeros(this.#axis.rows)),
      };
    });
    for (let at = fromRow; at < toRow; at++) {
      for (let disk = 0; disk < busy.length; disk++) hosts.demands[disk] = valueAt(busy[disk]?.disk.wanted ?? 0, at);
      for (let taker = 0; taker < takers.length; taker++) hosts.wanted[taker] = takers[taker]?.pace[at] ?? 0;
      hosts.share();
      for (let taker = planned; taker < takers.length; taker++) {
        const wanted = hosts.wanted[taker] ?? 0;
        const got = hosts.rates[busy.length + taker] ?? 0;
        if (got < 0.9999 * wanted) grantIn(grants, takers[taker], this.#axis.rows)[at] = got / wanted;
      }
      for (let disk = 0; disk < busy.length; disk++) got[disk * rows + at - fromRow] = hosts.rates[disk] ?? 0;
      for (let repository = 0; repository < full.length; repository++) {
        const series = full[repository];
        if (series !== undefined) series[at] = hosts.fullnessOf(repository);
      }
      // Guests that boot have taken theirs, and so have exports and imports.
      for (const { index, part, of } of cores) {
        const taken = of[at] ?? 0;
        of[at] = taken + Math.max(0, hosts.dom0CoresOf(index) - taken) * (part[at - fromRow] ?? 0);
      }
    }
    busy.forEach(({ disk, repository }, index) => {
      const requestUs = hosts.alone[index]?.requestUs ?? 0;
      const series = full[repository];
      if (series !== undefined) addRates(disk, got, index * rows - fromRow, requestUs, series, fromRow, toRow);
    });
  }
}

/** The series of what guests of a server get that were told nothing; all of it unless written. */
function grantIn(
  grants: Map<Ref<'SR'>, Map<Ref<'host'>, Float64Array>>,
  taker: PacedTaker | undefined,
  rows: number,
): Float64Array {
  const ofSr = cached(grants, taker?.sr ?? '', () => new Map<Ref<'host'>, Float64Array>());
  return cached(ofSr, taker?.hosts[0]?.host ?? '', () => zeros(rows).fill(1));
}

function copyOf(rates: ToldRates): ToldRates {
  const all = emptyRates(rates.read.length);
  for (const name of ['read', 'write', 'reads', 'writes', 'readTimeUs', 'writeTimeUs'] as const)
    all[name].set(rates[name]);
  return all;
}

interface BusyToldDisk extends ToldDisk {
  readonly rates: ToldRates;
  /** Over the network of the servers where it is, bytes/s; null where its repository is in them. */
  readonly wire: Float64Array | null;
}

/** Share of each row in which disks were busy. */
function partOfRows(disks: readonly ToldDisk[], fromRow: number, toRow: number): Float64Array {
  const part = zeros(toRow - fromRow);
  for (const { share } of disks) {
    for (let at = fromRow; at < toRow; at++) part[at - fromRow] = (part[at - fromRow] ?? 0) + valueAt(share, at);
  }
  for (let at = 0; at < part.length; at++) part[at] = (part[at] ?? 0) / disks.length;
  return part;
}

/** Adds what a disk gets in rows. One that runs as fast as it can waits by its queue, another by how full all is. */
function addRates(
  { work, share, rates, wire }: BusyToldDisk,
  got: Float64Array,
  first: number,
  requestUs: number,
  full: Float64Array,
  fromRow: number,
  toRow: number,
): void {
  const { requestBytes, writeShare, queueDepth } = work;
  const isModest = Number.isFinite(work.bytesPerS);
  for (let at = fromRow; at < toRow; at++) {
    const bytesPerUs = got[first + at] ?? 0;
    if (bytesPerUs <= 0) continue;
    const latencyUs = isModest
      ? openLoopLatencyUs(requestUs, full[at] ?? 0)
      : closedLoopLatencyUs(queueDepth, requestBytes, bytesPerUs);
    const requestsPerS = (bytesPerUs * 1e6 * valueAt(share, at)) / requestBytes;
    const reads = requestsPerS * (1 - writeShare);
    const writes = requestsPerS * writeShare;
    if (wire !== null) wire[at] = requestsPerS * requestBytes;
    rates.reads[at] = (rates.reads[at] ?? 0) + reads;
    rates.writes[at] = (rates.writes[at] ?? 0) + writes;
    rates.read[at] = (rates.read[at] ?? 0) + reads * requestBytes;
    rates.write[at] = (rates.write[at] ?? 0) + writes * requestBytes;
    rates.readTimeUs[at] = (rates.readTimeUs[at] ?? 0) + reads * latencyUs;
    rates.writeTimeUs[at] = (rates.writeTimeUs[at] ?? 0) + writes * latencyUs;
  }
}
