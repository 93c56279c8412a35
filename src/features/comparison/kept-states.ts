import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';

/** A state of a pool that a person kept. */
export interface KeptState {
  readonly id: number;
  readonly pool: string;
  /** The pool's time when it was taken. */
  readonly takenMs: number;
  /** A dump of its database, packed. */
  readonly content: Blob;
}

interface Schema extends DBSchema {
  states: { key: number; value: KeptState };
}

let database: Promise<IDBPDatabase<Schema>> | null = null;
const listeners = new Set<() => void>();

/** Kept beside the worlds of the simulator, as states of live pools are kept too. */
function open(): Promise<IDBPDatabase<Schema>> {
  return (database ??= openDB<Schema>('xenia-states', 1, {
    upgrade: (db) => void db.createObjectStore('states', { keyPath: 'id' }),
  }));
}

/** Newest first. Empty where the browser keeps nothing. */
export async function keptStates(): Promise<readonly KeptState[]> {
  try {
    const all = await (await open()).getAll('states');
    return all.reverse();
  } catch {
    return [];
  }
}

/** Rejects where the browser keeps nothing. */
export async function keepState(pool: string, takenMs: number, dump: Blob): Promise<KeptState> {
  const db = await open();
  const content = await new Response(dump.stream().pipeThrough(new CompressionStream('gzip'))).blob();
  const [newest = 0] = (await db.getAllKeys('states')).reverse();
  const state: KeptState = { id: newest + 1, pool, takenMs, content };
  await db.put('states', state);
  for (const listener of [...listeners]) listener();
  return state;
}

export async function forgetState(id: number): Promise<void> {
  await (await open()).delete('states', id);
  for (const listener of [...listeners]) listener();
}

export function onKept(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
