/** Numbers that are sorted by insertion before runs of them are merged. */
const RUN = 16;

/** The order of things by levels that change little from one time to the next: begins with what it was the last time. */
export class SteadyOrder {
  #order: Int32Array;
  #spare: Int32Array;

  constructor(count: number) {
    this.#order = Int32Array.from({ length: count }, (_, at) => at);
    this.#spare = new Int32Array(count);
  }

  /** The numbers of the things, the lowest level first, those of one level by number. */
  by(levels: Float64Array): Int32Array {
    const count = this.#order.length;
    for (let start = 0; start < count; start += RUN)
      insertionSort(this.#order, levels, start, Math.min(start + RUN, count));
    for (let width = RUN; width < count; width *= 2) {
      const [from, to] = [this.#order, this.#spare];
      for (let start = 0; start < count; start += 2 * width) {
        const middle = Math.min(start + width, count);
        merge(from, to, levels, start, middle, Math.min(middle + width, count));
      }
      this.#order = to;
      this.#spare = from;
    }
    return this.#order;
  }
}

function insertionSort(order: Int32Array, levels: Float64Array, start: number, end: number): void {
  for (let at = start + 1; at < end; at++) {
    const moved = order[at] ?? 0;
    const level = levels[moved] ?? 0;
    let place = at;
    for (; place > start; place--) {
      const other = order[place - 1] ?? 0;
      const otherLevel = levels[other] ?? 0;
      if (otherLevel < level || (otherLevel === level && other < moved)) break;
      order[place] = other;
    }
    order[place] = moved;
  }
}

/** Merges two runs, the second of which begins at `middle`. */
function merge(
  from: Int32Array,
  to: Int32Array,
  levels: Float64Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start;
  let right = middle;
  for (let place = start; place < end; place++) {
    const a = from[left] ?? 0;
    const b = from[right] ?? 0;
    const levelA = levels[a] ?? 0;
    const levelB = levels[b] ?? 0;
    const isLeft = right >= end || (left < middle && (levelA < levelB || (levelA === levelB && a < b)));
    to[place] = isLeft ? a : b;
    if (isLeft) left += 1;
    else right += 1;
  }
}
