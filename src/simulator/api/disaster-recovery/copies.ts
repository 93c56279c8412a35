import { classTable } from '../../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { packRow, type PlainRow, type PlainState } from '../../engine/plain';
import { annexPart, setAnnexPart } from '../annex';
import { thePool, type World } from '../world';

/** The database of a pool as it lies on a disk. */
export interface DatabaseCopy {
  /** Uuid of the pool. */
  readonly pool: string;
  readonly generation: number;
  readonly tables: PlainState['tables'];
}

/** A copy that somebody may want to read: it costs nothing until then. */
interface Lying extends Pick<DatabaseCopy, 'pool' | 'generation'> {
  readonly read: () => DatabaseCopy;
}

/** Part of the annex: what pools that no longer write to a disk have written there last, by the uuid of the disk. */
const COPIES = 'database-copies';

/**
 * Whether the pool writes every change of its database to a disk: then the disk holds what the pool's rows say now, and
 * nothing has to be kept for it. The row says so itself, as xapi marks a replica whose redo log is in order.
 */
export function isReplica({ db }: World, { type, metadata_latest, metadata_of_pool }: Records['VDI']): boolean {
  return type === 'metadata' && metadata_latest && metadata_of_pool === db.first('pool');
}

/** Keeps what a replica holds at this moment: the pool writes to it no longer. */
export function keepCopy(world: World, uuid: string): void {
  put(world, uuid, copyOf(world));
}

/** Takes over what another world knows of the database on a disk. */
export function takeCopy(world: World, uuid: string, from: World): void {
  const copy = lyingIn(from, uuid)?.read();
  if (copy !== undefined) put(world, uuid, copy);
}

/** The disk is gone, or is written anew. */
export function dropCopy(world: World, uuid: string): void {
  if (Object.hasOwn(annexPart(world, COPIES), uuid)) put(world, uuid, undefined);
}

/** The database on a disk: the newest that any pool within reach of the disk has written; null when there is none. */
export function copyOn(world: World, uuid: string): Lying | null {
  let newest = lyingIn(world, uuid);
  for (const other of world.surroundings.site?.worlds() ?? []) {
    const lying = other === world ? null : lyingIn(other, uuid);
    if (lying !== null && lying.generation > (newest?.generation ?? -1)) newest = lying;
  }
  return newest;
}

function put(world: World, uuid: string, copy: DatabaseCopy | undefined): void {
  const { [uuid]: _before, ...others } = annexPart<DatabaseCopy>(world, COPIES);
  setAnnexPart(world, COPIES, copy === undefined ? others : { ...others, [uuid]: copy });
}

function lyingIn(world: World, uuid: string): Lying | null {
  const { db } = world;
  const ref = db.byUuid('VDI', uuid);
  if (ref !== undefined && isReplica(world, db.row('VDI', ref))) {
    return { pool: thePool(db)[1].uuid, generation: db.generation, read: () => copyOf(world) };
  }
  const copies = annexPart<DatabaseCopy>(world, COPIES);
  const kept = Object.hasOwn(copies, uuid) ? copies[uuid] : undefined;
  return kept === undefined ? null : { pool: kept.pool, generation: kept.generation, read: () => kept };
}

/** Without what xapi keeps in memory only: sessions, tasks and what is under way (db_backend.ml). */
function copyOf({ db }: World): DatabaseCopy {
  const tables: Record<string, PlainRow[]> = {};
  for (const cls of Object.keys(classTable) as ClassName[]) {
    const { db: hasTable, persist } = classTable[cls];
    if (!hasTable || !persist) continue;
    const rows: PlainRow[] = [];
    for (const [ref, entry] of db.table(cls).entries()) {
      const [, created, modified, fields] = packRow(cls, ref, entry);
      const { allowed_operations: _allowed, current_operations: _current, ...kept } = fields;
      rows.push([ref, created, modified, kept]);
    }
    if (rows.length > 0) tables[cls] = rows;
  }
  return { pool: thePool(db)[1].uuid, generation: db.generation, tables };
}
