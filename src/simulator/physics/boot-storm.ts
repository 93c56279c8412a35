import { fairLevel } from './fair-share';
import { guestBootMs, type GuestKind } from './lifecycle';
import { bootHitShare } from './storage/read-cache';
import { KIB_BYTES, MIB_BYTES } from './units';

/** What guests read while they boot and somebody logs on; virtualfeller.com 2017-04-04, the smaller ones assumed. */
export const BOOT_READ_BYTES = {
  'windows-server-2012-r2': 820 * MIB_BYTES,
  'windows-10': 1640 * MIB_BYTES,
  'windows-7': 400 * MIB_BYTES,
  linux: 150 * MIB_BYTES,
} as const;

/** Writes for each byte read: four fifths of the traffic of a boot are reads (virtualfeller.com 2017-04-04). */
export const BOOT_WRITES_PER_READ = 0.25;

export interface DiskSpeed {
  readonly iops: number;
  readonly bytesPerSecond: number;
}

/**
 * What stands between the guests and the array: nothing, memory of the control domain, or a disk of the host that
 * keeps copies of what was read (IntelliCache, from 5.6 SP1 on). The latter takes all writes of disks that are reset at
 * the next start, and none of the others, which are written through.
 */
export type BootCache =
  | { readonly kind: 'none' }
  | { readonly kind: 'memory'; readonly bytes: number }
  | { readonly kind: 'local disk'; readonly disk: DiskSpeed; readonly isResetOnBoot: boolean };

export interface Storm {
  readonly guests: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly array: DiskSpeed;
  readonly cache: BootCache;
  /** What a guest takes to boot alone. */
  readonly bootSeconds: number;
  readonly cpuSecondsPerBoot: number;
  readonly cores: number;
}

export interface StormResult {
  readonly seconds: number;
  readonly limit: 'guest' | 'array requests' | 'array bandwidth' | 'local disk' | 'processors';
  /** Part of the reads that never gets to the array, once one guest has read. */
  readonly hitShare: number;
  readonly arrayReadBytes: number;
  readonly arrayWriteBytes: number;
}

/** Mean size of a request while guests boot (assumption). */
const REQUEST_BYTES = 24 * KIB_BYTES;

const diskSeconds = (
  bytes: number,
  { iops, bytesPerSecond }: DiskSpeed,
): readonly [requests: number, bandwidth: number] => [bytes / REQUEST_BYTES / iops, bytes / bytesPerSecond];

/**
 * How long it takes until guests that start together have booted: the slowest of the guest itself, the array's
 * requests, its bandwidth, the local disk and the processors. The first guest fills the cache:
 * reads = h * R + n * R * (1 - h).
 */
export function bootStorm(storm: Storm): StormResult {
  const { guests, readBytes, writeBytes, cache } = storm;
  const cacheBytes = cache.kind === 'memory' ? cache.bytes : Infinity;
  const hitShare = cache.kind === 'none' ? 0 : bootHitShare(cacheBytes, readBytes);
  const arrayReadBytes = hitShare * readBytes + guests * readBytes * (1 - hitShare);
  const written = guests * writeBytes;
  const staysLocal = cache.kind === 'local disk' && cache.isResetOnBoot;
  const arrayWriteBytes = staysLocal ? 0 : written;
  const [requests, bandwidth] = diskSeconds(arrayReadBytes + arrayWriteBytes, storm.array);
  const local =
    cache.kind === 'local disk' ? Math.max(...diskSeconds(guests * readBytes * hitShare + written, cache.disk)) : 0;
  const bounds: readonly (readonly [StormResult['limit'], number])[] = [
    ['guest', storm.bootSeconds],
    ['array requests', requests],
    ['array bandwidth', bandwidth],
    ['local disk', local],
    ['processors', (guests * storm.cpuSecondsPerBoot) / storm.cores],
  ];
  const [limit, seconds] = bounds.reduce((high, bound) => (bound[1] > high[1] ? bound : high));
  return { seconds, limit, hitShare, arrayReadBytes, arrayWriteBytes };
}

/** What a guest reads and does while it boots. */
export interface BootNeed {
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly cpuSeconds: number;
}

function need(readBytes: number, cpuSeconds: number): BootNeed {
  return { readBytes, writeBytes: readBytes * BOOT_WRITES_PER_READ, cpuSeconds };
}

/** By the kind of guest; processor times are assumptions. */
export const BOOT_NEEDS: Readonly<Record<GuestKind, BootNeed>> = {
  linux: need(BOOT_READ_BYTES.linux, 6),
  'linux-pv': need(BOOT_READ_BYTES.linux, 4),
  'windows-desktop': need(BOOT_READ_BYTES['windows-7'], 12),
  'windows-server': need(BOOT_READ_BYTES['windows-server-2012-r2'], 18),
};

/** Requests of a guest that boots: like its mean size, how many it keeps in flight (assumptions). */
export const BOOT_REQUEST = { bytes: REQUEST_BYTES, queueDepth: 4, isRandom: true } as const;

/**
 * How fast a guest boots whose requests take longer than those of a disk without parents, as a part of how fast it boots
 * from such a disk: it waits for all of them, as many at a time as it keeps in flight.
 * @param longerUs a request, in the mean of reads and writes
 */
export function bootSpeedThrough(kind: GuestKind, longerUs: number): number {
  const { readBytes, writeBytes } = BOOT_NEEDS[kind];
  const requests = (readBytes + writeBytes) / BOOT_REQUEST.bytes;
  const aloneMs = guestBootMs(kind);
  return aloneMs / (aloneMs + (requests * longerUs) / BOOT_REQUEST.queueDepth / 1000);
}

/** Guests on one server that boot alike; rates are of one of them that boots as fast as it can. */
export interface BootGroup {
  readonly guests: number;
  /** Index of its server. */
  readonly server: number;
  readonly readBytesPerUs: number;
  readonly writeBytesPerUs: number;
  /** Part of the reads that a cache of the server answers once one guest has read. */
  readonly hitShare: number;
  /** Where that is a disk of the server, it takes all writes too; those of disks that forget them go nowhere else. */
  readonly localWrites?: 'all' | 'copies';
  /** One has. */
  readonly isWarm: boolean;
  /** Processors of the control domain, and of the server. */
  readonly dom0Cores: number;
  readonly cores: number;
  /** How fast one of them boots alone, 0 to 1. */
  readonly aloneSpeed: number;
}

/** What guests that boot from a repository share. */
export interface BootPlaces extends BootDisk {
  readonly servers: readonly BootServer[];
}

/** Processors that a server has for its control domain's backends, and for guests. */
export interface BootServer {
  readonly dom0Cores: number;
  readonly cores: number;
  /** The disk on which it keeps copies of what guests read, when it does. */
  readonly localDisk?: BootDisk;
}

/** What a disk or an array gives to guests that boot. */
export interface BootDisk {
  readonly readBytesPerUs: number;
  readonly writeBytesPerUs: number;
  /** Time that each byte takes, µs, where it is short of requests and not of bandwidth. */
  readonly timePerByte: number;
}

/** What a group reads from the repository, in guests that read everything: the first fills the cache for the others. */
function arrayReaders({ guests, hitShare, isWarm }: Pick<BootGroup, 'guests' | 'hitShare' | 'isWarm'>): number {
  return guests * (1 - hitShare) + (isWarm || guests === 0 ? 0 : hitShare);
}

/** What a group writes to the repository, in guests that write everything. */
function arrayWriters({ guests, localWrites }: Pick<BootGroup, 'guests' | 'localWrites'>): number {
  return localWrites === 'all' ? 0 : guests;
}

/** How much of what it is asked for a disk gives: 1 all of it. */
function diskSpeed({ readBytesPerUs, writeBytesPerUs, timePerByte }: BootDisk, read: number, written: number): number {
  return Math.min(readBytesPerUs / read, writeBytesPerUs / written, 1 / ((read + written) * timePerByte));
}

/** What the disks of servers give on which they keep copies; 1 when that is enough. */
function localSpeed({ servers }: BootPlaces, groups: readonly BootGroup[]): number {
  let speed = 1;
  servers.forEach(({ localDisk }, at) => {
    if (localDisk === undefined) return;
    let [read, written] = [0, 0];
    for (const group of groups) {
      if (group.server !== at || group.localWrites === undefined) continue;
      read += group.guests * group.hitShare * group.readBytesPerUs;
      written += group.guests * group.writeBytesPerUs;
    }
    speed = Math.min(speed, diskSpeed(localDisk, read, written));
  });
  return speed;
}

/**
 * How fast guests boot that boot at the same time, as a part of how fast one boots alone: what they share is shared in
 * proportion, so that those who began together are there together.
 */
export function bootSpeed(places: BootPlaces, groups: readonly BootGroup[]): number {
  let speed = 1;
  let read = 0;
  let written = 0;
  const dom0Used = places.servers.map(() => 0);
  const used = places.servers.map(() => 0);
  for (const group of groups) {
    const { guests, server } = group;
    if (guests === 0) continue;
    read += arrayReaders(group) * group.readBytesPerUs;
    written += arrayWriters(group) * group.writeBytesPerUs;
    dom0Used[server] = (dom0Used[server] ?? 0) + guests * group.dom0Cores;
    used[server] = (used[server] ?? 0) + guests * group.cores;
    speed = Math.min(speed, group.aloneSpeed);
  }
  places.servers.forEach(({ dom0Cores, cores }, at) => {
    speed = Math.min(speed, dom0Cores / (dom0Used[at] ?? 0), cores / (used[at] ?? 0));
  });
  return Math.min(speed, diskSpeed(places, read, written), localSpeed(places, groups));
}

/** What guests that boot from one repository would take of a server at full speed, and how fast all else lets them boot. */
export interface StormOnServer {
  readonly dom0Cores: number;
  readonly cores: number;
  readonly speed: number;
}

/** How fast guests boot at most on a server on which others boot from other repositories: it serves all alike. */
export function speedOnServer(server: BootServer, storms: readonly StormOnServer[]): number {
  const levelOf = (capacity: number, of: (storm: StormOnServer) => number): number =>
    fairLevel(
      Float64Array.from(storms, (storm) => of(storm) * storm.speed),
      Float64Array.from(storms, of),
      capacity,
    );
  return Math.min(
    levelOf(server.dom0Cores, ({ dom0Cores }) => dom0Cores),
    levelOf(server.cores, ({ cores }) => cores),
  );
}

/** What guests that boot take together at full speed. */
export interface BootDemand {
  readonly guests: number;
  /** Read and written by them, with what memory answers. */
  readonly bytesPerUs: number;
  /** Of the repository, by server. */
  readonly servers: readonly {
    readonly readBytesPerUs: number;
    readonly writeBytesPerUs: number;
    readonly dom0Cores: number;
    readonly cores: number;
  }[];
}

export function bootDemand(servers: number, groups: readonly BootGroup[]): BootDemand {
  let guests = 0;
  let bytesPerUs = 0;
  const byServer = Array.from({ length: servers }, () => ({
    readBytesPerUs: 0,
    writeBytesPerUs: 0,
    dom0Cores: 0,
    cores: 0,
  }));
  for (const group of groups) {
    guests += group.guests;
    bytesPerUs += group.guests * (group.readBytesPerUs + group.writeBytesPerUs);
    const server = byServer[group.server];
    if (server === undefined) continue;
    server.readBytesPerUs += arrayReaders(group) * group.readBytesPerUs;
    server.writeBytesPerUs += arrayWriters(group) * group.writeBytesPerUs;
    server.dom0Cores += group.guests * group.dom0Cores;
    server.cores += group.guests * group.cores;
  }
  return { guests, bytesPerUs, servers: byServer };
}
