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

interface Held {
  readonly cls: SubjectClass;
  value: PropertyValue;
  /** What was read beside the object itself. */
  sources: readonly string[];
}

/** One property of the objects of one pool: worked out when somebody asks, and again when something it was read from changed. */
export class PropertyValues {
  private readonly held = new Map<string, Held>();
  private readonly readers = new Map<string, Set<string>>();
  private readonly tracked: Tracked;
  /** Objects whose value is another than before the last `update`. */
  changed: ReadonlySet<string> = NONE;

  constructor(
    current: () => Inventory,
    live: () => LiveByRef,
    private readonly read: ReadProperty,
  ) {
    this.tracked = trackInventory(current);
    withLive(this.tracked.inventory, live);
  }

  get(cls: SubjectClass, ref: string): PropertyValue {
    const held = this.held.get(ref);
    return held === undefined ? this.compute(cls, ref).value : held.value;
  }

  /** @param touched references that changed, and `*class` of each of their classes. */
  update(touched: ReadonlySet<string>): void {
    let again: Set<string> | undefined;
    for (const what of touched) {
      if (this.held.has(what)) (again ??= new Set()).add(what);
      const readers = this.readers.get(what);
      if (readers) {
        again ??= new Set();
        for (const ref of readers) again.add(ref);
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
      if (!sameValue(before, this.compute(held.cls, ref).value)) changed.add(ref);
    }
    this.changed = changed;
  }

  /** Forgets all values. */
  clear(): void {
    this.held.clear();
    this.readers.clear();
    this.changed = NONE;
  }

  private compute(cls: SubjectClass, ref: string): Held {
    const { tracked } = this;
    tracked.start();
    const value = this.read(tracked.inventory, cls, ref);
    const sources = distinct(tracked.reads(), ref);
    const held = this.held.get(ref);
    if (held === undefined) {
      const fresh: Held = { cls, value, sources };
      this.held.set(ref, fresh);
      for (const source of sources) this.listen(source, ref);
      return fresh;
    }
    if (!sameValue(held.value, value)) held.value = value;
    if (!sameValue(held.sources, sources)) {
      for (const source of held.sources) if (!sources.includes(source)) this.readers.get(source)?.delete(ref);
      for (const source of sources) this.listen(source, ref);
      held.sources = sources;
    }
    return held;
  }

  private listen(source: string, ref: string): void {
    let readers = this.readers.get(source);
    if (!readers) this.readers.set(source, (readers = new Set()));
    readers.add(ref);
  }
}

const NO_SOURCES: readonly string[] = [];

function distinct(reads: readonly string[], own: string): readonly string[] {
  const [first] = reads;
  if (first === undefined || (reads.length === 1 && first === own)) return NO_SOURCES;
  const all = new Set(reads);
  all.delete(own);
  return all.size === 0 ? NO_SOURCES : [...all];
}

function sameValue(a: PropertyValue, b: PropertyValue): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
