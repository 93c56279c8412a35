import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import type { ClassName } from '../../xapi/datamodel/ref';
import { nameOfRef, OBJECT_CLASSES, row } from '../objects';
import type { Inventory } from '../objects';
import { fieldChanges } from './field-changes';
import type { FieldChange } from './field-changes';

/** A field of an object that was changed, by whom ever, while the console looked. Immutable. */
export interface Change extends FieldChange {
  readonly id: number;
  /** Pool time, milliseconds since 1970. */
  readonly timeMs: number;
}

/** Of one object, and of all of them: the oldest go first. */
const KEPT_OF_ONE = 200;
const KEPT_IN_ALL = 5000;

const NONE: readonly Change[] = [];

/** What changed in the objects of a pool since the console has it. A pool keeps no such thing itself. */
export class ChangeLog {
  private readonly byRef = new Map<string, readonly Change[]>();
  private readonly listeners = new Set<() => void>();
  private count = 0;
  private nextId = 1;

  constructor(
    private seen: Inventory,
    private readonly nowMs: () => number,
  ) {}

  /** Newest first; the same list while nothing in it changed. */
  changesOf(ref: string): readonly Change[] {
    return this.byRef.get(ref) ?? NONE;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  note(inventory: Inventory, touched: ReadonlyMap<ClassName, ReadonlySet<string>>): void {
    const before = this.seen;
    this.seen = inventory;
    let isNew = false;
    for (const cls of OBJECT_CLASSES) {
      for (const ref of touched.get(cls) ?? []) {
        const was = row(before, cls, ref);
        const is = row(inventory, cls, ref);
        if (is === undefined) this.forget(ref);
        else if (was !== undefined && was !== is)
          isNew = this.add(ref, fieldChanges(was, is, nameIn(inventory))) || isNew;
      }
    }
    if (isNew) for (const listener of [...this.listeners]) listener();
  }

  private add(ref: string, changes: readonly FieldChange[]): boolean {
    if (changes.length === 0) return false;
    const timeMs = this.nowMs();
    const made = changes.map((change): Change => ({ ...change, timeMs, id: this.nextId++ }));
    const list = [...made.reverse(), ...this.changesOf(ref)].slice(0, KEPT_OF_ONE);
    this.forget(ref);
    // What changed last stands last in the map: the first is the one that has been quiet for longest.
    this.byRef.set(ref, list);
    this.count += list.length;
    for (const quiet of this.byRef.keys()) {
      if (this.count <= KEPT_IN_ALL || quiet === ref) break;
      this.forget(quiet);
    }
    return true;
  }

  private forget(ref: string): void {
    this.count -= this.changesOf(ref).length;
    this.byRef.delete(ref);
  }
}

const nameIn =
  (inventory: Inventory) =>
  (ref: string): string | undefined =>
    nameOfRef(inventory, ref);

const logs = new WeakMap<Connection, ChangeLog>();

/** The log of a connection, which begins when it is first asked for. */
export function changeLogOf(connection: Connection, nowMs: () => number): ChangeLog {
  let log = logs.get(connection);
  if (!log) {
    const made = (log = new ChangeLog(readInventory(connection), nowMs));
    logs.set(connection, made);
    onInventory(connection, (inventory, touched) => made.note(inventory, touched));
  }
  return log;
}
