import { KIB_BYTES, MIB_BYTES } from '../units';

/** A VHD grows by blocks of 2 MiB (SM vhdutil.py). */
export const VHD_BLOCK_BYTES = 2 * MIB_BYTES;
/** Longest chain; a snapshot of a longer one is refused (SM vhdutil.py MAX_CHAIN_SIZE). */
export const MOST_IN_CHAIN = 30;
/** Volumes grow by 4 MiB (SM lvhdutil.py LVM_SIZE_INCREMENT). */
const VOLUME_STEP_BYTES = 4 * MIB_BYTES;
const BITMAP_BYTES = 4 * KIB_BYTES;

const roundUp = (bytes: number, step: number): number => Math.ceil(bytes / step) * step;

/** Header, footers and tables of an empty VHD, bytes (SM vhdutil.py calcOverheadEmpty). */
export function emptyVhdBytes(virtualBytes: number): number {
  const blocks = Math.floor(Math.floor(virtualBytes / MIB_BYTES) / 2);
  const tables = roundUp(3 * KIB_BYTES + blocks * 4, 512);
  return roundUp(tables + Math.floor(blocks / 8), 4096);
}

/** A file that holds so many blocks of a disk, bytes: what a file repository stores of it. */
export function vhdFileBytes(virtualBytes: number, blocks: number): number {
  return emptyVhdBytes(virtualBytes) + blocks * (VHD_BLOCK_BYTES + BITMAP_BYTES);
}

/** A volume that takes the whole disk, bytes: a leaf on a volume repository (SM lvhdutil.py calcSizeVHDLV). */
export function inflatedBytes(virtualBytes: number): number {
  return roundUp(vhdFileBytes(virtualBytes, Math.ceil(virtualBytes / VHD_BLOCK_BYTES)), VOLUME_STEP_BYTES);
}

/** A volume cut down to what is in it, bytes: a parent, or a leaf that is not in use. */
export function deflatedBytes(virtualBytes: number, blocks: number): number {
  return roundUp(vhdFileBytes(virtualBytes, blocks), VOLUME_STEP_BYTES);
}

/** Blocks of a thin disk that have been written after random writes, on average: those that none of the writes missed. */
export function touchedBlocks(virtualBytes: number, writes: number): number {
  const blocks = Math.ceil(virtualBytes / VHD_BLOCK_BYTES);
  return blocks <= 1 ? Math.min(blocks, writes) : blocks * -Math.expm1(writes * Math.log1p(-1 / blocks));
}

/**
 * What an array gets back when free space of a thinly provisioned volume repository is discarded (sr-trim, from
 * Creedence alpha 4 on), bytes: everything it still holds for deleted disks.
 * @param backedBytes what the array has allocated for the repository
 * @param volumeBytes what the repository's volumes take
 */
export function reclaimedBytes(backedBytes: number, volumeBytes: number, supportsUnmap: boolean): number {
  return supportsUnmap ? Math.max(0, backedBytes - volumeBytes) : 0;
}
