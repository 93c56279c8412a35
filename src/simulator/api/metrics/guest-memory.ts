import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { memoryAtOpening } from '../vm/balloons';
import type { World } from '../world';
import type { Axis } from './archives';
import { openingsOf } from './balloon-history';
import { zeros } from './borrowed';
import type { Run } from './history';
import { rangesOf, type MemoryRange } from './memory-ranges';
import { overRows, type Series } from './series';

/** What a guest has of its server's memory, bytes: means of the time in which it is there. */
export interface GuestMemory {
  readonly bytes: Series;
  readonly overhead: Series;
  /** What its balloon could still give, and what it has given. */
  readonly reclaimable: Series;
  readonly reclaimed: Series;
}

/**
 * The memory of a guest along an axis: what its balloon left it on each server while its range was so. All that is known
 * is what openings were, so that what changes now changes nothing that was before.
 * @param nowBytes what it has by its metrics, and has always had unless its balloon moved
 */
export function memoryAlong(
  world: World,
  axis: Axis,
  ref: Ref<'VM'>,
  vm: Records['VM'],
  runs: readonly Run[],
  nowBytes: number,
): GuestMemory {
  const ranges = rangesOf(world, ref, vm);
  const [only] = ranges;
  const isElastic = ranges.some(({ least, most }) => least < most);
  if (only !== undefined && ranges.length === 1 && !isElastic) {
    return { bytes: nowBytes, overhead: only.overhead, reclaimable: 0, reclaimed: 0 };
  }
  const { rows } = axis;
  const sums = { time: zeros(rows), bytes: zeros(rows), overhead: zeros(rows), can: zeros(rows), did: zeros(rows) };
  for (const run of runs) {
    let fromS = run.fromS;
    for (const range of ranges) {
      const toS = Math.min(run.toS, range.toS);
      if (toS > fromS) addRange(world, axis, run, range, fromS, toS, sums, nowBytes);
      fromS = Math.max(fromS, toS);
    }
  }
  const { time } = sums;
  const [row] = ranges.slice(-1);
  const mean = (values: Float64Array, otherwise: number): Float64Array => {
    for (let at = 0; at < rows; at++) {
      const seconds = time[at] ?? 0;
      values[at] = seconds > 0 ? (values[at] ?? 0) / seconds : otherwise;
    }
    return values;
  };
  return {
    bytes: mean(sums.bytes, nowBytes),
    overhead: mean(sums.overhead, row?.overhead ?? 0),
    reclaimable: mean(sums.can, 0),
    reclaimed: mean(sums.did, 0),
  };
}

interface Sums {
  readonly time: Float64Array;
  readonly bytes: Float64Array;
  readonly overhead: Float64Array;
  readonly can: Float64Array;
  readonly did: Float64Array;
}

function addRange(
  world: World,
  axis: Axis,
  run: Run,
  { least, most, overhead }: MemoryRange,
  fromS: number,
  toS: number,
  sums: Sums,
  nowBytes: number,
): void {
  const add = (sinceS: number, untilS: number, bytes: number): void =>
    overRows(axis, { fromS: sinceS, toS: untilS }, (at, left, right) => {
      const seconds = right - left;
      sums.time[at] = (sums.time[at] ?? 0) + seconds;
      sums.bytes[at] = (sums.bytes[at] ?? 0) + seconds * bytes;
      sums.overhead[at] = (sums.overhead[at] ?? 0) + seconds * overhead;
      sums.can[at] = (sums.can[at] ?? 0) + seconds * Math.max(0, bytes - least);
      sums.did[at] = (sums.did[at] ?? 0) + seconds * Math.max(0, most - bytes);
    });
  if (least >= most) {
    add(fromS, toS, most);
    return;
  }
  const openings = openingsOf(world, run.host);
  if (openings.length === 0) add(fromS, toS, nowBytes);
  openings.forEach((each, at) => {
    const sinceS = at === 0 ? fromS : Math.max(fromS, each.fromS);
    const untilS = Math.min(toS, openings[at + 1]?.fromS ?? Infinity);
    if (untilS > sinceS) add(sinceS, untilS, memoryAtOpening(least, most, each.opening));
  });
}
