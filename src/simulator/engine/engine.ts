import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import { Agenda, type AgendaEntry, type Json } from './agenda';
import { Database, type DatabaseImage } from './database';
import { stateHash } from './hash';
import { Notes, type NotesImage } from './notes';
import { Random, type RandomState } from './random';

/** Everything of a world that is not a row. */
export interface EngineHead {
  readonly nowMs: number;
  readonly sequence: number;
  readonly agenda: readonly AgendaEntry[];
  readonly random: RandomState;
  readonly annex: Readonly<Record<string, Json>>;
  readonly notes: NotesImage;
}

/** A whole world at one moment. Cheap to take: tables are shared until somebody writes. */
export interface EngineImage extends EngineHead {
  readonly database: DatabaseImage;
}

/** Where virtual time begins unless a world says otherwise: Monday, 5 January 2026, 08:00 UTC. */
export const DEFAULT_START_MS = Date.UTC(2026, 0, 5, 8);

export interface EngineOptions {
  readonly seed: number;
  /** Where virtual time begins, milliseconds since 1970. */
  readonly startMs: number;
  /** Runs an agenda entry; opens its own transactions. */
  readonly step: (entry: AgendaEntry) => void;
}

const CLASS_NAMES = Object.keys(classTable) as ClassName[];
/** Names put together anew would have to be hashed each time. */
const streamsOf = (kind: string): Readonly<Record<ClassName, string>> =>
  Object.fromEntries(CLASS_NAMES.map((cls) => [cls, `${kind}/${cls}`])) as Record<ClassName, string>;
const REF_STREAMS = streamsOf('ref');
const UUID_STREAMS = streamsOf('uuid');

/** The discrete-event core: virtual time, the agenda, random streams and the database. Knows no class by name. */
export class Engine {
  readonly db = new Database();
  /** State that has no row: replaced key by key, never changed in place. */
  annex: Readonly<Record<string, Json>> = {};
  /** State that has no row and is written often. */
  readonly notes = new Notes();
  readonly #step: (entry: AgendaEntry) => void;
  #random: Random;
  #agenda = new Agenda();
  #nowMs: number;
  #sequence = 0;
  #restores = 0;

  constructor(options: EngineOptions) {
    this.#step = options.step;
    this.#random = new Random({ seed: options.seed, streams: {} });
    this.#nowMs = options.startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** How often the world became another one: what began before must not write into it. */
  get restores(): number {
    return this.#restores;
  }

  get random(): Random {
    return this.#random;
  }

  /** A fresh reference. References and uuids come from streams of their own, by class. */
  newRef<C extends ClassName>(cls: C): Ref<C> {
    // A world that was opened from a dump may hold references of the same streams already; one that was built here has
    // every reference from its streams, which do not repeat, and looking each up is a fortieth of building it.
    for (;;) {
      const ref: Ref<C> = this.#random.ref(REF_STREAMS[cls]);
      if (this.#restores === 0 || !this.db.has(cls, ref)) return ref;
    }
  }

  newUuid(cls: ClassName): string {
    for (;;) {
      const uuid = this.#random.uuid(UUID_STREAMS[cls]);
      if (this.db.byUuid(cls, uuid) === undefined) return uuid;
    }
  }

  /**
   * Plans a step; answers its number, for `cancel`.
   * @param awaited somebody waits for it, so `idle` does too
   * @param key finds it with `plannedAs` while it is planned
   */
  schedule(delayMs: number, kind: string, args: Json, awaited = false, key?: string): number {
    const sequence = ++this.#sequence;
    const dueMs = this.#nowMs + Math.max(0, Math.round(delayMs));
    this.#agenda.add(
      key === undefined ? { dueMs, sequence, kind, args, awaited } : { dueMs, sequence, kind, args, awaited, key },
    );
    return sequence;
  }

  /** The planned step of a key. */
  plannedAs(key: string): AgendaEntry | undefined {
    return this.#agenda.byKey(key);
  }

  cancel(sequence: number): boolean {
    return this.#agenda.cancel(sequence);
  }

  agenda(): readonly AgendaEntry[] {
    return this.#agenda.entries();
  }

  /** Whether somebody waits for a planned step. */
  get busy(): boolean {
    return this.#agenda.awaited > 0;
  }

  nextDueMs(): number | null {
    return this.#agenda.peek()?.dueMs ?? null;
  }

  /**
   * Runs all that is due up to a time and arrives there, at a whole millisecond: what is planned up to the end of
   * another step would else be due before it. Never goes back.
   */
  runUntil(timeMs: number): void {
    for (let next = this.#agenda.peek(); next !== undefined && next.dueMs <= timeMs; next = this.#agenda.peek()) {
      this.runNext();
    }
    this.#nowMs = Math.max(this.#nowMs, Math.floor(timeMs));
  }

  /** Goes to the next planned step and runs it; false when nothing is planned. */
  runNext(): boolean {
    const entry = this.#agenda.take();
    if (entry === undefined) return false;
    this.#nowMs = Math.max(this.#nowMs, entry.dueMs);
    this.#step(entry);
    return true;
  }

  hash(): string {
    return stateHash(this.db, CLASS_NAMES, this.#agenda.entries(), this.annex, this.notes.parts());
  }

  head(): EngineHead {
    return {
      nowMs: this.#nowMs,
      sequence: this.#sequence,
      agenda: this.#agenda.entries(),
      random: this.#random.state(),
      annex: this.annex,
      notes: this.notes.image(),
    };
  }

  image(): EngineImage {
    return { ...this.head(), database: this.db.image() };
  }

  restore(image: EngineImage): void {
    this.#restores += 1;
    // In worlds that were kept long ago, time has fractions of milliseconds.
    this.#nowMs = Math.ceil(image.nowMs);
    this.#sequence = image.sequence;
    this.#agenda = new Agenda(
      image.agenda.map((entry) =>
        Number.isInteger(entry.dueMs) ? entry : { ...entry, dueMs: Math.ceil(entry.dueMs) },
      ),
    );
    this.#random = new Random(image.random);
    this.db.restore(image.database);
    this.annex = image.annex;
    this.notes.restore(image.notes);
  }
}
