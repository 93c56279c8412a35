/** Arithmetic of the VHD format, as the storage manager does it. Source: sm vhdutil.py, lvhdutil.py. */

export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;

/** A block of the format; virtual sizes are multiples of it. */
const BLOCK_BYTES = 2 * MIB;
const BITMAP_BYTES = 4096;
const LVM_EXTENT_BYTES = 4 * MIB;

/** The largest virtual disk: sm vhdutil.py MAX_VHD_SIZE. */
export const LARGEST_VHD_BYTES = 2040 * GIB;
/** Links from a disk to its oldest ancestor: sm vhdutil.py MAX_CHAIN_SIZE. */
export const LONGEST_CHAIN = 30;

function roundUp(bytes: number, multiple: number): number {
  return Math.ceil(bytes / multiple) * multiple;
}

/** The size a disk gets when this size is asked for. */
export function virtualBytesFor(requestedBytes: number): number {
  return roundUp(requestedBytes, BLOCK_BYTES);
}

/** How many blocks a disk has, and how many some bytes of a file are, with their bitmaps. */
export function blocksOf(virtualBytes: number): number {
  return Math.ceil(virtualBytes / BLOCK_BYTES);
}

export function bytesToBlocks(bytes: number): number {
  return bytes / (BLOCK_BYTES + BITMAP_BYTES);
}

export function blocksToBytes(blocks: number): number {
  return blocks * (BLOCK_BYTES + BITMAP_BYTES);
}

/** Footers, header, block allocation table and its bitmap: what an empty file takes. */
export function emptyVhdBytes(virtualBytes: number): number {
  const blocks = Math.floor(virtualBytes / BLOCK_BYTES);
  const tableBytes = roundUp(3 * 1024 + blocks * 4, 512);
  return roundUp(tableBytes + Math.floor(blocks / 8), 4096);
}

/** A file whose every block is written. */
export function fullVhdBytes(virtualBytes: number): number {
  return virtualBytes + emptyVhdBytes(virtualBytes) + bitmapBytes(virtualBytes);
}

function bitmapBytes(virtualBytes: number): number {
  return Math.ceil(virtualBytes / BLOCK_BYTES) * BITMAP_BYTES;
}

/** What a file grows by when these places are written that were not before, given in bytes from the start. */
export function writtenVhdBytes(offsets: readonly number[]): number {
  return new Set(offsets.map((offset) => Math.floor(offset / BLOCK_BYTES))).size * (BLOCK_BYTES + BITMAP_BYTES);
}

/** A volume with room for every block. Its tables are laid out for the largest size, so that it can grow in place. */
export function fullVolumeBytes(virtualBytes: number): number {
  return roundUp(virtualBytes + emptyVhdBytes(2048 * GIB) + bitmapBytes(virtualBytes), LVM_EXTENT_BYTES);
}

/** A volume that holds the tables only: snapshots, which nobody writes. */
export const EMPTY_VOLUME_BYTES = roundUp(emptyVhdBytes(2048 * GIB), LVM_EXTENT_BYTES);

/** The log of changed blocks: a header and one bit for each 64 KiB (sm cbtutil.py). */
export function trackingLogBytes(provisioning: 'thin' | 'thick' | 'none', virtualBytes: number): number {
  const bytes = 512 + Math.ceil(virtualBytes / (64 * 1024 * 8));
  return roundUp(bytes, provisioning === 'thick' ? LVM_EXTENT_BYTES : 4096);
}
