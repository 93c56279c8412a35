import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { bootHitShare } from '../../physics/storage/read-cache';
import { chainOf } from '../vdi/chain';
import { thePool, type World } from '../world';

/** IntelliCache takes images from repositories of this type alone (product documentation, IntelliCache). */
const SHARED_TYPE = 'nfs';
const ON = ' on ';
const RESET = ' reset';

/** A repository of a server that keeps copies of images, and what is written there. */
export interface CacheDisk {
  readonly sr: Ref<'SR'>;
  /** All that guests write, because they forget it at their next start, or copies of it. */
  readonly writes: 'all' | 'copies';
}

/** The disk of a cache by its name; null when it is memory of a control domain. */
export function diskOfCache(cache: string): CacheDisk | null {
  const at = cache.indexOf(ON);
  if (at < 0) return null;
  const isReset = cache.endsWith(RESET);
  const sr = cache.slice(at + ON.length, isReset ? -RESET.length : undefined) as Ref<'SR'>;
  return { sr, writes: isReset ? 'all' : 'copies' };
}

/**
 * The cache on a disk of a server from which a guest reads what others have read of its image: the disk allows it, its
 * image is on an NFS repository, and the server has a repository for copies with room left. When that is full guests
 * fall back to the shared repository. Null when there is none.
 */
export function localCacheOf(
  world: World,
  vdi: Records['VDI'],
  ref: Ref<'host'>,
  readBytes: number,
): { readonly cache: string; readonly hitShare: number } | null {
  if (!vdi.allow_caching) return null;
  const { db } = world;
  const { local_cache_sr: local } = db.row('host', ref);
  const sr = isNullRef(local) ? undefined : db.get('SR', local);
  if (sr?.local_cache_enabled !== true || db.row('SR', vdi.SR).type !== SHARED_TYPE) return null;
  if (thePool(db)[1].restrictions['restrict_intellicache'] === 'true') return null;
  const image = vdi.sm_config['vhd-parent'] === undefined ? undefined : chainOf(world, vdi).at(-1);
  if (image === undefined) return null;
  const roomBytes = sr.physical_size - sr.physical_utilisation;
  const isReset = vdi.on_boot === 'reset';
  return roomBytes <= 0
    ? null
    : {
        cache: `${ref} ${image.uuid}${ON}${local}${isReset ? RESET : ''}`,
        hitShare: bootHitShare(roomBytes, readBytes),
      };
}
