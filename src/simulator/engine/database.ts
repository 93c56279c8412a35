import { classTable } from '../../xapi/datamodel/classes.gen';
import { isNullRef, type AnyRecord, type ClassName, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { copyRow, defaultRow, EMPTY_SET } from './defaults';
import { Feed } from './feed';
import { Names } from './names';
import { toNothing, withMember, withNewMember, withoutMember, withoutName, type EndChange } from './references';
import { oneWayTo, type OneWay } from './relations';
import { Rows } from './rows';
import { Table, type Entry, type TableImage } from './table';

export interface Change {
  readonly generation: number;
  readonly class: ClassName;
  readonly ref: Ref;
}

/** Everything one transaction changed, in order; an object may occur several times. */
export type ChangeSet = readonly Change[];

export interface DatabaseImage {
  readonly generation: number;
  readonly tables: ReadonlyMap<ClassName, TableImage>;
}

/**
 * Follows the rows of a class as they change, inside open transactions and roll-backs too, so that sums over rows
 * need no counting. What it keeps must be a function of the rows alone.
 */
export interface RowObserver<C extends ClassName> {
  /** All that it reads of a row: it may not hear of writes that leave these as they are. */
  readonly fields?: readonly (keyof Records[C] & string)[];
  readonly replace: (ref: Ref<C>, before: Records[C] | undefined, after: Records[C] | undefined) => void;
  /** All rows are others now: a restored world. */
  readonly reset: () => void;
}

/** What a transaction did to a row, from before its first write to after its last. */
export interface RowChange {
  readonly cls: ClassName;
  readonly ref: Ref;
  readonly before: AnyRecord | undefined;
  readonly after: AnyRecord | undefined;
}

/** What an open transaction did: its changes, and beside each of them what the row was before. */
interface Open {
  readonly changes: Change[];
  readonly befores: (Entry | undefined)[];
  readonly undos: (() => void)[];
}

/** Writes what else changes with rows, by reference. */
type Completion = (changes: ReadonlyMap<Ref, RowChange>) => void;

/** A write to an object that is not there, or an insert over one that is. A mistake of the caller, not of a user. */
export class DatabaseError extends Error {}

const CLASS_NAMES = Object.keys(classTable) as ClassName[];

/**
 * All rows of a world. Writes happen inside `transaction`, which yields one change set; relations of the datamodel
 * keep both ends true. Rows are complete records and are replaced, never changed in place.
 */
export class Database {
  /** False while a world is built: nobody has read anything yet, so nobody has to hear what changed. */
  isHeard = true;
  readonly #tables = new Map<ClassName, Table>(CLASS_NAMES.map((cls) => [cls, new Table(cls)]));
  readonly #listeners = new Set<(changes: ChangeSet) => void>();
  readonly #names = new Map<OneWay, Names>();
  #completion: Completion | null = null;
  #completed: ReadonlySet<ClassName> = new Set();
  #generation = 0;
  readonly #feed = new Feed();
  #open: Open | null = null;
  /** A row that goes as soon as its parts have gone. */
  #leaving: Ref | null = null;

  get generation(): number {
    return this.#generation;
  }

  get<C extends ClassName>(cls: C, ref: Ref<C>): Records[C] | undefined {
    return this.table(cls).get(ref)?.row as Records[C] | undefined;
  }

  /** The row, when the caller knows that it exists. */
  row<C extends ClassName>(cls: C, ref: Ref<C>): Records[C] {
    const row = this.get(cls, ref);
    if (row === undefined) throw new DatabaseError(`There is no ${cls} ${ref}`);
    return row;
  }

  has<C extends ClassName>(cls: C, ref: Ref<C>): boolean {
    return this.table(cls).get(ref) !== undefined;
  }

  entry(cls: ClassName, ref: Ref): Entry | undefined {
    return this.table(cls).get(ref);
  }

  /** All rows of a class, oldest first. */
  all<C extends ClassName>(cls: C): IterableIterator<[Ref<C>, Records[C]]> {
    return new Rows<C>(this.table(cls).entries().entries());
  }

  /** The oldest row of a class. */
  first<C extends ClassName>(cls: C): Ref<C> | undefined {
    for (const ref of this.table(cls).entries().keys()) return ref as Ref<C>;
    return undefined;
  }

  refs<C extends ClassName>(cls: C): Ref<C>[] {
    return [...this.table(cls).entries().keys()] as Ref<C>[];
  }

  count(cls: ClassName): number {
    return this.table(cls).size;
  }

  byUuid<C extends ClassName>(cls: C, uuid: string): Ref<C> | undefined {
    return this.table(cls).byUuid(uuid) as Ref<C> | undefined;
  }

  table(cls: ClassName): Table {
    const table = this.#tables.get(cls);
    if (table === undefined) throw new DatabaseError(`There is no class ${cls}`);
    return table;
  }

  /**
   * Adds a row: the defaults of its class, or another row, overlaid with `values`. Derived sets are ignored.
   * @param from a row that the new one is like: that is cheaper than all of its values
   */
  insert<C extends ClassName>(
    cls: C,
    ref: Ref<C>,
    values: Partial<Records[C]>,
    from: Records[C] = defaultRow(cls),
  ): void {
    const table = this.table(cls);
    if (table.get(ref) !== undefined) throw new DatabaseError(`${cls} ${ref} exists already`);
    const { links } = table;
    const row = Object.assign(copyRow(cls, from), values) as unknown as Record<string, unknown>;
    for (const member of links.members) row[member.field] = EMPTY_SET;
    this.#write(cls, table, ref, undefined, row as unknown as AnyRecord);
    for (const owner of links.owners) {
      const target = row[owner.field] as Ref;
      if (!isNullRef(target)) this.#setEnd(owner.otherClass, target, owner.otherField, withNewMember, ref, table);
    }
    for (const peer of links.peers) {
      for (const other of row[peer.field] as readonly Ref[]) {
        this.#setEnd(peer.otherClass, other, peer.otherField, withMember, ref, table);
      }
    }
  }

  /** Replaces fields of a row. A patch that changes nothing still counts as a write, as in xapi. */
  update<C extends ClassName>(cls: C, ref: Ref<C>, patch: Partial<Records[C]>): void {
    const table = this.table(cls);
    const before = table.get(ref);
    if (before === undefined) throw new DatabaseError(`There is no ${cls} ${ref}`);
    const old = before.row as unknown as Record<string, unknown>;
    const row = Object.assign(copyRow(cls, before.row as Records[C]), patch) as unknown as Record<string, unknown>;
    const fields = Object.keys(patch);
    const only = fields.length === 1 ? fields[0] : undefined;
    this.#write(cls, table, ref, before, row as unknown as AnyRecord, only, !fields.includes('uuid'));
    const { links } = table;
    if (!fields.some((field) => links.fields.has(field))) return;
    for (const owner of links.owners) {
      const from = old[owner.field] as Ref;
      const to = row[owner.field] as Ref;
      if (from === to) continue;
      if (!isNullRef(from)) this.#setEnd(owner.otherClass, from, owner.otherField, withoutMember, ref, table);
      if (!isNullRef(to)) this.#setEnd(owner.otherClass, to, owner.otherField, withNewMember, ref, table);
    }
    for (const peer of links.peers) {
      const from = old[peer.field] as readonly Ref[];
      const to = row[peer.field] as readonly Ref[];
      if (from === to) continue;
      for (const other of from) {
        if (!to.includes(other)) this.#setEnd(peer.otherClass, other, peer.otherField, withoutMember, ref, table);
      }
      for (const other of to) {
        if (!from.includes(other)) this.#setEnd(peer.otherClass, other, peer.otherField, withMember, ref, table);
      }
    }
  }

  /** Marks a row as changed without changing it: `event.inject`, and values that are computed when read. */
  touch(cls: ClassName, ref: Ref): void {
    const table = this.table(cls);
    const before = table.get(ref);
    if (before === undefined) throw new DatabaseError(`There is no ${cls} ${ref}`);
    this.#write(cls, table, ref, before, before.row);
  }

  /** Removes a row. What belonged to it stays and points nowhere; so does what named it. */
  remove<C extends ClassName>(cls: C, ref: Ref<C>): void {
    const table = this.table(cls);
    const before = table.get(ref);
    if (before === undefined) return;
    const row = before.row as unknown as Record<string, unknown>;
    const { links } = table;
    for (const member of links.members) {
      for (const child of row[member.field] as readonly Ref[]) {
        this.#setEnd(member.otherClass, child, member.otherField, toNothing, ref, table);
      }
    }
    for (const owner of links.owners) {
      const target = row[owner.field] as Ref;
      if (!isNullRef(target)) this.#setEnd(owner.otherClass, target, owner.otherField, withoutMember, ref, table);
    }
    for (const peer of links.peers) {
      for (const other of row[peer.field] as readonly Ref[]) {
        this.#setEnd(peer.otherClass, other, peer.otherField, withoutMember, ref, table);
      }
    }
    for (const link of oneWayTo(cls)) this.#forget(link, ref);
    const current = table.get(ref) ?? before;
    const generation = this.#record(cls, ref, current);
    table.delete(ref);
    if (this.isHeard) table.remember({ ref, created: before.created, deleted: generation });
    table.observers.tell(ref, current.row, undefined, undefined);
  }

  /**
   * Removes a row after its parts: they need not be taken out of a row that goes itself. Until then it names them.
   * @param removeParts removes what belongs to the row alone
   */
  removeWithParts<C extends ClassName>(cls: C, ref: Ref<C>, removeParts: () => void): void {
    this.#leaving = ref;
    try {
      removeParts();
    } finally {
      this.#leaving = null;
    }
    this.remove(cls, ref);
  }

  /** Runs `body`; when it throws, nothing happened. Inside another transaction it is a part of that one. */
  transaction<T>(body: () => T): T {
    if (this.#open !== null) return this.#part(this.#open, body);
    const open: Open = { changes: [], befores: [], undos: [] };
    this.#open = open;
    try {
      const result = body();
      this.#complete(open);
      this.#open = null;
      if (open.changes.length > 0) this.#publish(open.changes);
      return result;
    } catch (error) {
      this.#open = null;
      this.#rollBack(open, 0, 0);
      throw error;
    }
  }

  /**
   * What else is written, while somebody hears of it, at the end of every transaction as a part of it; it is told which
   * rows of some classes changed, by reference.
   */
  onComplete(classes: ReadonlySet<ClassName>, completion: Completion): void {
    this.#completed = classes;
    this.#completion = completion;
  }

  #complete({ changes, befores }: Open): void {
    if (this.#completion === null || !this.isHeard) return;
    const first = new Map<Ref, RowChange>();
    for (let at = 0; at < changes.length; at++) {
      const change = changes[at];
      if (change === undefined || !this.#completed.has(change.class) || first.has(change.ref)) continue;
      const { class: cls, ref } = change;
      first.set(ref, { cls, ref, before: befores[at]?.row, after: this.table(cls).get(ref)?.row });
    }
    if (first.size > 0) this.#completion(first);
  }

  /** A part that fails takes its own writes back, so that the rest can go on without it. */
  #part<T>(open: Open, body: () => T): T {
    const changed = open.changes.length;
    const undone = open.undos.length;
    try {
      return body();
    } catch (error) {
      this.#rollBack(open, changed, undone);
      throw error;
    }
  }

  onChange(listener: (changes: ChangeSet) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Observes the rows of a class for as long as the database lives. The observer reads what is there already itself. */
  observe<C extends ClassName>(cls: C, observer: RowObserver<C>): void {
    this.table(cls).observers.add(observer as unknown as RowObserver<ClassName>);
  }

  /** What changed after a generation, or null when the feed does not reach back that far. */
  changesSince(generation: number): readonly Change[] | null {
    return generation >= this.#generation ? [] : this.#feed.since(generation);
  }

  image(): DatabaseImage {
    return {
      generation: this.#generation,
      tables: new Map([...this.#tables].map(([cls, table]) => [cls, table.image()])),
    };
  }

  restore(image: DatabaseImage): void {
    for (const [cls, table] of this.#tables) {
      table.restore(image.tables.get(cls) ?? { entries: new Map(), deletions: [] });
    }
    this.#generation = image.generation;
    this.#feed.clear();
    for (const { observers } of this.#tables.values()) observers.reset();
  }

  /**
   * @param field the only one that the write replaces, when the caller knows it
   * @param isFiled the uuid is that of before
   */
  #write(
    cls: ClassName,
    table: Table,
    ref: Ref,
    before: Entry | undefined,
    row: AnyRecord,
    field?: string,
    isFiled = before !== undefined,
  ): void {
    const generation = this.#record(cls, ref, before);
    table.set(ref, { row, created: before?.created ?? generation, modified: generation }, isFiled);
    if (before?.row !== row) table.observers.tell(ref, before?.row, row, field);
  }

  #record(cls: ClassName, ref: Ref, before: Entry | undefined): number {
    if (this.#open === null) throw new DatabaseError(`${cls} ${ref} was written outside a transaction`);
    const generation = ++this.#generation;
    const change: Change = { generation, class: cls, ref };
    this.#open.changes.push(change);
    this.#open.befores.push(before);
    return generation;
  }

  /** Replaces the end of a relation in a row; nothing happens when there is no such row. */
  #setEnd(cls: ClassName, ref: Ref, field: string, change: EndChange, member: Ref, members: Table): void {
    if (ref === this.#leaving) return;
    const table = this.table(cls);
    const before = table.get(ref);
    if (before === undefined) return;
    const old = (before.row as unknown as Record<string, unknown>)[field];
    const value = change(old as Ref & readonly Ref[], member, members);
    if (value === old) return;
    const row = copyRow(cls, before.row as never) as Record<string, unknown>;
    row[field] = value;
    this.#write(cls, table, ref, before, row as unknown as AnyRecord, field);
  }

  /** Takes a row that goes out of the fields that name it, oldest holder first. */
  #forget(link: OneWay, ref: Ref): void {
    const { cls, field, kind } = link;
    const table = this.table(cls);
    for (const [holder, before] of this.#holders(link, table, ref)) {
      const value = (before.row as unknown as Record<string, unknown>)[field];
      const rest = withoutName(kind, value, ref);
      if (rest === value) continue;
      const row = copyRow(cls, before.row as never) as Record<string, unknown>;
      row[field] = rest;
      this.#write(cls, table, holder, before, row as unknown as AnyRecord, field);
    }
  }

  /** Sets and maps of references are few and short: all rows may name `ref` there. */
  #holders(link: OneWay, table: Table, ref: Ref): Iterable<readonly [Ref, Entry]> {
    if (link.kind !== 'ref') return table.entries();
    let names = this.#names.get(link);
    if (names === undefined) {
      names = new Names(link.field);
      this.#names.set(link, names);
      this.table(link.cls).observers.add(names);
    }
    const found = [...names.holders(ref, table.entries())].flatMap((holder) => {
      const entry = table.get(holder);
      return entry === undefined ? [] : [[holder, entry] as const];
    });
    return found.sort(([, a], [, b]) => a.created - b.created);
  }

  #publish(changes: ChangeSet): void {
    // A feed with a gap would hide what changed in it.
    if (this.isHeard) this.#feed.add(changes);
    else this.#feed.clear();
    for (const listener of this.#listeners) listener(changes);
  }

  /** What else is to be taken back with the open transaction, or with the part of it that is under way. */
  onUndo(undo: () => void): void {
    this.#open?.undos.push(undo);
  }

  /** Takes back what a transaction did, but for its first `kept` changes and what goes with them. */
  #rollBack({ changes, befores, undos }: Open, kept: number, keptUndos: number): void {
    while (undos.length > keptUndos) undos.pop()?.();
    while (changes.length > kept) {
      const change = changes.pop();
      const before = befores.pop();
      if (change === undefined) return;
      const { class: cls, ref, generation } = change;
      const table = this.table(cls);
      table.forget(generation);
      const current = table.get(ref)?.row;
      if (before === undefined) table.delete(ref);
      else table.set(ref, before);
      if (current !== before?.row) table.observers.tell(ref, current, before?.row, undefined);
    }
  }
}
