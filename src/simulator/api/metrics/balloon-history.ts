import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import type { World } from '../world';
import { FORGOTTEN_MS } from './compacted';

/** How far balloons were open, and since when; seconds since 1970. */
export interface Opening {
  readonly fromS: number;
  readonly opening: number;
}

/** Part of the notes, by server. The first entry holds for all time before. */
const OPENINGS = 'balloons';
const NO_OPENINGS: readonly Opening[] = [];

/** So many are kept as they were; of more those are put together that only coarse archives show. */
const FEW = 300;
const HOUR_S = 3600;
const COARSER: readonly (readonly [ageS: number, partS: number])[] = [
  [8 * 24 * HOUR_S, 6 * HOUR_S],
  [3 * HOUR_S, HOUR_S / 4],
];

/**
 * Remembers that balloons of a server are open so far from now on.
 * @param was how far they were open; null where there were none
 */
export function noteOpening(world: World, host: Ref<'host'>, was: number | null, opening: number): void {
  const { notes, nowMs } = world.engine;
  const before = openingsOf(world, host);
  const last = before.at(-1);
  // As long as nothing is kept, it has always been as it is.
  if ((last?.opening ?? was ?? opening) === opening) return;
  const nowS = Math.floor(nowMs / 1000);
  let kept = last?.fromS === nowS ? before.slice(0, -1) : before;
  if (kept.length === 0) kept = [{ fromS: 0, opening: last?.opening ?? was ?? opening }];
  const all = [...kept, { fromS: nowS, opening }];
  notes.set(OPENINGS, host, (all.length > FEW && all.length % 64 === 0 ? thinned(all, nowS) : all) as unknown as Json);
}

/** How far balloons of a server were open, oldest first; nothing while no guest with a range has run there. */
export function openingsOf({ engine }: World, host: Ref<'host'>): readonly Opening[] {
  return (engine.notes.get(OPENINGS, host) as unknown as readonly Opening[] | undefined) ?? NO_OPENINGS;
}

/** Begins anew: the world is another one. */
export function forgetOpenings({ engine }: World): void {
  for (const host of [...engine.notes.all(OPENINGS).keys()]) engine.notes.delete(OPENINGS, host);
}

/** A history as exactly as the archives show it: of each part that only one row has, the mean. */
function thinned(all: readonly Opening[], nowS: number): readonly Opening[] {
  const oldestS = nowS - FORGOTTEN_MS / 1000;
  const first = Math.max(
    0,
    all.findLastIndex(({ fromS }) => fromS <= oldestS),
  );
  const kept: Opening[] = [];
  let part = NaN;
  let sum = 0;
  for (let at = first; at < all.length; at++) {
    const { fromS, opening } = all[at] ?? { fromS: 0, opening: 0 };
    const toS = all[at + 1]?.fromS ?? nowS;
    const partS = COARSER.find(([ageS]) => toS <= nowS - ageS)?.[1];
    const own = partS === undefined ? NaN : Math.floor(fromS / partS) * partS;
    const last = kept.at(-1);
    if (own === part && last !== undefined) {
      sum += opening * (toS - fromS);
      kept[kept.length - 1] = { fromS: last.fromS, opening: toS > last.fromS ? sum / (toS - last.fromS) : opening };
      continue;
    }
    part = own;
    sum = opening * (toS - fromS);
    kept.push({ fromS, opening });
  }
  return kept;
}
