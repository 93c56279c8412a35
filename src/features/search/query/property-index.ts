import type { ClassName } from '../../../xapi/datamodel/ref';
import type { Changes, Inventory } from '../../objects';
import type { RelationId } from './model';
import { findProperty } from './properties';
import { PropertyValues, TrackedValues } from './property-values';
import type { Read, ReadProperty } from './property-values';
import type { Course, LiveByRef } from './read-live';
import { relationOf } from './read-relations';
import { wholeClass } from './tracked';

const NOTHING_READ: ReadProperty = () => null;
const NO_LIVE: LiveByRef = new Map();
const NOBODY: ReadonlySet<string> = new Set();

/**
 * The properties of the objects of one pool, shared by all queries over it: each is worked out once, and an event works
 * out again only what was read from what it changed.
 */
export class PropertyIndex {
  private readonly values = new Map<string, PropertyValues>();
  private readonly others = new Map<string, TrackedValues<unknown>>();
  private live = NO_LIVE;
  /** What figures were in the last minutes, by reference. */
  readonly courses = new Map<string, Course>();
  private readonly followers = new Set<(all: boolean) => void>();
  /** Grows with every change: who did not follow sees by it whether anything happened. */
  generation = 0;
  /** What the last change was about: references, and `*class` of each of their classes. */
  touched: ReadonlySet<string> = NOBODY;

  constructor(public inventory: Inventory) {}

  property(id: string): PropertyValues {
    return this.valuesOf(id, () => findProperty(id)?.read ?? NOTHING_READ);
  }

  relation(id: RelationId): PropertyValues {
    return this.valuesOf(`>${id}`, () => relationOf(id).read);
  }

  /**
   * Something else about objects, worked out and kept up to date as properties are.
   * @param key names it: who asks by the same key reads the same
   */
  tracked<T>(key: string, read: Read<T>): TrackedValues<T> {
    let values = this.others.get(key);
    if (!values) {
      const made: TrackedValues<T> = new TrackedValues<T>(
        () => this.inventory,
        () => this.live,
        read,
        Object.is,
      );
      this.others.set(key, (values = made as TrackedValues<unknown>));
    }
    // The key stands for what is read.
    return values as TrackedValues<T>;
  }

  /** The figures of statistics that are known, by reference. */
  get figures(): LiveByRef {
    return this.live;
  }

  /** Calls after every change, while what `PropertyValues.changed` says is about it; `all`: ask for all values anew. */
  follow(follower: (all: boolean) => void): () => void {
    this.followers.add(follower);
    return () => {
      this.followers.delete(follower);
    };
  }

  /** Brings everything that has been asked for up to date. */
  apply(inventory: Inventory, changes: Changes): void {
    this.inventory = inventory;
    // What nobody follows is not kept up to date: there may be thousands of values.
    if (changes.all || this.followers.size === 0) {
      for (const values of this.all()) values.clear();
      this.tell(true);
      return;
    }
    const touched = new Set<string>();
    for (const [cls, refs] of changes.refs) {
      touched.add(wholeClass(cls as ClassName));
      for (const ref of refs) touched.add(ref);
    }
    for (const values of this.all()) values.update(touched);
    this.touched = touched;
    this.tell(false);
  }

  /** Takes new figures of statistics. */
  applyLive(live: LiveByRef): void {
    const touched = new Set([...live.keys(), ...this.live.keys()]);
    this.live = live;
    for (const [id, values] of this.values) values.update(findProperty(id)?.figure ? touched : NOBODY);
    for (const values of this.others.values()) values.update(NOBODY);
    this.touched = NOBODY;
    this.tell(false);
  }

  private *all(): Generator<PropertyValues | TrackedValues<unknown>> {
    yield* this.values.values();
    yield* this.others.values();
  }

  private tell(all: boolean): void {
    this.generation++;
    for (const follower of this.followers) follower(all);
  }

  private valuesOf(key: string, read: () => ReadProperty): PropertyValues {
    let values = this.values.get(key);
    if (!values) {
      values = new PropertyValues(
        () => this.inventory,
        () => this.live,
        read(),
      );
      this.values.set(key, values);
    }
    return values;
  }
}
