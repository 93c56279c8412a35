/** The disk that a server starts from. Source: host-installer constants; the listing of a disk by an administrator. */

const SECTORS_PER_MIB = 2048;
const FIRST_SECTOR = 2048;
/** The copy of the partition table at the end of the disk. */
const TABLE_SECTORS = 34;

export interface Partition {
  readonly number: number;
  readonly use: 'dom0' | 'backup' | 'local repository' | 'boot' | 'logs' | 'swap';
  readonly startSector: number;
  readonly endSector: number;
}

type Sizes = readonly (readonly [number: number, use: Partition['use'], mib: number | 'rest'])[];

/** From 7.0 on, in the order on the disk. */
const NEW_LAYOUT: Sizes = [
  [5, 'logs', 4096],
  [2, 'backup', 18_432],
  [1, 'dom0', 18_432],
  [4, 'boot', 512],
  [6, 'swap', 1024],
  [3, 'local repository', 'rest'],
];
/** Up to 6.5. */
const OLD_LAYOUT: Sizes = [
  [1, 'dom0', 4096],
  [2, 'backup', 4096],
  [3, 'local repository', 'rest'],
];

/** Below this the old layout is kept, GB. */
export const NEW_LAYOUT_MIN_GB = 46;

/** The partitions of a disk with so many sectors of 512 bytes, in their order on it. */
export function partitions(layout: 'old' | 'new', diskSectors: number): readonly Partition[] {
  let startSector = FIRST_SECTOR;
  return (layout === 'new' ? NEW_LAYOUT : OLD_LAYOUT).map(([number, use, mib]) => {
    const endSector = mib === 'rest' ? diskSectors - TABLE_SECTORS : startSector + mib * SECTORS_PER_MIB - 1;
    const partition = { number, use, startSector, endSector };
    startSector = endSector + 1;
    return partition;
  });
}

/** What the new layout takes besides the local repository, MiB. */
export function newLayoutMib(): number {
  return NEW_LAYOUT.reduce((sum, [, , mib]) => sum + (mib === 'rest' ? 0 : mib), 0);
}

export interface Installation {
  readonly diskGb: number;
  readonly existing: 'none' | 'old' | 'new';
  readonly isLocalRepositoryEmpty: boolean;
  /** The file `/var/preserve/safe2upgrade` is there. */
  readonly isOptedIn: boolean;
}

/** Whether an installation or upgrade to 7.x makes the new layout, which destroys the local repository on this disk. */
export function isRepartitioned({ diskGb, existing, isLocalRepositoryEmpty, isOptedIn }: Installation): boolean {
  if (diskGb < NEW_LAYOUT_MIN_GB || existing === 'new') return false;
  return existing === 'none' || isLocalRepositoryEmpty || isOptedIn;
}

/** An upgrade rests at 72 % while it goes through old messages: 5 minutes for 5000 (rate assumed), 75 at most. */
export const REST_PERCENT = 72;
const FILES_PER_MINUTE = 1000;
const LONGEST_REST_MIN = 75;

export function restMinutes(messageFiles: number): number {
  return Math.min(LONGEST_REST_MIN, messageFiles / FILES_PER_MINUTE);
}

/** From 7.0 on the boot loader needs the room that a utility partition at sector 63 takes; it fails at the very end. */
export function bootLoaderFits(majorVersion: number, hasUtilityPartition: boolean): boolean {
  return majorVersion < 7 || !hasUtilityPartition;
}
