import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import { Fault } from '../fault';
import { toXapiDate, type World } from '../world';
import type { Requirements, UpdateDocument } from './update-document';

/** Key of the annex: what updates ask of servers, by reference. */
const KEY = 'updates/requirements';
const NOTHING: Requirements = { version: '', prerequisites: [], conflicts: [], livepatch: 'none' };

type All = Readonly<Record<string, Requirements>>;

function all({ engine }: World): All {
  return (engine.annex[KEY] ?? {}) as unknown as All;
}

export function requirementsOf(world: World, update: Ref<'pool_update'>): Requirements {
  return all(world)[update] ?? NOTHING;
}

/** The patch that stands for an update; every update has one (xapi_pool_patch.ml pool_patch_of_update). */
export function patchOf({ db }: World, update: Ref<'pool_update'>): Ref<'pool_patch'> | undefined {
  return [...db.all('pool_patch')].find(([, row]) => row.pool_update === update)?.[0];
}

/** The uuid of a patch is that of its update with four bytes of zeros (patch_uuid_of_update_uuid). */
function patchUuid(uuid: string): string {
  const parts = uuid.split('-');
  return parts.length === 5 ? [parts[0], '0000', '0000', parts[3], parts[4]].join('-') : uuid;
}

/** Rows of an update that is new to the pool (create_update_record). */
export function createUpdate(world: World, document: UpdateDocument, vdi: Ref<'VDI'>): Ref<'pool_update'> {
  const { db, engine } = world;
  const { uuid, requirements, key, installation_size, enforce_homogeneity, ...shown } = document;
  const update = engine.newRef('pool_update');
  db.transaction(() => {
    db.insert('pool_update', update, { uuid, ...shown, key, installation_size, enforce_homogeneity, vdi });
    db.insert('pool_patch', engine.newRef('pool_patch'), {
      uuid: patchUuid(uuid),
      ...shown,
      size: installation_size,
      pool_update: update,
    });
  });
  engine.annex = { ...engine.annex, [KEY]: { ...all(world), [update]: requirements } as unknown as Json };
  return update;
}

/** UPDATE_IS_APPLIED while a server has it; its patch goes with it. */
export function destroyUpdate(world: World, update: Ref<'pool_update'>): void {
  const { db, engine } = world;
  if (db.row('pool_update', update).hosts.length > 0) throw new Fault('UPDATE_IS_APPLIED');
  const patch = patchOf(world, update);
  db.transaction(() => {
    db.remove('pool_update', update);
    if (patch !== undefined) db.remove('pool_patch', patch);
  });
  const { [update]: _gone, ...rest } = all(world);
  engine.annex = { ...engine.annex, [KEY]: rest as unknown as Json };
}

/** Notes that a server has an update, for both kinds of clients (resync_host, write_patch_applied_db). */
export function noteApplied(world: World, update: Ref<'pool_update'>, host: Ref<'host'>): void {
  const { db, engine } = world;
  const row = db.row('host', host);
  const { after_apply_guidance } = db.row('pool_update', update);
  const reboots =
    after_apply_guidance.includes('restartHost') && requirementsOf(world, update).livepatch !== 'complete';
  db.transaction(() => {
    db.update('host', host, {
      updates: [...row.updates, update],
      ...(reboots && { updates_requiring_reboot: [...row.updates_requiring_reboot, update] }),
    });
    const pool_patch = patchOf(world, update);
    if (pool_patch !== undefined) noteHostPatch(world, pool_patch, host, toXapiDate(engine.nowMs));
  });
}

function noteHostPatch({ db, engine }: World, pool_patch: Ref<'pool_patch'>, host: Ref<'host'>, date: string): void {
  const isThere = [...db.all('host_patch')].some(([, row]) => row.pool_patch === pool_patch && row.host === host);
  if (isThere) return;
  db.insert('host_patch', engine.newRef('host_patch'), {
    uuid: engine.newUuid('host_patch'),
    host,
    pool_patch,
    applied: true,
    timestamp_applied: date,
  });
}

/** Makes the rows say again what a server has, and clears away patches of no update (resync_host). */
export function resyncHost(world: World, host: Ref<'host'>): void {
  const { db, engine } = world;
  db.transaction(() => {
    for (const update of db.row('host', host).updates) {
      const patch = patchOf(world, update);
      if (patch !== undefined) noteHostPatch(world, patch, host, toXapiDate(engine.nowMs));
    }
    for (const [patch, row] of [...db.all('pool_patch')]) {
      if (row.pool_update === NULL_REF) db.remove('pool_patch', patch);
    }
  });
}
