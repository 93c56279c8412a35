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
