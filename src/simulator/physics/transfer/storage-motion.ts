import { migrationTimes, type Migration, type MigrationTimes } from '../lifecycle';

export interface StorageMotion {
  /** Allocated bytes of each disk. */
  readonly disksBytes: readonly number[];
  /** What the slower of the two repositories and the link between them carries. */
  readonly copyBytesPerSecond: number;
  /** What the guest writes meanwhile; it is mirrored, and takes its part of the way. */
  readonly guestWriteBytesPerSecond: number;
  /** The memory moves when all disks have. */
  readonly memory: Migration;
}

export interface StorageMotionTimes {
  /** Largest first, one after the other. */
  readonly disks: readonly { readonly bytes: number; readonly ms: number }[];
  readonly memory: MigrationTimes;
  readonly totalMs: number;
}

/** A copy goes on, however much the guest writes (assumption). */
const SLOWEST_COPY_BYTES_PER_S = 1e6;

/** A snapshot, a mirror for new writes, both ends attached, and the copy put below what was mirrored (assumption). */
export const MIRROR_FIXED_MS = 3000;

/** Copying a disk while its guest writes, ms: what it writes is mirrored, and takes its part of the way. */
export function mirroredCopyMs(bytes: number, copyBytesPerSecond: number, guestWriteBytesPerSecond: number): number {
  return (bytes / Math.max(SLOWEST_COPY_BYTES_PER_S, copyBytesPerSecond - guestWriteBytesPerSecond)) * 1000;
}

/**
 * Storage XenMotion: for each disk a snapshot, a mirror for new writes and a copy of the snapshot, then the VM's memory.
 * Source: xapi, storage migration design; 6.1 on.
 */
export function storageMotionTimes(motion: StorageMotion): StorageMotionTimes {
  const { disksBytes, copyBytesPerSecond, guestWriteBytesPerSecond } = motion;
  const disks = disksBytes
    .toSorted((a, b) => b - a)
    .map((bytes) => ({ bytes, ms: mirroredCopyMs(bytes, copyBytesPerSecond, guestWriteBytesPerSecond) }));
  const memory = migrationTimes(motion.memory);
  return { disks, memory, totalMs: disks.reduce((sum, { ms }) => sum + ms, memory.totalMs) };
}
