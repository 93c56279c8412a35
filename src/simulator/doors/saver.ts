import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { ChangeSet } from '../engine/database';
import { packRow, type PlainRow } from '../engine/plain';
import type { EngineImage } from '../engine/engine';
import type { Simulator } from '../simulator';
import type { StoredChange, StoredChunk, StoredHead, WorldLabel, WorldStore } from './store';

/**
 * The first change after a rest is written at once, before clients hear of it: events gather for 50 ms. Changes that
 * follow are gathered this long, so that a burst is a few writes.
 */
const GATHER_MS = 60;
/** Changed rows after which the whole world is written anew. */
const ROWS_BEFORE_REWRITE = 20_000;
const ROWS_A_CHUNK = 1000;
/** While nothing happens, the clock is still kept this often. */
const CLOCK_MS = 10_000;

/** Writes a running world to the store as it changes. Reports the first failure and then rests. */
export class Saver {
  readonly #store: WorldStore;
  readonly #simulator: Simulator;
  readonly #label: () => WorldLabel;
  readonly #onSaved: (generation: number) => void;
  readonly #onFailure: (error: unknown) => void;
  readonly #unsubscribe: () => void;
  readonly #clock: ReturnType<typeof setInterval>;
  #touched = new Map<ClassName, Set<Ref>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #queue: Promise<void> = Promise.resolve();
  #rowsSinceRewrite = Infinity;
  #stopped = false;
  #writtenMs = -Infinity;

  constructor(
    store: WorldStore,
    simulator: Simulator,
    options: {
      readonly label: () => WorldLabel;
      /** True when the store holds this world already, up to now. */
      readonly kept: boolean;
      readonly onSaved: (generation: number) => void;
      readonly onFailure: (error: unknown) => void;
    },
  ) {
    this.#store = store;
    this.#simulator = simulator;
    this.#label = options.label;
    this.#onSaved = options.onSaved;
    this.#onFailure = options.onFailure;
    if (options.kept) this.#rowsSinceRewrite = 0;
    this.#unsubscribe = simulator.world.db.onChange((changes) => this.#note(changes));
    this.#clock = setInterval(() => void this.flush(), CLOCK_MS);
    this.#plan();
  }

  /** Writes what is not written yet. Writes follow one another; the promise ends with the last. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = this.#queue.then(() => this.#write());
    return this.#queue;
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#clock);
    await this.flush();
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #note(changes: ChangeSet): void {
    for (const { class: cls, ref } of changes) {
      if (cls === 'session') continue;
      let refs = this.#touched.get(cls);
      if (refs === undefined) this.#touched.set(cls, (refs = new Set()));
      refs.add(ref);
    }
    this.#plan();
  }

  #plan(): void {
    if (this.#stopped) return;
    const restMs = this.#writtenMs + GATHER_MS - performance.now();
    this.#timer ??= setTimeout(() => void this.flush(), Math.max(0, restMs));
  }

  async #write(): Promise<void> {
    if (this.#stopped) return;
    this.#writtenMs = performance.now();
    const { db } = this.#simulator.world;
    const { generation } = db;
    const changes = this.#drain();
    this.#rowsSinceRewrite += changes.length;
    try {
      if (this.#rowsSinceRewrite > ROWS_BEFORE_REWRITE) {
        this.#rowsSinceRewrite = 0;
        await this.#rewrite();
      } else {
        await this.#store.append(this.#head(), changes);
      }
      this.#onSaved(generation);
    } catch (error) {
      this.#stopped = true;
      this.#onFailure(error);
    }
  }

  #head(): StoredHead {
    const { engine, db } = this.#simulator.world;
    return { ...this.#label(), ...engine.head(), generation: db.generation };
  }

  #drain(): StoredChange[] {
    const { db } = this.#simulator.world;
    const changes: StoredChange[] = [];
    for (const [cls, refs] of this.#touched) {
      for (const ref of refs) {
        const entry = db.entry(cls, ref);
        if (entry === undefined) changes.push({ cls, ref });
        else changes.push({ cls, ref, row: JSON.stringify(packRow(cls, ref, entry)) });
      }
    }
    this.#touched = new Map();
    return changes;
  }

  async #rewrite(): Promise<void> {
    const head = this.#head();
    await this.#store.replace(head, await chunksOf(this.#simulator.snapshot()));
  }
}

/** A whole world for the store, a thousand rows at a time, so that calls are answered in between. */
export async function chunksOf(image: EngineImage): Promise<StoredChunk[]> {
  const chunks: StoredChunk[] = [];
  for (const [cls, table] of image.database.tables) {
    if (cls === 'session') continue;
    let rows: PlainRow[] = [];
    const close = async (): Promise<void> => {
      if (rows.length === 0) return;
      chunks.push({ cls, rows: JSON.stringify(rows) });
      rows = [];
      await new Promise((resolve) => setTimeout(resolve, 0));
    };
    for (const [ref, entry] of table.entries) {
      rows.push(packRow(cls, ref, entry));
      if (rows.length >= ROWS_A_CHUNK) await close();
    }
    await close();
  }
  return chunks;
}

/** Why the browser keeps nothing, as a sentence for people. */
export function storageSentence(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') {
    return 'The browser has no room left. This world goes on, but a reload loses what happens from now on. Save it to a file.';
  }
  return 'The browser does not let this page keep data. This world goes on, but a reload loses it. Save it to a file.';
}
