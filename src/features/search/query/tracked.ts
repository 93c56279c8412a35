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
  /** What was read since `start`: the caller's own. */
  reads(): string[];
}

export function wholeClass(cls: ClassName): string {
  return `*${cls}`;
}

/**
 * An inventory that notes what is read through it, so that whatever was computed from it is computed again exactly when
 * it has to be. Reading takes the same functions as everywhere else.
 */
export function trackInventory(current: () => Inventory): Tracked {
  const notes: Notes = { round: 0, reads: [] };
  const tables = Object.fromEntries(
    CLASSES.map((cls) => [cls, new TrackedTable(() => current()[cls], notes, wholeClass(cls))]),
  );
  return {
    // Each table answers as the one of its class does.
    inventory: tables as unknown as Inventory,
    start: () => {
      notes.round++;
      notes.reads = [];
    },
    reads: () => notes.reads,
  };
}

interface Notes {
  /** Which list this is. */
  round: number;
  reads: string[];
}

const EMPTY: Table = new Map();

class TrackedTable implements ReadonlyMap<string, unknown> {
  /** The round in which the class was read as a whole: its objects stand for themselves no more. */
  private wholeIn = -1;

  constructor(
    private readonly current: () => Table | undefined,
    private readonly notes: Notes,
    private readonly whole: string,
  ) {}

  get(ref: string): unknown {
    if (this.wholeIn !== this.notes.round) this.notes.reads.push(ref);
    return this.current()?.get(ref);
  }

  has(ref: string): boolean {
    if (this.wholeIn !== this.notes.round) this.notes.reads.push(ref);
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
    if (this.wholeIn !== this.notes.round) this.notes.reads.push(this.whole);
    this.wholeIn = this.notes.round;
    return this.current() ?? EMPTY;
  }
}
