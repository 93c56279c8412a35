/**
 * Blocks of a thin disk that have been written after so many random writes, on average: those that not every write has
 * missed. A disk of VHD grows by each of them.
 */
function touchedBlocks(blocks: number, writes: number): number {
  return blocks <= 1 ? Math.min(blocks, writes) : blocks * -Math.expm1(writes * Math.log1p(-1 / blocks));
}

/** A thin disk in blocks of its format: on files of snapshots below it, and its own leaf over them. */
export interface ThinDisk {
  /** Blocks that it can have. */
  readonly blocks: number;
  /** Different blocks that the files below it hold. */
  readonly below: number;
  /** Blocks that its leaf holds. */
  readonly leaf: number;
  /** How many of these hide one below. */
  readonly hiding: number;
}

/** What a guest wrote. */
export interface GuestWrites {
  /** Blocks' worth of data. */
  readonly blocks: number;
  /** How many blocks its requests fell on, each counted as often as it was. */
  readonly touches: number;
  /** All over the disk, as a test does; else over what it holds, and a part of it where nothing was. */
  readonly isAllOver: boolean;
  readonly isRandom: boolean;
  readonly newShare: number;
}

/**
 * A thin disk after more writes. Requests at random places fall on blocks again and again; what is written where nothing
 * was is written in a row, as file systems lay it out.
 */
export function afterWrites(disk: ThinDisk, writes: GuestWrites): ThinDisk {
  const uncovered = Math.max(0, disk.below - disk.hiding);
  if (writes.isAllOver) {
    const free = Math.max(0, disk.blocks - disk.leaf);
    const part = writes.isRandom ? touchedBlocks(disk.blocks, writes.touches) / disk.blocks : 0;
    const grown = writes.isRandom ? free * part : Math.min(free, writes.blocks);
    const hidden = free > 0 ? (grown * uncovered) / free : 0;
    return { ...disk, leaf: disk.leaf + grown, hiding: disk.hiding + hidden };
  }
  const held = disk.leaf + uncovered;
  const again = (1 - writes.newShare) * writes.touches;
  const hidden = held > 0 ? (uncovered * touchedBlocks(held, again)) / held : 0;
  const fresh = Math.min(Math.max(0, disk.blocks - held), writes.newShare * writes.blocks);
  return { ...disk, leaf: disk.leaf + hidden + fresh, hiding: disk.hiding + hidden };
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
