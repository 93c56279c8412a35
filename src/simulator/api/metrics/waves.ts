import type { Axis } from './archives';
import { room } from './borrowed';

/** A number, spread over 32 bits. */
export function spread(at: number): number {
  return Math.imul(at, 0x9e3779b1);
}

/** 32 bits, well mixed (MurmurHash3's finalizer). */
export function mixed(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** How high a wave of a key is at one of its points, spread as they are. */
function heightAt(key: number, point: number): number {
  return mixed(key ^ point) / 4294967296;
}

/**
 * One wave of all noises along an axis. Its integral is a straight line between the points of its lattice, so the mean
 * over a row is the difference of two heights.
 */
export interface Wave {
  /** Adds its means over the rows, for a key. */
  readonly addTo: (means: Float64Array, key: number) => void;
}

export function waveOf(axis: Axis, periodS: number, share: number): Wave {
  const { lastS, stepS } = axis;
  if (lastS % periodS === 0 && stepS % periodS === 0) return new PointWave(axis, periodS, share);
  if (lastS % stepS === 0 && periodS % stepS === 0) return new LineWave(axis, periodS, share);
  return new AnyWave(axis, periodS, share);
}

/** All rows begin and end at points. */
class PointWave implements Wave {
  readonly #factor: number;
  /** The ends of rows, newest first, and the start of the last. */
  readonly #points: Int32Array;

  constructor({ lastS, stepS, rows }: Axis, periodS: number, share: number) {
    this.#factor = (share * periodS) / stepS;
    this.#points = Int32Array.from({ length: rows + 1 }, (_, at) => spread((lastS - at * stepS) / periodS));
  }

  addTo(means: Float64Array, key: number): void {
    const points = this.#points;
    const factor = this.#factor;
    let end = heightAt(key, points[0] ?? 0);
    for (let at = 0; at < means.length; at++) {
      const start = heightAt(key, points[at + 1] ?? 0);
      means[at] = (means[at] ?? 0) + (end - start) * factor;
      end = start;
    }
  }
}

/** No row goes beyond a point: those between two points have the same mean. */
class LineWave implements Wave {
  readonly #share: number;
  /** The points around the rows, newest first. */
  readonly #points: Int32Array;
  readonly #firstRows: number;
  readonly #rowsBetween: number;

  constructor({ lastS, stepS, rows }: Axis, periodS: number, share: number) {
    this.#share = share;
    const newest = Math.ceil(lastS / periodS);
    this.#rowsBetween = periodS / stepS;
    this.#firstRows = this.#rowsBetween - (newest * periodS - lastS) / stepS;
    const oldest = Math.floor((lastS - rows * stepS) / periodS);
    this.#points = Int32Array.from({ length: newest - oldest + 1 }, (_, at) => spread(newest - at));
  }

  addTo(means: Float64Array, key: number): void {
    const points = this.#points;
    let above = heightAt(key, points[0] ?? 0);
    let at = 0;
    for (let point = 1; at < means.length; point++) {
      const below = heightAt(key, points[point] ?? 0);
      const mean = (above - below) * this.#share;
      const end = Math.min(means.length, this.#firstRows + (point - 1) * this.#rowsBetween);
      for (; at < end; at++) means[at] = (means[at] ?? 0) + mean;
      above = below;
    }
  }
}

/** Rows end anywhere. Which points their ends lie between is the same for all keys. */
class AnyWave implements Wave {
  readonly #factor: number;
  /** The points in use, newest first, spread over the bits of a number. */
  readonly #points: Int32Array;
  readonly #heights: Float64Array;
  /** For the end of each row, and the start of the last: the point below, the point above, and how far it is from one to the other. */
  readonly #below: Int32Array;
  readonly #above: Int32Array;
  readonly #between: Float64Array;

  constructor({ lastS, stepS, rows }: Axis, periodS: number, share: number) {
    this.#factor = (share * periodS) / stepS;
    this.#below = new Int32Array(rows + 1);
    this.#above = new Int32Array(rows + 1);
    this.#between = room(rows + 1);
    const points: number[] = [];
    // Ends go back in time: a point that is in use already is one of the last two.
    const placeOf = (point: number): number => {
      if (points.at(-1) === point) return points.length - 1;
      return points.at(-2) === point ? points.length - 2 : points.push(point) - 1;
    };
    for (let at = 0; at <= rows; at++) {
      const place = (lastS - at * stepS) / periodS;
      const floor = Math.floor(place);
      const isBetween = place !== floor;
      this.#above[at] = placeOf(isBetween ? floor + 1 : floor);
      this.#below[at] = placeOf(floor);
      this.#between[at] = place - floor;
    }
    this.#points = Int32Array.from(points, spread);
    this.#heights = room(points.length);
  }

  addTo(means: Float64Array, key: number): void {
    const heights = this.#heights;
    const points = this.#points;
    for (let at = 0; at < heights.length; at++) heights[at] = mixed(key ^ (points[at] ?? 0)) / 4294967296;
    const [belows, aboves, between, factor] = [this.#below, this.#above, this.#between, this.#factor];
    let end = 0;
    for (let at = 0; at <= means.length; at++) {
      const below = heights[belows[at] ?? 0] ?? 0;
      const above = heights[aboves[at] ?? 0] ?? 0;
      const height = below + (between[at] ?? 0) * (above - below);
      if (at > 0) means[at - 1] = (means[at - 1] ?? 0) + (end - height) * factor;
      end = height;
    }
  }
}
