import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { isAttachedTo } from '../sr/connections';
import { coordinator, need, thePool, type World } from '../world';
import { copyOn, dropCopy, isReplica, keepCopy } from './copies';

/** How many replicas of its database a pool writes (xapi_globs.ml redo_log_max_instances). */
const MOST_REPLICAS = 8;

interface Metadata {
  /** Disks for the database of this pool. */
  readonly own: readonly Ref<'VDI'>[];
  /** Those of other pools. */
  readonly foreign: readonly Ref<'VDI'>[];
}

/** The disks of a repository that databases lie on (xapi_pbd.ml partition_metadata_vdis_by_pool). */
export function metadataIn({ db }: World, sr: Ref<'SR'>): Metadata {
  const pool = db.first('pool');
  const all = need(db, 'SR', sr).VDIs.filter((vdi) => db.row('VDI', vdi).type === 'metadata');
  const isOwn = (vdi: Ref<'VDI'>): boolean => db.row('VDI', vdi).metadata_of_pool === pool;
  return { own: all.filter(isOwn), foreign: all.filter((vdi) => !isOwn(vdi)) };
}

/** From now on a disk holds the database of the pool at every moment. NO_MORE_REDO_LOGS_ALLOWED beyond eight disks. */
export function startReplication(world: World, vdi: Ref<'VDI'>): void {
  const { db } = world;
  const replicas = thePool(db)[1].metadata_VDIs.filter((each) => isReplica(world, db.row('VDI', each)));
  if (replicas.length >= MOST_REPLICAS) throw new Fault('NO_MORE_REDO_LOGS_ALLOWED');
  if (replicas.includes(vdi)) return;
  db.transaction(() => db.update('VDI', vdi, { metadata_latest: true }));
  dropCopy(world, db.row('VDI', vdi).uuid);
}

function stopReplication(world: World, ref: Ref<'VDI'>): void {
  const vdi = world.db.row('VDI', ref);
  if (!isReplica(world, vdi)) return;
  keepCopy(world, vdi.uuid);
  setLatest(world, ref, false);
}

function setLatest({ db }: World, ref: Ref<'VDI'>, metadata_latest: boolean): void {
  if (db.row('VDI', ref).metadata_latest === metadata_latest) return;
  db.transaction(() => db.update('VDI', ref, { metadata_latest }));
}

/** Whether the coordinator can read a disk, as it does when a shared repository is plugged there. */
function isWithinReach(world: World, { SR }: Records['VDI']): boolean {
  return world.db.get('SR', SR)?.shared === true && isAttachedTo(world, SR, coordinator(world.db));
}

/** The pool whose database the coordinator has found on a disk of another pool; empty when it has found none. */
export function poolOn(world: World, ref: Ref<'VDI'>): string {
  const { db } = world;
  const vdi = need(db, 'VDI', ref);
  const isForeign = vdi.type === 'metadata' && vdi.metadata_of_pool !== db.first('pool');
  return isForeign && isWithinReach(world, vdi) ? (copyOn(world, vdi.uuid)?.pool ?? '') : '';
}

/** Marks, for each other pool, the disks within reach that hold the newest database of it (xapi_dr.ml). */
function compareForeign(world: World): void {
  const { db } = world;
  const newest = new Map<Ref<'pool'>, number>();
  const found: [Ref<'VDI'>, Ref<'pool'>, number][] = [];
  const pool = db.first('pool');
  for (const [ref, vdi] of db.all('VDI')) {
    const { type, uuid, metadata_of_pool: owner } = vdi;
    if (type !== 'metadata' || owner === pool || !isWithinReach(world, vdi)) continue;
    const generation = copyOn(world, uuid)?.generation;
    if (generation === undefined) continue;
    found.push([ref, owner, generation]);
    newest.set(owner, Math.max(generation, newest.get(owner) ?? 0));
  }
  for (const [ref, owner, generation] of found) setLatest(world, ref, generation === newest.get(owner));
}

function hasMetadata(world: World, { host, SR }: Records['PBD']): boolean {
  const { db } = world;
  const pool = db.first('pool');
  if (pool === undefined || db.row('pool', pool).master !== host || db.get('SR', SR)?.shared !== true) return false;
  const { own, foreign } = metadataIn(world, SR);
  return own.length + foreign.length > 0;
}

/** The coordinator reads the databases in a repository that it has now, and goes on with the pool's own. */
function take(world: World, sr: Ref<'SR'>): void {
  compareForeign(world);
  const [first] = metadataIn(world, sr).own;
  if (first === undefined) return;
  try {
    startReplication(world, first);
  } catch (error) {
    // The repository is there all the same (xapi_dr.ml handle_metadata_vdis).
    if (!(error instanceof Fault)) throw error;
  }
}

/** What was written last stays in a repository that the coordinator does not have. */
function leave(world: World, sr: Ref<'SR'>): void {
  const { own, foreign } = metadataIn(world, sr);
  for (const vdi of foreign) setLatest(world, vdi, false);
  for (const vdi of own) stopReplication(world, vdi);
}

/** A server has a repository now. */
export function onPlugged(world: World, pbd: Records['PBD']): void {
  if (hasMetadata(world, pbd)) take(world, pbd.SR);
}

/** A server gives a repository up. */
export function onUnplug(world: World, pbd: Records['PBD']): void {
  if (hasMetadata(world, pbd)) leave(world, pbd.SR);
}

/** After the repository has gone: others may hold the newest databases now. */
export function onUnplugged(world: World, pbd: Records['PBD']): void {
  if (hasMetadata(world, pbd)) compareForeign(world);
}

/** Another server leads the pool: it writes where it has the repository, as it would had it plugged all of them now. */
export function onNewCoordinator(world: World): void {
  const { db } = world;
  const master = coordinator(db);
  const repositories = new Set<Ref<'SR'>>();
  for (const [, { type, SR }] of db.all('VDI')) if (type === 'metadata') repositories.add(SR);
  for (const sr of repositories) {
    if (db.get('SR', sr)?.shared !== true) continue;
    if (isAttachedTo(world, sr, master)) take(world, sr);
    else leave(world, sr);
  }
}
