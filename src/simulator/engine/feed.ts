import type { ClassName, Ref } from '../../xapi/datamodel/ref';
import type { Change, ChangeSet } from './database';

/** How many changes it looks back at least before readers fall back to reading whole tables. */
const LENGTH = 131072;

/** Changes one after the other. What is kept beyond their number is of no interest. */
interface Columns {
  count: number;
  readonly generations: number[];
  readonly classes: ClassName[];
  readonly refs: Ref[];
}

function noColumns(): Columns {
  return { count: 0, generations: [], classes: [], refs: [] };
}

/**
 * The newest changes, oldest first. In columns, which are written again when there are newer ones: as objects, a quarter
 * of a million of them would outlive everything else that a write makes, and be moved about by the garbage collector.
 */
export class Feed {
  readonly #length: number;
  #older = noColumns();
  #newer = noColumns();

  constructor(length = LENGTH) {
    this.#length = length;
  }

  add(changes: ChangeSet): void {
    for (const { generation, class: cls, ref } of changes) {
      if (this.#newer.count === this.#length) {
        [this.#older, this.#newer] = [this.#newer, this.#older];
        this.#newer.count = 0;
      }
      const { generations, classes, refs, count } = this.#newer;
      generations[count] = generation;
      classes[count] = cls;
      refs[count] = ref;
      this.#newer.count = count + 1;
    }
  }

  clear(): void {
    if (this.#newer.count === 0) return;
    this.#older = noColumns();
    this.#newer = noColumns();
  }

  /** What changed after a generation, or null when it does not reach back that far. */
  since(generation: number): readonly Change[] | null {
    const first = this.#older.count > 0 ? this.#older : this.#newer;
    if (first.count === 0 || generation < (first.generations[0] ?? Infinity) - 1) return null;
    return [...after(this.#older, generation), ...after(this.#newer, generation)];
  }
}

function after({ count, generations, classes, refs }: Columns, generation: number): readonly Change[] {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((generations[middle] ?? Infinity) <= generation) low = middle + 1;
    else high = middle;
  }
  const changes: Change[] = [];
  for (let at = low; at < count; at++) {
    const [own, cls, ref] = [generations[at], classes[at], refs[at]];
    if (own !== undefined && cls !== undefined && ref !== undefined) changes.push({ generation: own, class: cls, ref });
  }
  return changes;
}
