import type { Axis } from './archives';
import { room, zeros } from './borrowed';

/** Readings along an axis, the newest first; a number where all are the same. */
export type Series = Float64Array | number;

/** Times in which something was there, seconds since 1970. */
export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

/** Tells what of a time lies in which row, the newest first. */
export function overRows(
  { lastS, stepS, rows }: Axis,
  { fromS, toS }: Span,
  tell: (at: number, fromS: number, toS: number) => void,
): void {
  for (let at = Math.max(0, Math.floor((lastS - toS) / stepS)); at < rows; at++) {
    const end = lastS - at * stepS;
    if (end <= fromS) break;
    const left = Math.max(end - stepS, fromS);
    const right = Math.min(end, toS);
    if (left < right) tell(at, left, right);
  }
}

/** Which share of each row lies inside the spans; spans do not overlap. */
export function shareOf(axis: Axis, spans: readonly Span[]): Series {
  const { lastS, stepS, rows } = axis;
  const oldestS = lastS - rows * stepS;
  if (spans.some(({ fromS, toS }) => fromS <= oldestS && toS >= lastS)) return 1;
  const share = zeros(rows);
  for (const span of spans) {
    overRows(axis, span, (at, fromS, toS) => {
      share[at] = (share[at] ?? 0) + (toS - fromS) / stepS;
    });
  }
  return share;
}

/** A time without the parts in which something else was, which do not overlap and are in order. */
export function without({ fromS, toS }: Span, others: readonly Span[]): readonly Span[] {
  const rest: Span[] = [];
  let sinceS = fromS;
  for (const other of others) {
    if (other.toS <= sinceS || other.fromS >= toS) continue;
    if (other.fromS > sinceS) rest.push({ fromS: sinceS, toS: other.fromS });
    sinceS = other.toS;
  }
  return sinceS < toS ? [...rest, { fromS: sinceS, toS }] : rest;
}

/** The parts of a time in which something else was. */
export function during({ fromS, toS }: Span, others: readonly Span[]): readonly Span[] {
  return others
    .map((other): Span => ({ fromS: Math.max(fromS, other.fromS), toS: Math.min(toS, other.toS) }))
    .filter((part) => part.fromS < part.toS);
}

export function valueAt(series: Series, at: number): number {
  return typeof series === 'number' ? series : (series[at] ?? NaN);
}

/** `into` += `series` * `factor`, row by row. */
export function addScaled(into: Float64Array, series: Series, factor: Series): void {
  if (typeof series !== 'number' && typeof factor === 'number') {
    for (let at = 0; at < into.length; at++) into[at] = (into[at] ?? 0) + (series[at] ?? 0) * factor;
    return;
  }
  for (let at = 0; at < into.length; at++) into[at] = (into[at] ?? 0) + valueAt(series, at) * valueAt(factor, at);
}

export function map(values: Float64Array, change: (value: number, at: number) => number): Float64Array {
  const changed = room(values.length);
  for (let at = 0; at < changed.length; at++) changed[at] = change(values[at] ?? 0, at);
  return changed;
}

export function scaled(values: Float64Array, factor: number): Float64Array {
  const changed = room(values.length);
  for (let at = 0; at < changed.length; at++) changed[at] = (values[at] ?? 0) * factor;
  return changed;
}

/** What grows evenly with values: `base` where they are 0, and `slope` more for each 1. */
export function linear(values: Float64Array, base: number, slope: number): Float64Array {
  const changed = room(values.length);
  for (let at = 0; at < changed.length; at++) changed[at] = base + slope * (values[at] ?? 0);
  return changed;
}

export function sum(a: Float64Array, b: Float64Array): Float64Array {
  const added = room(a.length);
  for (let at = 0; at < added.length; at++) added[at] = (a[at] ?? 0) + (b[at] ?? 0);
  return added;
}

export function product(a: Float64Array, b: Float64Array): Float64Array {
  const multiplied = room(a.length);
  for (let at = 0; at < multiplied.length; at++) multiplied[at] = (a[at] ?? 0) * (b[at] ?? 0);
  return multiplied;
}

/** A value that is worked out when first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
