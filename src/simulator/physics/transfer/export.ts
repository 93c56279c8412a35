import type { Release } from '../releases';

/** A disk alone goes three times as fast as a whole VM (published: a factor of three or more). */
const DISK_FACTOR = 3;
/** What compression in the control domain keeps up with, bytes/s (assumption). */
const COMPRESSION_BYTES_PER_S = { none: Infinity, gzip: 22e6, zstd: 180e6 } as const;

/** Exports and imports read and write in pieces of this size, one after the other (assumption). */
export const TRANSFER_REQUEST_BYTES = 64 * 1024;

export interface Transfer {
  readonly what: 'vm' | 'disk';
  readonly compression: keyof typeof COMPRESSION_BYTES_PER_S;
  readonly repositoryBytesPerSecond: number;
  /** The way to whoever asked for it. */
  readonly linkBytesPerSecond: number;
}

type Format = Pick<Transfer, 'what' | 'compression'>;

function formatBytesPerSecond({ transfer }: Release, what: Transfer['what']): number {
  return transfer.vmBytesPerSecond * (what === 'disk' ? DISK_FACTOR : 1);
}

/** What the control domain makes of one export or import when nobody else wants anything, bytes/s of allocated data. */
export function processedBytesPerSecond(release: Release, { what, compression }: Format): number {
  return Math.min(formatBytesPerSecond(release, what), COMPRESSION_BYTES_PER_S[compression]);
}

/** How fast exports and imports go, bytes/s of allocated data: the slowest of format, compression, repository and way. */
export function transferBytesPerSecond(release: Release, way: Transfer): number {
  return Math.min(processedBytesPerSecond(release, way), way.repositoryBytesPerSecond, way.linkBytesPerSecond);
}

/**
 * Part of the toolstack that a byte of a VM takes, s: xapi moves the disks of VMs in its own process, which runs one
 * thread at a time; a disk alone has a process of its own (xapi: stream_vdi.ml, vhd_tool_wrapper.ml).
 */
export function toolstackSecondsPerByte(release: Release, { what }: Format): number {
  return what === 'vm' ? 1 / formatBytesPerSecond(release, what) : 0;
}

/** Processors' worth of work of the control domain for a byte: whoever formats it, and whoever compresses it. */
export function coreSecondsPerByte(release: Release, { what, compression }: Format): number {
  return 1 / formatBytesPerSecond(release, what) + 1 / COMPRESSION_BYTES_PER_S[compression];
}
