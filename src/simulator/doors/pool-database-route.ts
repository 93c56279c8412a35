import { databaseSchema } from '../../xapi/datamodel/classes.gen';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { Fault } from '../api/fault';
import { coordinator, type World } from '../api/world';
import { defineHandler } from '../http/handlers';
import { uploading, wholeChunks } from '../http/uploading';
import { PoolDatabaseError } from '../scenarios/pool-database/pool-database-error';
import type { PoolDatabase, UnknownParts } from '../scenarios/pool-database/pool-database';
import { readPoolDatabase } from '../scenarios/pool-database/read';
import { dumpPoolDatabase, restorePoolDatabase, unknownPartsOf } from './open-pool-database';

/** Between the end of the upload and that of the toolstack, so that the client learns how it went. */
const FUSE_MS = 2000;

/** The pool's database, as `xe pool-dump-database` gets it. */
defineHandler('get_pool_xml_db_sync', ({ world }) => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: dumpPoolDatabase(world),
}));

/** Puts the pool back to a dump, or only says whether that could be done (xapi: pool_db_backup.ml). */
defineHandler('put_pool_xml_db_sync', ({ world, request, query }) =>
  uploading(async () => {
    const database = await read(wholeChunks(request));
    assertKnown(world, database);
    assertFits(world, database);
    if (query.get('dry_run') === 'true') return;
    world.surroundings.timer.after(FUSE_MS, () => restorePoolDatabase(world, database));
  }),
);

async function read(chunks: AsyncIterable<Uint8Array>): Promise<PoolDatabase> {
  try {
    return await readPoolDatabase(chunks);
  } catch (error) {
    if (error instanceof PoolDatabaseError) throw new Fault('COULD_NOT_IMPORT_DATABASE', error.message);
    throw error;
  }
}

/** A restore takes no column that the pool does not have (db_xml.ml); a twin has those of the dump that it came from. */
function assertKnown(world: World, { unknown }: PoolDatabase): void {
  const own = unknownPartsOf(world);
  for (const [cls, rows] of Object.entries(unknown.columns)) {
    const known = columnNames(own.columns[cls]);
    const strange = [...columnNames(rows)].find((name) => !known.has(name));
    if (strange !== undefined) {
      throw new Fault('COULD_NOT_IMPORT_DATABASE', `The table ${cls} has no column ${strange}.`);
    }
  }
}

function columnNames(rows: UnknownParts['columns'][string] | undefined): ReadonlySet<string> {
  return new Set(Object.values(rows ?? {}).flatMap((row) => Object.keys(row)));
}

/** Whether the coordinator can go on with a database (version_check, prepare_database_for_restore). */
function assertFits(world: World, { fileSchema: [major, minor], tables }: PoolDatabase): void {
  const [ownMajor, ownMinor] = databaseSchema;
  // An older one is brought up to date.
  if (major > ownMajor || (major === ownMajor && minor > ownMinor)) throw new Fault('RESTORE_INCOMPATIBLE_VERSION');
  const pools = [...(tables.get('pool')?.entries.values() ?? [])];
  const master = (pools[0]?.row as Records['pool'] | undefined)?.master;
  const pifs = [...(tables.get('PIF')?.entries.values() ?? [])].map(({ row }) => row as Records['PIF']);
  const inBackup = pifs.filter(({ host }) => host === master);
  const own = interfacesOf(world, coordinator(world.db));
  const devices = new Set(own.filter(({ physical }) => physical).map(({ device }) => device));
  for (const { physical, device } of inBackup) {
    if (physical && !devices.has(device)) throw new Fault('RESTORE_TARGET_MISSING_DEVICE', device);
  }
  const management = own.find((pif) => pif.management)?.device;
  const names = inBackup.map(({ device }) => device);
  if (management !== undefined && !names.includes(management)) {
    throw new Fault('RESTORE_TARGET_MGMT_IF_NOT_IN_BACKUP', ...names);
  }
}

function interfacesOf({ db }: World, host: Ref<'host'>): readonly Records['PIF'][] {
  return db.row('host', host).PIFs.map((pif) => db.row('PIF', pif));
}
