import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { WorldSource } from '../../control/protocol';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { EngineHead } from '../engine/engine';
import { plainNotes, type NotesImage } from '../engine/notes';
import type { PlainRow, PlainState } from '../engine/plain';

/** What a door knows of a world beside its state. */
export interface WorldLabel {
  readonly name: string;
  readonly source: WorldSource;
  readonly notices: readonly string[];
  readonly paused: boolean;
  readonly speed: number;
}

/** Everything of a world that is not a row. */
export interface StoredHead extends WorldLabel, Omit<EngineHead, 'notes'> {
  /** Worlds that an earlier version kept have none. */
  readonly notes?: NotesImage;
  readonly generation: number;
}

/** Rows of one class as JSON text: parsing text is several times faster than cloning objects out of the database. */
export interface StoredChunk {
  readonly cls: ClassName;
  /** JSON of PlainRow[] */
  readonly rows: string;
}

/** Rows that changed after the chunks were written, newest last. */
export interface StoredChange {
  readonly cls: ClassName;
  readonly ref: string;
  /** JSON of the PlainRow; absent when the row is gone. */
  readonly row?: string;
}

interface Schema extends DBSchema {
  heads: { key: string; value: StoredHead };
  chunks: { key: [world: string, number: number]; value: StoredChunk };
  changes: { key: [world: string, number: number]; value: readonly StoredChange[] };
  settings: { key: string; value: string };
}

const CURRENT = 'current-world';

/** Worlds in the browser's storage. Every write is one transaction, so that a crash leaves the state before or after it. */
export class WorldStore {
  readonly #db: IDBPDatabase<Schema>;
  #changeNumber = 0;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** Rejects when the browser has no storage or keeps it shut. */
  static async open(): Promise<WorldStore> {
    const db = await openDB<Schema>('xenia', 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore('heads');
        fresh.createObjectStore('chunks');
        fresh.createObjectStore('changes');
        fresh.createObjectStore('settings');
      },
    });
    return new WorldStore(db);
  }

  async names(): Promise<readonly string[]> {
    return this.#db.getAllKeys('heads');
  }

  async current(): Promise<string | undefined> {
    return this.#db.get('settings', CURRENT);
  }

  async setCurrent(name: string): Promise<void> {
    await this.#db.put('settings', name, CURRENT);
  }

  async read(name: string): Promise<{ label: WorldLabel; state: PlainState } | null> {
    const tx = this.#db.transaction(['heads', 'chunks', 'changes']);
    const range = rangeOf(name);
    const [head, chunks, changes, numbers] = await Promise.all([
      tx.objectStore('heads').get(name),
      tx.objectStore('chunks').getAll(range),
      tx.objectStore('changes').getAll(range),
      tx.objectStore('changes').getAllKeys(range),
    ]);
    await tx.done;
    if (head === undefined) return null;
    const rows = new Map<ClassName, Map<string, PlainRow>>();
    const tableOf = (cls: ClassName): Map<string, PlainRow> => {
      let table = rows.get(cls);
      if (table === undefined) rows.set(cls, (table = new Map()));
      return table;
    };
    for (const chunk of chunks) {
      const table = tableOf(chunk.cls);
      for (const row of JSON.parse(chunk.rows) as PlainRow[]) table.set(row[0], row);
    }
    for (const change of changes.flat()) {
      if (change.row === undefined) tableOf(change.cls).delete(change.ref);
      else tableOf(change.cls).set(change.ref, JSON.parse(change.row) as PlainRow);
    }
    this.#changeNumber = Math.max(this.#changeNumber, numbers.at(-1)?.[1] ?? 0);
    const { source, notices, paused, speed, notes, ...rest } = head;
    const tables = Object.fromEntries([...rows].map(([cls, table]) => [cls, [...table.values()]]));
    const state: PlainState = {
      ...rest,
      notes: plainNotes(notes ?? new Map()),
      format: 'xenia-world',
      version: 1,
      tables,
    };
    return { label: { name, source, notices, paused, speed }, state };
  }

  /** Adds what changed since the last write. */
  async append(head: StoredHead, changes: readonly StoredChange[]): Promise<void> {
    const tx = this.#db.transaction(['heads', 'changes'], 'readwrite', { durability: 'relaxed' });
    const number = ++this.#changeNumber;
    await Promise.all([
      tx.objectStore('heads').put(head, head.name),
      changes.length === 0 ? undefined : tx.objectStore('changes').put(changes, [head.name, number]),
      tx.done,
    ]);
  }

  /** Replaces everything kept of a world. */
  async replace(head: StoredHead, chunks: readonly StoredChunk[]): Promise<void> {
    const tx = this.#db.transaction(['heads', 'chunks', 'changes'], 'readwrite', { durability: 'relaxed' });
    const { name } = head;
    await Promise.all([
      tx.objectStore('chunks').delete(rangeOf(name)),
      tx.objectStore('changes').delete(rangeOf(name)),
      ...chunks.map((chunk, number) => tx.objectStore('chunks').put(chunk, [name, number])),
      tx.objectStore('heads').put(head, name),
      tx.done,
    ]);
  }

  async remove(name: string): Promise<void> {
    const tx = this.#db.transaction(['heads', 'chunks', 'changes'], 'readwrite');
    const range = rangeOf(name);
    await Promise.all([
      tx.objectStore('heads').delete(name),
      tx.objectStore('chunks').delete(range),
      tx.objectStore('changes').delete(range),
      tx.done,
    ]);
  }

  close(): void {
    this.#db.close();
  }
}

function rangeOf(name: string): IDBKeyRange {
  return IDBKeyRange.bound([name, 0], [name, Infinity]);
}
