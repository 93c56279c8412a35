/**
 * Memory of series. An answer takes thousands of them, and all end with it: made and collected each time they would cost
 * more than what is done with them, so they are handed out again for the next answer.
 */

/** Series of one length, those first that are out. */
interface Shelf {
  readonly length: number;
  readonly series: Float64Array[];
  out: number;
}

/** How many numbers are kept, 16 MiB of them: as much as the statistics of two hundred guests at any scale take. */
const MOST = 2_097_152;
const CHUNK = 65_536;

const shelves = new Map<number, Shelf>();
let kept = 0;
let depth = 0;
let last = shelfOf(0);
let chunk = new Float64Array(0);
let used = 0;

/**
 * Runs something whose series nobody uses afterwards: what is taken inside is handed out again when it returns. Outside
 * of it every series is new.
 */
export function borrowing<T>(run: () => T): T {
  const marks = [...shelves.values()].map((shelf) => [shelf, shelf.out] as const);
  depth += 1;
  try {
    return run();
  } finally {
    depth -= 1;
    for (const shelf of shelves.values()) shelf.out = 0;
    for (const [shelf, out] of marks) shelf.out = out;
  }
}

/** A series of which every number is about to be written; nobody knows what is in it. */
export function room(length: number): Float64Array {
  if (depth === 0) return fresh(length);
  if (length !== last.length) last = shelfOf(length);
  if (last.out === last.series.length) stock(length);
  return last.series[last.out++] ?? unkept(length);
}

export function zeros(length: number): Float64Array {
  return room(length).fill(0);
}

function shelfOf(length: number): Shelf {
  let shelf = shelves.get(length);
  if (shelf === undefined) shelves.set(length, (shelf = { length, series: [], out: 0 }));
  return shelf;
}

/** Puts another series on the shelf, as long as there may be more. */
function stock(length: number): void {
  if (kept + length > MOST) forgetIdle();
  last = shelfOf(length);
  if (kept + length > MOST) return;
  kept += length;
  last.series.push(fresh(length));
}

/** The shelves are full: this one nobody will hand out again. */
function unkept(length: number): Float64Array {
  last.out -= 1;
  return fresh(length);
}

/** Others ask for other lengths now. */
function forgetIdle(): void {
  for (const [length, { series, out }] of shelves) {
    if (out > 0) continue;
    shelves.delete(length);
    kept -= series.length * length;
  }
}

/** Small typed arrays of their own memory are slow to make and to collect, so many share a chunk; each place is handed out once. */
function fresh(length: number): Float64Array {
  if (used + length > chunk.length) {
    chunk = new Float64Array(Math.max(CHUNK, length));
    used = 0;
  }
  used += length;
  return chunk.subarray(used - length, used);
}
