import type { Ref } from '../../../xapi/datamodel/ref';
import type { Json } from '../../engine/agenda';
import type { World } from '../world';
import { compacted, type Sums, type Timed } from './compacted';

/** How far balloons were open, and since when; seconds since 1970. */
export interface Opening {
  readonly fromS: number;
  readonly opening: number;
}

/** Part of the notes, by server. The first entry holds for all time before. */
const OPENINGS = 'balloons';
const NO_OPENINGS: readonly Opening[] = [];

/** So many are kept as they were before those of long ago are put together. */
const MANY = 300;

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
  notes.set(
    OPENINGS,
    host,
    (all.length > MANY && all.length % 64 === 0 ? withoutOld(all, nowMs) : all) as unknown as Json,
  );
}

/** How far balloons of a server were open, oldest first; nothing while no guest with a range has run there. */
export function openingsOf({ engine }: World, host: Ref<'host'>): readonly Opening[] {
  return (engine.notes.get(OPENINGS, host) as unknown as readonly Opening[] | undefined) ?? NO_OPENINGS;
}

/** Begins anew: the world is another one. */
export function forgetOpenings({ engine }: World): void {
  for (const host of [...engine.notes.all(OPENINGS).keys()]) engine.notes.delete(OPENINGS, host);
}

interface Opened extends Timed {
  readonly opening: number;
}

const SUMS: Sums<Opened> = {
  nothing: (fromMs, toMs) => ({ fromMs, toMs, opening: 0 }),
  plus: (to, { opening }, share) => ({ ...to, opening: to.opening + opening * share }),
};

function withoutOld(all: readonly Opening[], nowMs: number): readonly Opening[] {
  const times = all.map(({ fromS, opening }, at): Opened => {
    return { fromMs: 1000 * fromS, toMs: 1000 * (all[at + 1]?.fromS ?? Infinity), opening };
  });
  const kept = compacted(times, nowMs, SUMS);
  // Parts of one and the same are one again.
  const changes = kept.filter(({ opening }, at) => opening !== kept[at - 1]?.opening);
  return changes.map(({ fromMs, opening }) => ({ fromS: fromMs / 1000, opening }));
}
