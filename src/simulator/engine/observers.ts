import type { AnyRecord, Ref } from '../../xapi/datamodel/ref';

/** Follows rows of a class; `before` or `after` is undefined where there was none, or is none any more. */
interface Observer {
  readonly fields?: readonly string[];
  readonly replace: (ref: Ref, before: AnyRecord | undefined, after: AnyRecord | undefined) => void;
  readonly reset: () => void;
}

/** Who follows the rows of a class, and which of them care for a field: most writes are of one field only. */
export class Observers {
  readonly #all: Observer[] = [];
  readonly #byField = new Map<string, readonly Observer[]>();

  add(observer: Observer): void {
    this.#all.push(observer);
    this.#byField.clear();
  }

  /** Tells of a row that is another now. `field` is the only one that differs; undefined when nobody knows. */
  tell(ref: Ref, before: AnyRecord | undefined, after: AnyRecord | undefined, field: string | undefined): void {
    const those = field === undefined ? this.#all : this.#of(field);
    for (const observer of those) observer.replace(ref, before, after);
  }

  reset(): void {
    for (const observer of this.#all) observer.reset();
  }

  #of(field: string): readonly Observer[] {
    let those = this.#byField.get(field);
    if (those === undefined) {
      those = this.#all.filter(({ fields }) => fields?.includes(field) ?? true);
      this.#byField.set(field, those);
    }
    return those;
  }
}
