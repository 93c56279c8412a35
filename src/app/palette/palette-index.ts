import { OBJECT_CLASSES } from '../../features/objects';
import type { Inventory, ObjectRowClass } from '../../features/objects';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { describeObject } from './describe-object';
import { parseQuery, SearchIndex } from './search-index';

export interface FoundObject {
  readonly cls: ObjectRowClass;
  readonly ref: string;
  readonly label: string;
  readonly score: number;
}

/** Runs `step` until it answers true, a little whenever the page has nothing better to do. Answers how to stop. */
export type RunIdle = (step: (hasTime: () => boolean) => boolean) => () => void;

const SLICE_MS = 6;

/** Slices of idle time; where the browser has none to offer (Safari), short turns of the event loop. */
const runIdle: RunIdle = (step) => {
  let stopped = false;
  const turn = (hasTime: () => boolean): void => {
    if (!stopped && !step(hasTime)) schedule();
  };
  const timed = () => {
    const endMs = performance.now() + SLICE_MS;
    return () => performance.now() < endMs;
  };
  const schedule = (): void => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => turn(timed()), { timeout: 100 });
    else setTimeout(() => turn(timed()), 0);
  };
  schedule();
  return () => {
    stopped = true;
  };
};

interface Entry {
  readonly cls: ObjectRowClass;
  readonly ref: string;
}

/**
 * What the palette finds in one pool. Built in idle slices when it is first wanted; while wanted it follows the pool,
 * afterwards it rests and catches up with the next opening.
 */
export class PaletteIndex {
  #index = new SearchIndex<object>();
  #entries = new WeakMap<object, Entry>();
  #stale = new Set<ObjectRowClass>(OBJECT_CLASSES);
  #seen: Partial<Record<ObjectRowClass, ReadonlyMap<string, object>>> = {};
  #stopWork: (() => void) | null = null;
  #users = 0;
  #stopFollowing: (() => void) | null = null;
  #listeners = new Set<() => void>();
  #version = 0;

  constructor(
    private readonly connection: Connection,
    private readonly idle: RunIdle = runIdle,
  ) {}

  /** Grows whenever an answer may have changed. */
  get version(): number {
    return this.#version;
  }

  get isComplete(): boolean {
    return this.#stale.size === 0;
  }

  get size(): number {
    return this.#index.size;
  }

  /** Keeps the index up to date until the answered function is called. */
  use(): () => void {
    this.#users += 1;
    if (this.#users === 1) {
      this.#markStale(readInventory(this.connection));
      this.#stopFollowing = onInventory(this.connection, (inventory) => this.#markStale(inventory));
    }
    let used = true;
    return () => {
      if (!used) return;
      used = false;
      this.#users -= 1;
      if (this.#users > 0) return;
      this.#stopFollowing?.();
      this.#stopWork?.();
      this.#stopWork = null;
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  search(text: string, limit: number): readonly FoundObject[] {
    const found: FoundObject[] = [];
    for (const { item, label, score } of this.#index.search(parseQuery(text), limit)) {
      const entry = this.#entries.get(item);
      if (entry !== undefined) found.push({ ...entry, label, score });
    }
    return found;
  }

  #markStale(inventory: Inventory): void {
    for (const cls of OBJECT_CLASSES) if (inventory[cls] !== this.#seen[cls]) this.#stale.add(cls);
    if (this.#stale.size > 0 && this.#stopWork === null) this.#work();
  }

  #work(): void {
    let filling: { readonly cls: ObjectRowClass; readonly steps: Iterator<undefined> } | null = null;
    this.#stopWork = this.idle((hasTime) => {
      do {
        if (filling === null) {
          const [cls] = this.#stale;
          if (cls === undefined) {
            this.#stopWork = null;
            return true;
          }
          filling = { cls, steps: this.#fill(cls) };
        }
        if (filling.steps.next().done === true) {
          filling = null;
          this.#announce();
        }
      } while (hasTime());
      return false;
    });
  }

  *#fill(cls: ObjectRowClass): Generator<undefined, void> {
    const inventory: Inventory = readInventory(this.connection);
    const records: ReadonlyMap<string, object> = inventory[cls] ?? new Map<string, object>();
    this.#stale.delete(cls);
    yield* this.#index.fill(cls, records, (ref, record) => {
      this.#entries.set(record, { cls, ref });
      // The map of a class holds records of that class.
      return describeObject(inventory, cls, ref, record as Parameters<typeof describeObject>[3]);
    });
    this.#seen[cls] = records;
  }

  #announce(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

const indexes = new WeakMap<Connection, PaletteIndex>();

export function paletteIndexOf(connection: Connection): PaletteIndex {
  let index = indexes.get(connection);
  if (index === undefined) indexes.set(connection, (index = new PaletteIndex(connection)));
  return index;
}
