import { classTable } from '../../xapi/datamodel/classes.gen';
import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Database } from '../engine/database';
import type { Named } from './step';

const CLASSES = Object.keys(classTable) as ClassName[];

/** Knows which step made each row, also of rows that have gone. */
export class Names {
  readonly #db: Database;
  readonly #named = new Map<Ref, Named>();
  readonly #refs = new Map<string, Ref>();
  readonly #uuids = new Map<Ref, string>();
  readonly #counts = new Map<string, number>();
  readonly #gone: Ref[] = [];
  #step = 0;

  constructor(db: Database) {
    this.#db = db;
    for (const cls of CLASSES) for (const [ref] of db.all(cls)) this.#add(cls, ref);
    db.onChange((changes) => {
      for (const { class: cls, ref } of changes) {
        if (!this.#named.has(ref)) this.#add(cls, ref);
        else if (!db.has(cls, ref)) this.#forget(ref);
      }
    });
  }

  /** Rows made from now on belong to this step. */
  begin(step: number): void {
    this.#step = step;
  }

  nameOf(ref: Ref): Named | undefined {
    return this.#named.get(ref);
  }

  /** References of rows that have gone lately. */
  get gone(): readonly Ref[] {
    return this.#gone;
  }

  /** What a name stands for now; the n-th row there is when its step made none. */
  find(named: Named): string {
    let ref = this.#refs.get(key(named.$row, named.step, named.at));
    if (ref === undefined) {
      const refs = this.#db.refs(named.$row);
      ref = refs[(named.step + named.at) % Math.max(1, refs.length)] ?? 'OpaqueRef:never';
    }
    return named.as === 'uuid' ? (this.#uuids.get(ref) ?? '') : ref;
  }

  #add(cls: ClassName, ref: Ref): void {
    const counter = key(cls, this.#step, -1);
    const at = this.#counts.get(counter) ?? 0;
    this.#counts.set(counter, at + 1);
    this.#named.set(ref, { $row: cls, step: this.#step, at });
    this.#refs.set(key(cls, this.#step, at), ref);
    const row = this.#db.get(cls, ref);
    if (row !== undefined && 'uuid' in row) this.#uuids.set(ref, String(row.uuid));
  }

  #forget(ref: Ref): void {
    this.#gone.push(ref);
    if (this.#gone.length > 40) this.#gone.splice(0, 20);
  }
}

function key(cls: ClassName, step: number, at: number): string {
  return `${cls}/${step}/${at}`;
}
