/**
 * Blocks of a thin disk that have been written after so many random writes, on average: those that not every write has
 * missed. A disk of VHD grows by each of them.
 */
export function touchedBlocks(blocks: number, writes: number): number {
  return blocks <= 1 ? Math.min(blocks, writes) : blocks * -Math.expm1(writes * Math.log1p(-1 / blocks));
}

/**
 * What an array gets back when free space of a repository on it is discarded (sr-trim, from Creedence alpha 4 on),
 * bytes: everything it still holds for deleted disks.
 * @param backedBytes what the array has allocated for the repository
 * @param volumeBytes what the repository's volumes take
 */
export function reclaimedBytes(backedBytes: number, volumeBytes: number, supportsUnmap: boolean): number {
  return supportsUnmap ? Math.max(0, backedBytes - volumeBytes) : 0;
}
