import type { AnyRecord, ClassName, Ref } from '../../xapi/datamodel/ref';
import { Observers } from './observers';
import { linksOf, type ClassLinks } from './relations';

/** A row with the generations at which it was made and last changed. Replaced as a whole, never changed. */
export interface Entry {
  readonly row: AnyRecord;
  readonly created: number;
  readonly modified: number;
}

export interface Deletion {
  readonly ref: Ref;
  readonly created: number;
  readonly deleted: number;
}

/** What a snapshot keeps of a table. The map is shared until somebody writes. */
export interface TableImage {
  readonly entries: ReadonlyMap<Ref, Entry>;
  readonly deletions: readonly Deletion[];
}

/**
 * xapi's queue of deleted rows holds 512 and is cut to the newest 256 (db_cache_types.ml), so that a client which polls
 * seldom never hears of the others. Ours reaches further back: a burst of short tasks must not hide that a VM has gone.
 */
const DELETIONS_KEPT = 8192;
const DELETIONS_AFTER_CUT = 4096;

/** The rows of one class, in the order in which they were made. Copied on the first write after a snapshot. */
export class Table {
  readonly links: ClassLinks;
  readonly observers = new Observers();
  #entries = new Map<Ref, Entry>();
  #shared = false;
  #byUuid: Map<string, Ref> | null = null;
  #deletions: Deletion[] = [];
  #deletionsShared = false;

  constructor(cls: ClassName) {
    this.links = linksOf(cls);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(ref: Ref): Entry | undefined {
    return this.#entries.get(ref);
  }

  entries(): ReadonlyMap<Ref, Entry> {
    return this.#entries;
  }

  /** Rows that have gone, oldest deletion first. */
  deletions(): readonly Deletion[] {
    return this.#deletions;
  }

  byUuid(uuid: string): Ref | undefined {
    if (this.#byUuid === null) {
      this.#byUuid = new Map();
      // Old databases hold a few uuids twice; the first row has it.
      for (const [ref, entry] of this.#entries) {
        if (!this.#byUuid.has(uuidOf(entry))) this.#byUuid.set(uuidOf(entry), ref);
      }
    }
    return this.#byUuid.get(uuid);
  }

  /** Puts a row. `isFiled`: it replaces one of the same uuid, which need not be looked up. */
  set(ref: Ref, entry: Entry, isFiled = false): void {
    this.#own();
    this.#entries.set(ref, entry);
    if (isFiled || this.#byUuid === null) return;
    const uuid = uuidOf(entry);
    if (!this.#byUuid.has(uuid)) this.#byUuid.set(uuid, ref);
  }

  delete(ref: Ref): void {
    const entry = this.#entries.get(ref);
    if (entry === undefined) return;
    this.#own();
    this.#entries.delete(ref);
    if (this.#byUuid?.get(uuidOf(entry)) === ref) this.#byUuid.delete(uuidOf(entry));
  }

  remember(deletion: Deletion): void {
    if (this.#deletions.length >= DELETIONS_KEPT) this.#deletions = this.#deletions.slice(-DELETIONS_AFTER_CUT);
    else if (this.#deletionsShared) this.#deletions = [...this.#deletions];
    this.#deletionsShared = false;
    this.#deletions.push(deletion);
  }

  /** Takes back the newest deletion if it was made at this generation. */
  forget(deleted: number): void {
    if (this.#deletions.at(-1)?.deleted !== deleted) return;
    this.#deletions = this.#deletions.slice(0, -1);
    this.#deletionsShared = false;
  }

  image(): TableImage {
    this.#shared = true;
    this.#deletionsShared = true;
    return { entries: this.#entries, deletions: this.#deletions };
  }

  restore(image: TableImage): void {
    this.#entries = image.entries as Map<Ref, Entry>;
    this.#shared = true;
    this.#byUuid = null;
    this.#deletions = image.deletions as Deletion[];
    this.#deletionsShared = true;
  }

  #own(): void {
    if (!this.#shared) return;
    this.#entries = new Map(this.#entries);
    this.#shared = false;
  }
}

function uuidOf(entry: Entry): string {
  return ('uuid' in entry.row ? entry.row.uuid : undefined) ?? '';
}
