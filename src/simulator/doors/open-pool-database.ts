import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { reportedBeyondReckoning, unusedMemoryBytes } from '../api/host/memory';
import { loseMemory } from '../api/host/toolstack';
import { planAlarms } from '../api/alarms/perfmon';
import { restartHistories } from '../api/metrics/histories';
import { planSchedules } from '../api/vmss/timer';
import { coordinator, fromXapiDate, type World } from '../api/world';
import type { Json } from '../engine/agenda';
import { Database, type DatabaseImage } from '../engine/database';
import { DEFAULT_START_MS } from '../engine/engine';
import { hashText } from '../engine/hash';
import { readPoolDatabase } from '../scenarios/pool-database/read';
import type { PoolDatabase } from '../scenarios/pool-database/pool-database';
import { NOTHING_UNKNOWN, type UnknownParts } from '../scenarios/pool-database/pool-database';
import { writePoolDatabase } from '../scenarios/pool-database/write';
import { summarise } from '../scenarios/pool-database/summarise';
import type { Simulator } from '../simulator';

/** Where the parts of a dump that have no row are kept in the world's state. */
const ANNEX = 'pool-database';

/** Later dates are mistakes of a clock, not the time of the dump. */
const LATEST_MS = Date.UTC(2200, 0, 1);

export interface OpenedDatabase {
  /** What the pool is and holds, in one sentence. */
  readonly summary: string;
  /** What was kept, repaired or left out, as sentences. */
  readonly notices: readonly string[];
}

interface KeptParts {
  readonly manifest: Readonly<Record<string, string>>;
  readonly unknown: UnknownParts;
}

/**
 * Puts the twin of a dumped pool into a simulator. Its clock starts at the latest moment that the dump tells of.
 * @throws PoolDatabaseError, and then nothing has changed
 */
export async function openPoolDatabase(simulator: Simulator, input: Uint8Array | Blob): Promise<OpenedDatabase> {
  const database = await readPoolDatabase(input);
  simulator.restore({
    nowMs: timeOf(database),
    sequence: 0,
    agenda: [],
    random: { seed: seedOf(database), streams: {} },
    annex: annexOf(database),
    notes: new Map(),
    database: imageOf(database),
  });
  planSchedules(simulator.world);
  planAlarms(simulator.world);
  restartHistories(simulator.world);
  return { summary: summarise(database).sentence, notices: database.notices };
}

/**
 * Puts a pool back to what a dump of it says, as a toolstack that starts with it does: what runs ends, sessions too, and
 * time goes on. Servers that the dump has are there, as the pool's hardware is what its database says.
 */
export function restorePoolDatabase(world: World, database: PoolDatabase): void {
  const { engine } = world;
  loseMemory(world, coordinator(world.db));
  world.waiting.clear();
  engine.restore({
    ...engine.head(),
    agenda: [],
    annex: { ...engine.annex, ...annexOf(database) },
    database: imageOf(database),
  });
  planSchedules(world);
  planAlarms(world);
  restartHistories(world);
}

function annexOf({ manifest, unknown }: PoolDatabase): Readonly<Record<string, Json>> {
  const kept: KeptParts = { manifest, unknown };
  return { [ANNEX]: kept as unknown as Json };
}

function imageOf(database: PoolDatabase): DatabaseImage {
  return { generation: database.generation, tables: withMemory(database, beyondReckoning) };
}

/** What the dump of a twin has that the model does not know. */
export function unknownPartsOf(world: World): UnknownParts {
  return (world.engine.annex[ANNEX] as unknown as KeptParts | undefined)?.unknown ?? NOTHING_UNKNOWN;
}

/** The world as a pool database dump, in the current schema. */
export function dumpPoolDatabase(world: World): string {
  const { database, annex } = world.engine.image();
  const kept = annex[ANNEX] as unknown as KeptParts | undefined;
  return writePoolDatabase({
    generation: database.generation,
    tables: withMemory(database, unusedMemoryBytes),
    manifest: kept?.manifest ?? {},
    unknown: kept?.unknown ?? NOTHING_UNKNOWN,
  });
}

type Tables = DatabaseImage['tables'];

/** The tables with another `memory_free` in the metrics of each server; see `unusedMemoryBytes`. */
function withMemory(
  image: DatabaseImage,
  memoryFree: (db: Database, host: Ref<'host'>, metrics: Records['host_metrics']) => number,
): Tables {
  const db = new Database();
  db.restore(image);
  const table = image.tables.get('host_metrics');
  if (table === undefined) return image.tables;
  const entries = new Map(table.entries);
  for (const [ref, host] of db.all('host')) {
    const entry = entries.get(host.metrics);
    const metrics = db.get('host_metrics', host.metrics);
    if (entry === undefined || metrics === undefined) continue;
    const row = { ...metrics, memory_free: memoryFree(db, ref, metrics) };
    entries.set(host.metrics, { ...entry, row });
  }
  return new Map([...image.tables, ['host_metrics', { ...table, entries }]]);
}

/** Later releases leave `memory_free` at 0: they report nothing. */
function beyondReckoning(db: Database, host: Ref<'host'>, { memory_free }: Records['host_metrics']): number {
  return memory_free === 0 ? 0 : reportedBeyondReckoning(db, host, memory_free);
}

/** The same dump gives the same seed, so that a twin behaves the same wherever it is opened. */
function seedOf(database: PoolDatabase): number {
  const refs = [...database.tables].flatMap(([cls, table]) => [`${cls}:`, ...table.entries.keys()]);
  return hashText(refs.join(' '))[0];
}

function timeOf(database: PoolDatabase): number {
  let latestMs = 0;
  for (const [cls, table] of database.tables) {
    const fields = dateFields(cls);
    if (fields.length === 0) continue;
    for (const { row } of table.entries.values()) {
      for (const field of fields) {
        const timeMs = fromXapiDate(String((row as unknown as Readonly<Record<string, unknown>>)[field]));
        if (timeMs > latestMs && timeMs < LATEST_MS) latestMs = timeMs;
      }
    }
  }
  return latestMs === 0 ? DEFAULT_START_MS : latestMs;
}

/** Dates that say when something happened. Others, such as the end of a licence, lie ahead. */
function dateFields(cls: ClassName): readonly string[] {
  const happened =
    /^(created|finished|last_updated|start_time|snapshot_time|timestamp|install_time|timestamp_applied)$/;
  return Object.entries(classTable[cls].fields)
    .filter(([name, field]) => field.type === 'datetime' && happened.test(name))
    .map(([name]) => name);
}
