import type { Inventory } from '../../objects';
import { withLive } from './read-live';
import type { LiveByRef } from './read-live';
import { trackInventory } from './tracked';
import type { Tracked } from './tracked';

/** What a property of an object is; null: it has none. Lists are of texts. */
export type PropertyValue = string | number | boolean | readonly string[] | null;

/** A class of the datamodel, or `folder`, whose references are paths. */
export type SubjectClass =
  'pool' | 'host' | 'VM' | 'SR' | 'VDI' | 'network' | 'PGPU' | 'GPU_group' | 'VM_appliance' | 'folder';

export type ReadProperty = (inventory: Inventory, cls: SubjectClass, ref: string) => PropertyValue;

const NONE: ReadonlySet<string> = new Set();

interface Held<T> {
  readonly ref: string;
  readonly cls: SubjectClass;
  value: T;
  /** What was read beside the object itself. */
  sources: readonly string[];
  /** The same to look things up in, where there are many; null: not looked up yet. */
  index: ReadonlySet<string> | null;
  /** Whether it waits in `unread`. */
  isUnread: boolean;
}

/** Reads something about an object; `before` is what it was last, to be answered again where nothing changed. */
export type Read<T> = (inventory: Inventory, cls: SubjectClass, ref: string, before: T | undefined) => T;

/** Something about each object of one pool: worked out when somebody asks, and again when something it was read from changed. */
export class TrackedValues<T> {
  private readonly held = new Map<string, Held<T>>();
  /** One object for most, a list where there are several, a set where there are many: there are tens of thousands. */
  private readonly readers = new Map<string, string | string[] | Set<string>>();
  /** Those that `readers` does not have yet: while a whole list is worked out there is no time for it. */
  private unread: Held<T>[] = [];
  /** Those that read so much that it takes less time to ask each of them: what is in all disks of a storage. */
  private readonly greedy = new Set<string>();
  private readonly tracked: Tracked;
  /** Objects whose value is another than before the last `update`. */
  changed: ReadonlySet<string> = NONE;

  constructor(
    current: () => Inventory,
    live: () => LiveByRef,
    private readonly read: Read<T>,
    private readonly isSame: (a: T, b: T) => boolean,
  ) {
    this.tracked = trackInventory(current);
    withLive(this.tracked.inventory, live);
  }

  get(cls: SubjectClass, ref: string): T {
    const held = this.held.get(ref);
    return held === undefined ? this.compute(cls, ref, undefined).value : held.value;
  }

  /** The class of an object that was asked about. */
  classOf(ref: string): SubjectClass | undefined {
    return this.held.get(ref)?.cls;
  }

  /** @param touched references that changed, and `*class` of each of their classes. */
  update(touched: ReadonlySet<string>): void {
    let again = this.readersOf(touched);
    for (const ref of this.greedy) {
      const held = this.held.get(ref);
      if (held === undefined) continue;
      held.index ??= new Set(held.sources);
      for (const what of touched) {
        if (!held.index.has(what)) continue;
        (again ??= new Set()).add(ref);
        break;
      }
    }
    if (again === undefined) {
      this.changed = NONE;
      return;
    }
    const changed = new Set<string>();
    for (const ref of again) {
      const held = this.held.get(ref);
      if (held === undefined) continue;
      const before = held.value;
      if (!this.isSame(before, this.compute(held.cls, ref, held).value)) changed.add(ref);
    }
    this.changed = changed;
  }

  /** Those that are, or read something that is, among what changed. */
  private readersOf(touched: ReadonlySet<string>): Set<string> | undefined {
    let again: Set<string> | undefined;
    for (let left = SOME; left > 0; left--) {
      const held = this.unread.pop();
      if (held === undefined) break;
      if (!held.isUnread) continue;
      held.isUnread = false;
      for (const source of held.sources) this.listen(source, held.ref);
    }
    for (const { ref, sources, isUnread } of this.unread) {
      if (isUnread && sources.some((source) => touched.has(source))) (again ??= new Set()).add(ref);
    }
    for (const what of touched) {
      if (this.held.has(what)) (again ??= new Set()).add(what);
      const readers = this.readers.get(what);
      if (readers === undefined) continue;
      again ??= new Set();
      if (typeof readers === 'string') again.add(readers);
      else for (const ref of readers) again.add(ref);
    }
    return again;
  }

  /** Forgets all values. */
  clear(): void {
    this.held.clear();
    this.readers.clear();
    this.unread = [];
    this.greedy.clear();
    this.changed = NONE;
  }

  private compute(cls: SubjectClass, ref: string, held: Held<T> | undefined): Held<T> {
    const { tracked } = this;
    tracked.start();
    const value = this.read(tracked.inventory, cls, ref, held?.value);
    const sources = tracked.sources(ref);
    if (held === undefined) {
      const fresh: Held<T> = { ref, cls, value, sources, index: null, isUnread: false };
      this.held.set(ref, fresh);
      this.follow(fresh);
      return fresh;
    }
    if (!this.isSame(held.value, value)) held.value = value;
    if (!sameTexts(held.sources, sources)) {
      if (held.sources.length <= MANY && !held.isUnread) {
        for (const source of held.sources) this.leave(source, ref);
      }
      held.sources = sources;
      held.index = null;
      this.follow(held);
    }
    return held;
  }

  private follow(held: Held<T>): void {
    const { length } = held.sources;
    if (length > MANY) this.greedy.add(held.ref);
    else this.greedy.delete(held.ref);
    const isUnread = length > 0 && length <= MANY;
    if (isUnread && !held.isUnread) this.unread.push(held);
    held.isUnread = isUnread;
  }

  private listen(source: string, ref: string): void {
    const readers = this.readers.get(source);
    if (readers === undefined) this.readers.set(source, ref);
    else if (typeof readers === 'string') {
      if (readers !== ref) this.readers.set(source, [readers, ref]);
    } else if (!Array.isArray(readers)) readers.add(ref);
    else if (!readers.includes(ref)) {
      // Just as long as it is: most get no longer.
      const all = [...readers, ref];
      this.readers.set(source, all.length > FEW ? new Set(all) : all);
    }
  }

  private leave(source: string, ref: string): void {
    const readers = this.readers.get(source);
    if (readers === ref) this.readers.delete(source);
    else if (Array.isArray(readers)) {
      const at = readers.indexOf(ref);
      if (at >= 0) readers.splice(at, 1);
    } else if (typeof readers === 'object') readers.delete(ref);
  }
}

/** A property of the objects of one pool. */
export class PropertyValues extends TrackedValues<PropertyValue> {
  constructor(current: () => Inventory, live: () => LiveByRef, read: ReadProperty) {
    super(current, live, read, sameValue);
  }
}

/** More readers than this are a set. */
const FEW = 12;
const MANY = 100;
/** So many find their place in `readers` with each update: fewer than an event has time for. */
const SOME = 500;

function sameValue(a: PropertyValue, b: PropertyValue): boolean {
  return a === b || (Array.isArray(a) && Array.isArray(b) && sameTexts(a as readonly string[], b as readonly string[]));
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}
