import type { Json } from './agenda';

export type NotesImage = ReadonlyMap<string, ReadonlyMap<string, Json>>;

/** Notes as JSON: pairs, because the order in which names came counts. */
export type PlainNotes = readonly (readonly [
  part: string,
  values: readonly (readonly [name: string, value: Json])[],
])[];

export function plainNotes(image: NotesImage): PlainNotes {
  return [...image].map(([part, values]) => [part, [...values]]);
}

export function notesOf(plain: PlainNotes): NotesImage {
  return new Map(plain.map(([part, values]) => [part, new Map(values)]));
}

const NOTHING: ReadonlyMap<string, Json> = new Map<string, Json>();

/**
 * State without a row that is written often, a value at a time: parts of named values. Values are replaced, never
 * changed in place. As with tables, an image shares the parts until somebody writes.
 */
export class Notes {
  #parts = new Map<string, Map<string, Json>>();
  #shared = new Set<string>();
  #version = 0;

  /** Differs after every write. */
  get version(): number {
    return this.#version;
  }

  get(part: string, name: string): Json | undefined {
    return this.#parts.get(part)?.get(name);
  }

  /** All values of a part, oldest name first. */
  all(part: string): ReadonlyMap<string, Json> {
    return this.#parts.get(part) ?? NOTHING;
  }

  set(part: string, name: string, value: Json): void {
    this.#own(part).set(name, value);
  }

  delete(part: string, name: string): void {
    if (this.#parts.get(part)?.has(name) === true) this.#own(part).delete(name);
  }

  parts(): NotesImage {
    return this.#parts;
  }

  image(): NotesImage {
    this.#shared = new Set(this.#parts.keys());
    return new Map(this.#parts);
  }

  restore(image: NotesImage): void {
    this.#parts = new Map(image as ReadonlyMap<string, Map<string, Json>>);
    this.#shared = new Set(image.keys());
    this.#version += 1;
  }

  #own(part: string): Map<string, Json> {
    this.#version += 1;
    let own = this.#parts.get(part);
    if (own !== undefined && !this.#shared.has(part)) return own;
    own = new Map(own);
    this.#parts.set(part, own);
    this.#shared.delete(part);
    return own;
  }
}
