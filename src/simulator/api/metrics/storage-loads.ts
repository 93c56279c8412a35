import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Backend } from '../../physics/storage/backend';
import {
  prepareHosts,
  type BusyDisk,
  type HostLink,
  type PoolShares,
  type Repository,
} from '../../physics/storage/contention';
import type { Direction, StorageDevice } from '../../physics/storage/device';
import { closedLoopLatencyUs, openLoopLatencyUs } from '../../physics/storage/latency';
import { requestTime } from '../../physics/storage/request';
import type { DiskWork } from '../../physics/workloads';
import { NICS } from '../multipath/paths';
import { coordinator, type World } from '../world';
import type { Axis } from './archives';
import { backendOf, deviceOf } from './datapath';
import type { Way } from './disk-datapaths';
import type { Guest, TimedWork } from './guest';
import { keepingLast, placesByRow, type Places } from './places';
import { once, shareOf, valueAt, zeros, type Series } from './series';
import { addBoots, type Traffic } from './storage-boots';
import { meanAt, pathsTo } from './storage-paths';
import { cached, Servers, type KnownServer } from './storage-servers';
import { TOLD } from './workload-history';

/** What a disk does because its guest was told to; rates a second, and microseconds of waiting a second. */
export interface ToldRates {
  readonly read: Float64Array;
  readonly write: Float64Array;
  readonly reads: Float64Array;
  readonly writes: Float64Array;
  readonly readTimeUs: Float64Array;
  readonly writeTimeUs: Float64Array;
}

interface ToldDisk {
  readonly work: DiskWork;
  readonly sr: Ref<'SR'>;
  readonly guest: Guest;
  readonly way: string;
  /** From 0 to 1 by the pattern of the work. */
  readonly load: Series;
  /** Share of each row in which the guest was told so. */
  readonly share: Series;
  readonly rates: ToldRates;
}

/** What a disk of a guest must know of the storage below it. */
export interface StorageView {
  readonly loads: StorageLoads;
  /** A request that is alone on its way from a guest to a repository and back, µs. */
  readonly requestUs: (guest: Guest, sr: Ref<'SR'>, way: string, bytes: number, direction: Direction) => number;
}

/** What the storage of a world is along an axis. */
export function storageView(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest): StorageView {
  const devices = new Map<Ref<'SR'>, StorageDevice>();
  const backends = new Map<string, Backend>();
  const times = new Map<string, number>();
  const deviceFor = (sr: Ref<'SR'>): StorageDevice =>
    cached(devices, sr, () => deviceOf(world, world.db.row('SR', sr)));
  const backendFor = (host: Ref<'host'>, way: string): Backend =>
    cached(backends, `${host} ${way}`, () =>
      backendOf(world.db.get('host', host) ?? world.db.row('host', coordinator(world.db)), way),
    );
  return {
    loads: new StorageLoads(world, axis, guestOf),
    requestUs: (guest, sr, way, bytes, direction) => {
      const host = guest.runs.at(-1)?.host ?? NULL_REF;
      return cached(
        times,
        `${host} ${sr} ${way} ${bytes} ${direction}`,
        () => requestTime(backendFor(host, way), deviceFor(sr), { bytes, direction }).totalUs,
      );
    },
  };
}

/**
 * What the disks of guests do that were told what to do, along an axis: how they share repositories and control
 * domains, row by row. What other guests do is little and takes no part (assumption); they only wait longer where
 * these fill a repository.
 */
export class StorageLoads {
  readonly #world: World;
  readonly #axis: Axis;
  readonly #guestOf: (ref: Ref<'VM'>) => Guest;

  constructor(world: World, axis: Axis, guestOf: (ref: Ref<'VM'>) => Guest) {
    this.#world = world;
    this.#axis = axis;
    this.#guestOf = guestOf;
  }

  /** What a disk of a guest does; null when nobody has told the guest anything. */
  ratesOf(guest: Guest, sr: Ref<'SR'>, device: string): ToldRates | null {
    return this.#shared().rates.get(keyOf(guest, sr, device)) ?? null;
  }

  /** How full a repository is, from 0 to 1: the fuller of reading and writing. */
  usageOf(sr: Ref<'SR'>): Float64Array | null {
    return this.#shared().usage.get(sr) ?? null;
  }

  /** Processors' worth of work that the backends of a server's disks take of its control domain. */
  dom0CoresOf(host: Ref<'host'>): Float64Array | null {
    return this.#shared().dom0Cores.get(host) ?? null;
  }

  /** What booting guests of a server move over its network, to repositories and from them; null when nothing. */
  trafficOf(host: Ref<'host'>): Traffic | null {
    return this.#shared().traffic.get(host) ?? null;
  }

  readonly #shared = once(() => {
    const rates = new Map<string, ToldRates>();
    const usage = new Map<Ref<'SR'>, Float64Array>();
    const dom0Cores = new Map<Ref<'host'>, Float64Array>();
    const disks = this.#disks(rates);
    const traffic = new Map<Ref<'host'>, Traffic>();
    if (disks.length > 0) this.#shareOut(disks, usage, dom0Cores);
    addBoots(this.#world, this.#axis, this.#guestOf, {
      ratesOf: (guest, sr, device) => cached(rates, keyOf(guest, sr, device), () => emptyRates(this.#axis.rows)),
      usage,
      dom0Cores,
      trafficOf: (host) =>
        cached(traffic, host, () => ({ read: zeros(this.#axis.rows), written: zeros(this.#axis.rows) })),
    });
    return { rates, usage, dom0Cores, traffic };
  });

  #disks(rates: Map<string, ToldRates>): readonly ToldDisk[] {
    const { db } = this.#world;
    return TOLD.refs(this.#world).flatMap((ref) => {
      if (!db.has('VM', ref)) return [];
      const guest = this.#guestOf(ref);
      return guest.works.flatMap((told) => {
        const { disk: work } = told.workload;
        if (work === null || told.share === 0 || guest.runs.length === 0) return [];
        return guest.disks.flatMap(({ sr, device, ways }) => {
          const key = keyOf(guest, sr, device);
          let own = rates.get(key);
          if (own === undefined) rates.set(key, (own = emptyRates(this.#axis.rows)));
          const known = { work, sr, guest, load: told.load(), rates: own };
          return this.#waysDuring(told, ways()).map(({ way, share }): ToldDisk => ({ ...known, way, share }));
        });
      });
    });
  }

  /** The ways that a disk's requests went while its guest was told something, with their shares of each row. */
  #waysDuring(
    { fromS, toS, share }: TimedWork,
    ways: readonly Way[],
  ): readonly { readonly way: string; readonly share: Series }[] {
    const [only] = ways;
    if (only !== undefined && ways.length === 1) return [{ way: only.way, share }];
    const { lastS, stepS, rows } = this.#axis;
    return ways.flatMap((other) => {
      const span = { fromS: Math.max(fromS, other.fromS), toS: Math.min(toS, other.toS) };
      const isSeen = span.toS > span.fromS && span.toS > lastS - rows * stepS && span.fromS < lastS;
      return isSeen ? [{ way: other.way, share: shareOf(this.#axis, [span]) }] : [];
    });
  }

  #shareOut(
    disks: readonly ToldDisk[],
    usage: Map<Ref<'SR'>, Float64Array>,
    dom0Cores: Map<Ref<'host'>, Float64Array>,
  ): void {
    const { db } = this.#world;
    const repositories = [...new Set(disks.map(({ sr }) => sr))];
    const ways = repositories.flatMap((sr) => pathsTo(this.#world, sr));
    const devices: Repository[] = repositories.map((sr) => {
      const links = ways.some((way) => way.sr === sr) ? NICS : 1;
      return { device: deviceOf(this.#world, db.row('SR', sr), links) };
    });
    const servers = new Servers(this.#world);
    for (const sr of repositories) usage.set(sr, zeros(this.#axis.rows));
    let last: Places | undefined;
    let carried: readonly number[] = [];
    let group: BusyGroup | undefined;
    placesByRow(disks, this.#axis.rows).forEach((places, at) => {
      // As long as the same disks are busy on the same servers, only how much they want changes.
      const carry = ways.map((way) => meanAt(way, this.#axis, at));
      if (places !== last || carry.some((rate, index) => rate !== carried[index])) {
        const links = ways.map(({ host, sr }, index) => ({ host, sr, bytesPerUs: carry[index] ?? 0 }));
        group = groupOf(disks, places, servers, repositories, devices, links);
      }
      last = places;
      carried = carry;
      if (group === undefined || group.busy.length === 0) return;
      const { busy, share } = group;
      const demands = busy.map(({ disk }) => (disk.work.bytesPerS * valueAt(disk.load, at)) / 1e6);
      const shares = share(demands);
      repositories.forEach((sr, index) => {
        const full = fullnessOf(shares, index);
        const series = usage.get(sr);
        if (series !== undefined) series[at] = full;
      });
      for (const [{ ref, index }, here] of group.byHost) {
        const cores = cached(dom0Cores, ref, () => zeros(this.#axis.rows));
        cores[at] = (shares.hosts[index]?.dom0Cores ?? 0) * partOfRow(here, at);
      }
      busy.forEach(({ disk, repository }, index) => addRates(disk, shares, index, repository, at));
    });
  }
}

interface BusyGroup {
  readonly busy: readonly (BusyDisk & { readonly disk: ToldDisk })[];
  readonly byHost: ReadonlyMap<KnownServer, readonly ToldDisk[]>;
  readonly share: (demands: readonly number[]) => PoolShares;
}

/** The disks that are busy while guests are at these places. */
function groupOf(
  disks: readonly ToldDisk[],
  places: Places,
  servers: Servers,
  repositories: readonly Ref<'SR'>[],
  devices: readonly Repository[],
  links: readonly { readonly host: Ref<'host'>; readonly sr: Ref<'SR'>; readonly bytesPerUs: number }[],
): BusyGroup {
  const guests = new Map<Guest, number>();
  const byHost = new Map<KnownServer, ToldDisk[]>();
  const busy = disks.flatMap((disk, index) => {
    const host = servers.at(places[index] ?? null);
    if (host === null) return [];
    const { sr, guest, way, work } = disk;
    const number = guests.get(guest) ?? guests.size;
    guests.set(guest, number);
    cached(byHost, host, (): ToldDisk[] => []).push(disk);
    const repository = repositories.indexOf(sr);
    return [{ disk, backend: host.backendFor(way), host: host.index, repository, guest: number, load: loadOf(work) }];
  });
  const known = links.map(({ host, sr, bytesPerUs }): HostLink => {
    return { host: servers.at(host)?.index ?? -1, repository: repositories.indexOf(sr), bytesPerUs };
  });
  return { busy, byHost, share: keepingLast(prepareHosts(servers.all, devices, busy, known)) };
}

/** Share of a row in which disks were busy. */
function partOfRow(disks: readonly ToldDisk[], at: number): number {
  return disks.length === 0 ? 0 : disks.reduce((sum, { share }) => sum + valueAt(share, at), 0) / disks.length;
}

function loadOf({ requestBytes: bytes, queueDepth, writeShare, isRandom }: DiskWork): BusyDisk['load'] {
  return { bytes, queueDepth, writeShare, isRandom };
}

/** How full a repository is, from 0 to 1: the fullest of reading, writing and the time that it has for requests. */
function fullnessOf({ repositories }: PoolShares, repository: number): number {
  const { readUsage = 0, writeUsage = 0, requestUsage = 0 } = repositories[repository] ?? {};
  return Math.max(readUsage, writeUsage, requestUsage);
}

/** Adds what a disk gets in one row. One that runs as fast as it can waits by its queue, another by how full all is. */
function addRates({ work, share, rates }: ToldDisk, shares: PoolShares, index: number, sr: number, at: number): void {
  const { bytesPerUs = 0, requestUs = 0 } = shares.disks[index] ?? {};
  if (bytesPerUs <= 0) return;
  const part = valueAt(share, at);
  const latencyUs = Number.isFinite(work.bytesPerS)
    ? openLoopLatencyUs(requestUs, fullnessOf(shares, sr))
    : closedLoopLatencyUs(work.queueDepth, work.requestBytes, bytesPerUs);
  const requestsPerS = (bytesPerUs * 1e6 * part) / work.requestBytes;
  const add = (series: Float64Array, value: number): void => {
    series[at] = (series[at] ?? 0) + value;
  };
  const reads = requestsPerS * (1 - work.writeShare);
  const writes = requestsPerS * work.writeShare;
  add(rates.reads, reads);
  add(rates.writes, writes);
  add(rates.read, reads * work.requestBytes);
  add(rates.write, writes * work.requestBytes);
  add(rates.readTimeUs, reads * latencyUs);
  add(rates.writeTimeUs, writes * latencyUs);
}

function keyOf(guest: Guest, sr: Ref<'SR'>, device: string): string {
  return `${guest.vm.uuid} ${sr} ${device}`;
}

function emptyRates(rows: number): ToldRates {
  return {
    read: zeros(rows),
    write: zeros(rows),
    reads: zeros(rows),
    writes: zeros(rows),
    readTimeUs: zeros(rows),
    writeTimeUs: zeros(rows),
  };
}
