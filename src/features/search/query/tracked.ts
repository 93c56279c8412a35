import { emptyInventory } from '../../../xapi/cache/inventory';
import type { ClassName } from '../../../xapi/datamodel/ref';
import type { Inventory } from '../../objects';

type Table = ReadonlyMap<string, unknown>;

const CLASSES = Object.keys(emptyInventory) as readonly ClassName[];

/** What a computation read: references, and `*VM` for a class as a whole. */
export interface Tracked {
  readonly inventory: Inventory;
  /** Begins a new list. */
  start(): void;
  /** What was read since `start`. */
  reads(): readonly string[];
}

export function wholeClass(cls: ClassName): string {
  return `*${cls}`;
}

/**
 * An inventory that notes what is read through it, so that whatever was computed from it is computed again exactly when
 * it has to be. Reading takes the same functions as everywhere else.
 */
export function trackInventory(current: () => Inventory): Tracked {
  let reads: string[] = [];
  const note = (what: string): void => {
    reads.push(what);
  };
  const tables = Object.fromEntries(
    CLASSES.map((cls) => [cls, new TrackedTable(() => current()[cls], note, wholeClass(cls))]),
  );
  return {
    // Each table answers as the one of its class does.
    inventory: tables as unknown as Inventory,
    start: () => {
      reads = [];
    },
    reads: () => reads,
  };
}

const EMPTY: Table = new Map();

class TrackedTable implements ReadonlyMap<string, unknown> {
  constructor(
    private readonly current: () => Table | undefined,
    private readonly note: (what: string) => void,
    private readonly whole: string,
  ) {}

  get(ref: string): unknown {
    this.note(ref);
    return this.current()?.get(ref);
  }

  has(ref: string): boolean {
    this.note(ref);
    return this.current()?.has(ref) ?? false;
  }

  get size(): number {
    return this.all().size;
  }

  forEach(visit: (value: unknown, key: string, map: ReadonlyMap<string, unknown>) => void): void {
    this.all().forEach(visit);
  }

  entries() {
    return this.all().entries();
  }

  keys() {
    return this.all().keys();
  }

  values() {
    return this.all().values();
  }

  [Symbol.iterator]() {
    return this.all().entries();
  }

  private all(): Table {
    this.note(this.whole);
    return this.current() ?? EMPTY;
  }
}
