import { databaseSchema } from '../../../xapi/datamodel/classes.gen';
import type { ClassName, Ref } from '../../../xapi/datamodel/ref';
import type { Entry, TableImage } from '../../engine/table';
import { tableClasses } from './columns';
import type { Draft } from './draft';
import { DumpParser, tooLong } from './dump-parser';
import { ByteDecoder, bytesOf, HEAD_LENGTH, refusePacked, type PoolDatabaseInput } from './input';
import { MAX_TOTAL_LENGTH, PIECE_LENGTH } from './limits';
import { Loader } from './load';
import { createMissingRows, fillMeasures, moveWlbPassword } from './missing-rows';
import type { PoolDatabase } from './pool-database';
import { collectGarbage, releaseDangling } from './references';
import { rebuildRelationEnds } from './relation-ends';
import { noteSharedUuids, requirePool, settleCoordinator, settlePowerStates } from './start-up';

/**
 * Opens a pool database: a text, bytes, a file or a stream, gzip or not. Rejects with PoolDatabaseError, and with
 * nothing else, when the file is none or too damaged; smaller damage is repaired and told in `notices`.
 */
export async function readPoolDatabase(input: PoolDatabaseInput): Promise<PoolDatabase> {
  if (typeof input === 'string') return parsePoolDatabase(input);
  const reading = new Reading();
  for await (const bytes of bytesOf(input)) reading.bytes(bytes);
  return reading.end();
}

/** The same at one go, for what is in memory already; gzip needs `readPoolDatabase`. */
export function parsePoolDatabase(input: string | Uint8Array): PoolDatabase {
  // The parser counts too, but what is in memory already need not be read to be refused.
  if (input.length > MAX_TOTAL_LENGTH) throw tooLong({});
  const reading = new Reading();
  if (typeof input === 'string') reading.text(input);
  else reading.bytes(input);
  return reading.end();
}

class Reading {
  readonly #loader = new Loader();
  readonly #parser = new DumpParser(this.#loader);
  #decoder: ByteDecoder | undefined;

  text(text: string): void {
    this.#parser.write(text);
  }

  bytes(bytes: Uint8Array): void {
    if (this.#decoder === undefined) {
      const head = bytes.subarray(0, HEAD_LENGTH);
      refusePacked(head);
      this.#decoder = new ByteDecoder(head, () => this.#parser.line);
    }
    // In pieces, so that a file beyond the limits is refused before all of it is text.
    for (let start = 0; start < bytes.length; start += PIECE_LENGTH) {
      this.text(this.#decoder.decode(bytes.subarray(start, start + PIECE_LENGTH)));
    }
  }

  end(): PoolDatabase {
    if (this.#decoder !== undefined) this.text(this.#decoder.end());
    this.#parser.end();
    const { draft, manifest } = this.#loader;
    const fileSchema = this.#loader.fileSchema();
    this.#loader.report(fileSchema);
    repair(draft);
    const { generation, tables } = images(draft, this.#loader.fileGeneration());
    const [major, minor] = databaseSchema;
    manifest.set('schema_major_vsn', String(major));
    manifest.set('schema_minor_vsn', String(minor));
    manifest.delete('generation_count');
    return {
      generation,
      tables,
      manifest: Object.fromEntries(manifest),
      unknown: this.#loader.unknown(),
      fileSchema,
      notices: draft.notices.sentences(),
    };
  }
}

/** The order matters: what is missing is made before references to it would be taken away. */
function repair(draft: Draft): void {
  requirePool(draft);
  moveWlbPassword(draft);
  collectGarbage(draft);
  settlePowerStates(draft);
  createMissingRows(draft);
  settleCoordinator(draft);
  releaseDangling(draft);
  fillMeasures(draft);
  rebuildRelationEnds(draft);
  for (const cls of tableClasses) noteSharedUuids(draft, cls);
}

/** Rows as the engine keeps them. Generations of rows lie between 1 and the generation of the database. */
function images(draft: Draft, fileGeneration: number): Pick<PoolDatabase, 'generation' | 'tables'> {
  let generation = Math.max(1, fileGeneration);
  for (const rows of draft.tables().values()) {
    for (const { created, modified } of rows.values()) generation = Math.max(generation, created, modified);
  }
  const tables = new Map<ClassName, TableImage>();
  for (const [cls, rows] of draft.tables()) {
    const entries = new Map<Ref, Entry>();
    for (const [ref, entry] of rows) {
      const created = Math.max(1, entry.created);
      entries.set(ref, { row: entry.row, created, modified: Math.max(created, entry.modified) });
    }
    tables.set(cls, { entries, deletions: [] });
  }
  return { generation, tables };
}
