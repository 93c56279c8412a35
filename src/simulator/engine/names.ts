import { isNullRef, type AnyRecord, type Ref } from '../../xapi/datamodel/ref';
import type { Entry } from './table';

const NOBODY: ReadonlySet<Ref> = new Set();

/**
 * Which rows of a class name a row in one of their fields. Built when somebody first asks, and kept by every write from
 * then on: what goes must be taken out of the few rows that name it, among thousands that do not.
 */
export class Names {
  readonly fields: readonly string[];
  readonly #field: string;
  #holders: Map<Ref, Set<Ref>> | null = null;

  constructor(field: string) {
    this.#field = field;
    this.fields = [field];
  }

  /** The rows that name `ref`, in no order. */
  holders(ref: Ref, entries: ReadonlyMap<Ref, Entry>): ReadonlySet<Ref> {
    if (this.#holders === null) {
      this.#holders = new Map();
      for (const [holder, { row }] of entries) this.#add(this.#holders, holder, this.#named(row));
    }
    return this.#holders.get(ref) ?? NOBODY;
  }

  replace(holder: Ref, before: AnyRecord | undefined, after: AnyRecord | undefined): void {
    if (this.#holders === null) return;
    const [from, to] = [this.#named(before), this.#named(after)];
    if (from === to) return;
    const others = this.#holders.get(from);
    if (others?.delete(holder) === true && others.size === 0) this.#holders.delete(from);
    this.#add(this.#holders, holder, to);
  }

  reset(): void {
    this.#holders = null;
  }

  #named(row: AnyRecord | undefined): Ref {
    return row === undefined ? '' : ((row as unknown as Record<string, Ref>)[this.#field] ?? '');
  }

  #add(all: Map<Ref, Set<Ref>>, holder: Ref, named: Ref): void {
    if (named === '' || isNullRef(named)) return;
    const holders = all.get(named);
    if (holders === undefined) all.set(named, new Set([holder]));
    else holders.add(holder);
  }
}
