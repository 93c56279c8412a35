import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { dropContent, takeContent } from '../vdi/content';
import { emptyDrives } from '../vdi/disks';
import { settleWrites } from '../vdi/growth';
import { need, thePool, type World } from '../world';
import { backendFault } from './device-config';
import { removeSecrets } from './secrets';
import { lookInto, putShelf, shelfOf, shelve, shelvedDisks, shelves, unshelve, type Shelf } from './shelf';
import { EXCLUSIVE, heldAt, locationOf, neighbours } from './storage-network';

type Sr = Records['SR'];

/** Takes a repository out of the pool. What lies in it stays on its storage, for a probe to find. */
export function forgetSr(world: World, ref: Ref<'SR'>): void {
  const { db } = world;
  const sr = need(db, 'SR', ref);
  const location = placeOf(world, sr);
  for (const vdi of sr.VDIs) emptyDrives(world, db.row('VDI', vdi));
  shelve(world, sr.VDIs);
  const disks = shelves(world)[sr.uuid]?.disks ?? [];
  putShelf(world, sr.uuid, location === '' ? undefined : { ...shelfOf(sr, location), disks });
  removeRows(world, ref);
}

/** Removes a repository and all that lies in it. */
export function destroySr(world: World, ref: Ref<'SR'>): void {
  const { db } = world;
  const sr = need(db, 'SR', ref);
  const uuids = sr.VDIs.map((vdi) => db.row('VDI', vdi).uuid);
  for (const vdi of sr.VDIs) {
    emptyDrives(world, db.row('VDI', vdi));
    db.remove('VDI', vdi);
  }
  removeRows(world, ref);
  for (const uuid of [...uuids, ...shelvedUuids(world, sr.uuid)]) dropContent(world, uuid);
  putShelf(world, sr.uuid, undefined);
}

/** Makes room for a new repository where an old one lies that nobody uses. */
export function clearStorage(world: World, type: string, location: string): void {
  if (!EXCLUSIVE.has(type)) return;
  for (const [uuid, shelf] of Object.entries(shelves(world))) {
    if (shelf.type !== type || shelf.location !== location) continue;
    for (const disk of shelvedUuids(world, uuid)) dropContent(world, disk);
    putShelf(world, uuid, undefined);
  }
}

function shelvedUuids(world: World, uuid: string): readonly string[] {
  return (shelves(world)[uuid]?.disks ?? []).map((disk) => disk.uuid);
}

function placeOf({ db }: World, sr: Sr): string {
  const [pbd] = sr.PBDs;
  if (pbd === undefined) return '';
  const { device_config, host } = db.row('PBD', pbd);
  return locationOf(sr.type, device_config, db.get('host', host)?.uuid ?? '');
}

const POOL_FIELDS = ['default_SR', 'suspend_image_SR', 'crash_dump_SR'] as const;
const HOST_FIELDS = ['suspend_image_sr', 'crash_dump_sr', 'local_cache_sr'] as const;

function removeRows(world: World, ref: Ref<'SR'>): void {
  const { db } = world;
  for (const pbd of need(db, 'SR', ref).PBDs) {
    removeSecrets(world, db.row('PBD', pbd).device_config);
    db.remove('PBD', pbd);
  }
  const [pool, poolRow] = thePool(db);
  for (const field of POOL_FIELDS) if (poolRow[field] === ref) db.update('pool', pool, { [field]: NULL_REF });
  for (const [host] of [...db.all('host')]) {
    for (const field of HOST_FIELDS)
      if (db.row('host', host)[field] === ref) db.update('host', host, { [field]: NULL_REF });
  }
  for (const [vm, row] of [...db.all('VM')]) {
    if (row.suspend_SR === ref) db.update('VM', vm, { suspend_SR: NULL_REF });
    if (!isNullRef(row.suspend_VDI) && !db.has('VDI', row.suspend_VDI)) db.update('VM', vm, { suspend_VDI: NULL_REF });
  }
  db.remove('SR', ref);
}

/** What a driver says when nothing of ours lies where a repository should be. */
const NOTHING_THERE: Readonly<Record<string, readonly [code: number, text: string]>> = {
  nfs: [73, 'NFS mount error [opterr=mount failed with return code 32]'],
  smb: [111, 'SMB mount error [opterr=mount failed with return code 32]'],
  ext: [47, 'The SR is not available [opterr=no such volume group]'],
  lvm: [47, 'The SR is not available [opterr=no such volume group]'],
  lvmoiscsi: [47, 'The SR is not available [opterr=no such volume group]'],
  lvmohba: [47, 'The SR is not available [opterr=no such volume group]'],
};

/** A server attaches a repository that was introduced: it must lie where its PBD says, and shows what is in it. */
export function comeBack(world: World, { SR, device_config, host }: Records['PBD']): void {
  const { db } = world;
  const sr = need(db, 'SR', SR);
  if (sr.physical_size >= 0) return;
  const location = locationOf(sr.type, device_config, need(db, 'host', host).uuid);
  const missing = NOTHING_THERE[sr.type];
  const found = lying(world, sr, location);
  if (found === null) {
    if (missing !== undefined) throw backendFault(...missing);
    return;
  }
  const { shelf, world: from } = found;
  const isLibrary = shelf.physical_size < 0;
  db.update('SR', SR, { physical_size: shelf.physical_size, physical_utilisation: isLibrary ? -1 : 0 });
  if (from !== world) {
    putShelf(world, sr.uuid, shelf);
    for (const { uuid } of shelf.disks) takeContent(world, uuid, from);
  }
  scanSr(world, SR);
  putShelf(world, sr.uuid, undefined);
}

/**
 * A repository as it lies on its storage, and the world that knows it: that of a pool which has it, before those that
 * had it last. Two pools that have it at the same time go ways of their own from there.
 */
function lying(
  world: World,
  { uuid, type }: Sr,
  location: string,
): { readonly shelf: Shelf; readonly world: World } | null {
  const others = neighbours(world, type);
  for (const other of others) {
    const held = heldAt(other, type, location, uuid);
    if (held !== undefined) return { shelf: lookInto(other, held, location), world: other };
  }
  for (const each of [world, ...others]) {
    const shelf = shelves(each)[uuid];
    if (shelf !== undefined && shelf.type === type && shelf.location === location) return { shelf, world: each };
  }
  return null;
}

/** Finds what lies in a repository and counts it (xapi_sr.ml scan). */
export function scanSr(world: World, ref: Ref<'SR'>): void {
  const { db } = world;
  unshelve(world, ref);
  settleWrites(world, ref);
  const sr = need(db, 'SR', ref);
  const vdis = sr.VDIs.map((vdi) => db.row('VDI', vdi));
  const sum = (of: (vdi: Records['VDI']) => number): number => vdis.reduce((total, vdi) => total + of(vdi), 0);
  const shelved = shelvedDisks(world, ref).reduce((total, disk) => total + disk.physical_utilisation, 0);
  const { dirty: _dirty, ...other_config } = sr.other_config;
  db.update('SR', ref, {
    virtual_allocation: sum((vdi) => (vdi.managed ? vdi.virtual_size : 0)),
    ...(sr.physical_utilisation >= 0 && { physical_utilisation: shelved + sum((vdi) => vdi.physical_utilisation) }),
    ...('dirty' in sr.other_config && { other_config }),
  });
}
