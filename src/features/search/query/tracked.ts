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
  /** What was read since `start`, but for `own`; a few are told apart, of many some may be there twice. */
  sources(own: string): readonly string[];
}

export function wholeClass(cls: ClassName): string {
  return `*${cls}`;
}

/**
 * An inventory that notes what is read through it, so that whatever was computed from it is computed again exactly when
 * it has to be. Reading takes the same functions as everywhere else.
 */
export function trackInventory(current: () => Inventory): Tracked {
  const notes: Notes = { round: 0, reads: [], count: 0 };
  const tables = Object.fromEntries(
    CLASSES.map((cls) => [cls, new TrackedTable(() => current()[cls], notes, wholeClass(cls))]),
  );
  return {
    // Each table answers as the one of its class does.
    inventory: tables as unknown as Inventory,
    start: () => {
      notes.round++;
      notes.count = 0;
    },
    sources: (own) => distinct(notes, own),
  };
}

interface Notes {
  /** Which list this is. */
  round: number;
  /** One array for all lists, which begins anew with each: there are tens of thousands. */
  readonly reads: string[];
  /** How many of `reads` are of this list. */
  count: number;
}

const NO_SOURCES: readonly string[] = [];
/** Fewer than this are told apart by looking through them: among many a set would take its time. */
const FEW = 12;

function distinct({ reads, count }: Notes, own: string): readonly string[] {
  let end = 0;
  for (let at = 0; at < count; at++) {
    const what = reads[at] as string;
    if (what === own || (count <= FEW && end > 0 && reads.lastIndexOf(what, end - 1) >= 0)) continue;
    reads[end++] = what;
  }
  return end === 0 ? NO_SOURCES : reads.slice(0, end);
}

function note(notes: Notes, what: string): void {
  notes.reads[notes.count++] = what;
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
    if (this.wholeIn !== this.notes.round) note(this.notes, ref);
    return this.current()?.get(ref);
  }

  has(ref: string): boolean {
    if (this.wholeIn !== this.notes.round) note(this.notes, ref);
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
    if (this.wholeIn !== this.notes.round) note(this.notes, this.whole);
    this.wholeIn = this.notes.round;
    return this.current() ?? EMPTY;
  }
}
