import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { dom0UsedMib } from '../../physics/density/dom0-memory';
import { bootHitShare, readCacheMib, readCacheRefusal, type ReadCacheRefusal } from '../../physics/storage/read-cache';
import { MIB_BYTES } from '../../physics/units';
import { guestSums } from '../memory';
import { releaseOf } from '../metrics/datapath';
import { chainOf } from '../vdi/chain';
import { dom0MemoryMib } from '../vm/dom0-room';
import { thePool, type World } from '../world';
import { localCacheOf } from './local-cache';

/** Why the control domain of a server does not keep what guests read of a disk; undefined when it does. */
function refusalOf(world: World, vdi: Records['VDI'], host: Ref<'host'>): ReadCacheRefusal | undefined {
  const { db } = world;
  const sr = db.row('SR', vdi.SR);
  const { storage } = releaseOf(db.row('host', host));
  return readCacheRefusal({
    repositoryType: sr.type,
    isLicensed: storage.hasReadCache && thePool(db)[1].restrictions['restrict_read_caching'] !== 'true',
    hasReadOnlyParent: vdi.sm_config['vhd-parent'] !== undefined,
    isDirect: sr.other_config['o_direct'] === 'true',
  });
}

/**
 * Which cache answers what guests read of a disk while they boot, and which part of it; an empty name: none. A disk of
 * the server comes before memory of its control domain.
 */
export function cacheOf(
  world: World,
  vdi: Records['VDI'],
  ref: Ref<'host'>,
  readBytes: number,
): { readonly cache: string; readonly hitShare: number } {
  const local = localCacheOf(world, vdi, ref, readBytes);
  if (local !== null) return local;
  const none = { cache: '', hitShare: 0 };
  if (refusalOf(world, vdi, ref) !== undefined) return none;
  const image = chainOf(world, vdi).at(-1);
  const host = world.db.row('host', ref);
  const mib = dom0MemoryMib(world, host);
  if (image === undefined || mib === null) return none;
  const { vms, pvVms, vbds } = guestSums(world.db, ref);
  const free = readCacheMib(mib, dom0UsedMib(releaseOf(host), { vms, pvVms, vbds }, mib));
  return free === 0 ? none : { cache: `${ref} ${image.uuid}`, hitShare: bootHitShare(free * MIB_BYTES, readBytes) };
}

const ENABLED = 'read-caching-enabled-on-';
const REASON = 'read-caching-reason-';

/**
 * A disk tells of each server that has it attached whether its reads are cached there, and if not why
 * (storage_smapiv1.ml attach2, detach). Ours does so when it hangs on an image, without which nothing is cached.
 * @param host null when nobody has it any more
 */
export function tellReadCaching(world: World, ref: Ref<'VDI'>, host: Ref<'host'> | null): void {
  const { db } = world;
  const vdi = db.get('VDI', ref);
  if (vdi?.sm_config['vhd-parent'] === undefined) return;
  const told: Record<string, string> = {};
  for (const key in vdi.sm_config) {
    if (!key.startsWith(ENABLED) && !key.startsWith(REASON)) told[key] = vdi.sm_config[key] ?? '';
  }
  const uuid = host === null ? undefined : db.get('host', host)?.uuid;
  if (host !== null && uuid !== undefined) {
    const refusal = refusalOf(world, vdi, host);
    told[ENABLED + uuid] = String(refusal === undefined);
    if (refusal !== undefined) told[REASON + uuid] = refusal;
  }
  db.update('VDI', ref, { sm_config: told });
}
