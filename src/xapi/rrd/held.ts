import { columnKey } from './readings';
import type { Column, Readings } from './readings';

/** Readings that grow at their newer end, as servers tell more. */
export interface Held {
  readonly stepS: number;
  readonly endS: number;
  readonly rows: number;
  /** By `columnKey`. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/**
 * What was held with what a server told after it, of the newest `mostRows`. What does not go on from there, because
 * the step is another or the clock went back, takes its place.
 */
export function extend(held: Held | undefined, fresh: Readings, mostRows: number): Held {
  const goesOn = held !== undefined && held.stepS === fresh.stepS && fresh.endS >= held.endS;
  if (held !== undefined && goesOn && fresh.rows === 0) return held;
  const { stepS, endS } = fresh;
  const freshFromS = endS - (fresh.rows - 1) * stepS;
  const heldFromS = goesOn ? held.endS - (held.rows - 1) * stepS : Infinity;
  const rows = Math.min(mostRows, Math.round((endS - Math.min(freshFromS, heldFromS)) / stepS) + 1);
  if (rows <= 0) return { stepS, endS, rows: 0, columns: new Map() };
  const firstS = endS - (rows - 1) * stepS;
  const columns = new Map<string, Float64Array>();
  const put = (key: string, values: Float64Array, fromS: number): void => {
    let column = columns.get(key);
    if (column === undefined) columns.set(key, (column = new Float64Array(rows).fill(NaN)));
    const at = Math.round((fromS - firstS) / stepS);
    if (at >= 0) column.set(values, at);
    else if (values.length > -at) column.set(values.subarray(-at), 0);
  };
  if (held !== undefined && goesOn) for (const [key, values] of held.columns) put(key, values, heldFromS);
  for (const each of fresh.columns) put(keyOf(each), each.values, freshFromS);
  return { stepS, endS, rows, columns };
}

function keyOf({ subject, uuid, name }: Column): string {
  return columnKey(subject, uuid, name);
}
