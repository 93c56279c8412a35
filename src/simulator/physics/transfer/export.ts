import type { Release } from '../releases';

/** A disk alone goes three times as fast as a whole VM (published: a factor of three or more). */
const DISK_FACTOR = 3;
/** What compression in the control domain keeps up with, bytes/s (assumption). */
const COMPRESSION_BYTES_PER_S = { none: Infinity, gzip: 22e6, zstd: 180e6 } as const;

export interface Transfer {
  readonly what: 'vm' | 'disk';
  readonly compression: keyof typeof COMPRESSION_BYTES_PER_S;
  readonly repositoryBytesPerSecond: number;
  /** The way to whoever asked for it. */
  readonly linkBytesPerSecond: number;
}

/** How fast exports and imports go, bytes/s of allocated data: the slowest of format, compression, repository and way. */
export function transferBytesPerSecond({ transfer }: Release, way: Transfer): number {
  const format = transfer.vmBytesPerSecond * (way.what === 'disk' ? DISK_FACTOR : 1);
  return Math.min(
    format,
    COMPRESSION_BYTES_PER_S[way.compression],
    way.repositoryBytesPerSecond,
    way.linkBytesPerSecond,
  );
}
