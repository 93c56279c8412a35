import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName } from '../../xapi/datamodel/ref';
import { fromXapiDate, type World } from '../api/world';
import type { Json } from '../engine/agenda';
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

interface KeptParts {
  readonly manifest: Readonly<Record<string, string>>;
  readonly unknown: UnknownParts;
}

/**
 * Puts the twin of a dumped pool into a simulator. Its clock starts at the latest moment that the dump tells of.
 * @throws PoolDatabaseError, and then nothing has changed
 * @returns what was kept, repaired or left out, as sentences
 */
export async function openPoolDatabase(simulator: Simulator, input: Uint8Array | Blob): Promise<readonly string[]> {
  const database = await readPoolDatabase(input);
  const kept: KeptParts = { manifest: database.manifest, unknown: database.unknown };
  simulator.restore({
    nowMs: timeOf(database),
    sequence: 0,
    agenda: [],
    random: { seed: seedOf(database), streams: {} },
    annex: { [ANNEX]: kept as unknown as Json },
    database: { generation: database.generation, tables: database.tables },
  });
  return [summarise(database).sentence, ...database.notices];
}

/** The world as a pool database dump, in the current schema. */
export function dumpPoolDatabase(world: World): string {
  const { database, annex } = world.engine.image();
  const kept = annex[ANNEX] as unknown as KeptParts | undefined;
  return writePoolDatabase({
    generation: database.generation,
    tables: database.tables,
    manifest: kept?.manifest ?? {},
    unknown: kept?.unknown ?? NOTHING_UNKNOWN,
  });
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
