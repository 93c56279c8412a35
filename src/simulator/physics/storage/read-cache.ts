/**
 * Read caching: the control domain keeps what guests read from the parents of fast clones in memory it has left
 * (Creedence on). Source: product documentation, storage read caching; refusals as the storage manager words them.
 */

export type ReadCacheRefusal = 'LICENSE_RESTRICTION' | 'SR_NOT_SUPPORTED' | 'RO_WITH_NO_PARENT' | 'SR_OVERRIDE';

/** Repositories whose disks are files that the control domain can open through its page cache. */
const FILE_REPOSITORIES: ReadonlySet<string> = new Set(['nfs', 'ext', 'smb', 'gfs2']);

/** Why reads of a disk are not cached; undefined when they are. */
export function readCacheRefusal(disk: {
  readonly repositoryType: string;
  readonly isLicensed: boolean;
  readonly hasReadOnlyParent: boolean;
  /** `o_direct=true` in the repository's other_config. */
  readonly isDirect: boolean;
}): ReadCacheRefusal | undefined {
  if (!disk.isLicensed) return 'LICENSE_RESTRICTION';
  if (!FILE_REPOSITORIES.has(disk.repositoryType)) return 'SR_NOT_SUPPORTED';
  if (!disk.hasReadOnlyParent) return 'RO_WITH_NO_PARENT';
  return disk.isDirect ? 'SR_OVERRIDE' : undefined;
}

/** The control domain keeps so much free for itself, MiB (assumption). */
const RESERVE_MIB = 200;

/** Memory of the control domain that caches reads, MiB: what is neither in use nor kept free. */
export function readCacheMib(dom0MemoryMib: number, dom0UsedMib: number): number {
  return Math.max(0, dom0MemoryMib - dom0UsedMib - RESERVE_MIB);
}

/** Part of what a guest reads while it boots that all clones of the image read alike (assumption). */
const SHARED_PART = 0.95;

/** Part of the reads of a boot that the cache answers once it is filled, 0 to 1: h = min(1, cache / R) * s. */
export function bootHitShare(cacheBytes: number, bootReadBytes: number): number {
  return Math.min(1, cacheBytes / bootReadBytes) * SHARED_PART;
}
