import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Change, ChangeSet } from './database';

/** How many changes it looks back before readers fall back to reading whole tables. */
const LENGTH = 131072;

/**
 * The newest changes, oldest first. In columns: as objects, a quarter of a million of them would outlive everything else
 * that a write makes, and be moved about by the garbage collector.
 */
export class Feed {
  #generations: number[] = [];
  #classes: ClassName[] = [];
  #refs: Ref[] = [];

  add(changes: ChangeSet): void {
    for (const { generation, class: cls, ref } of changes) {
      this.#generations.push(generation);
      this.#classes.push(cls);
      this.#refs.push(ref);
    }
    if (this.#refs.length <= 2 * LENGTH) return;
    this.#generations = this.#generations.slice(-LENGTH);
    this.#classes = this.#classes.slice(-LENGTH);
    this.#refs = this.#refs.slice(-LENGTH);
  }

  clear(): void {
    if (this.#refs.length === 0) return;
    this.#generations = [];
    this.#classes = [];
    this.#refs = [];
  }

  /** What changed after a generation, or null when it does not reach back that far. */
  since(generation: number): readonly Change[] | null {
    const generations = this.#generations;
    const [first] = generations;
    if (first === undefined || generation < first - 1) return null;
    let low = 0;
    let high = generations.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((generations[middle] ?? Infinity) <= generation) low = middle + 1;
      else high = middle;
    }
    const changes: Change[] = [];
    for (let at = low; at < generations.length; at++) {
      const [own, cls, ref] = [generations[at], this.#classes[at], this.#refs[at]];
      if (own !== undefined && cls !== undefined && ref !== undefined)
        changes.push({ generation: own, class: cls, ref });
    }
    return changes;
  }
}
