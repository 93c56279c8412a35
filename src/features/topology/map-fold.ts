import type { MapHub, Weight } from './engine/pool-map';

/** So many boxes of one side can be seen at once; more are numbers. */
const MOST = 16;

/** Shown first to last where not all can be. */
const ORDER: readonly Weight[] = ['lacking', 'main', 'further'];

export type FoldKind = 'privateNetworks' | 'networks' | 'storage';

/** Many hubs as one number. */
export interface MapFold {
  readonly kind: FoldKind;
  readonly count: number;
}

/** What one side of the map shows, in the order of the hubs, and what is a number below. */
export interface MapSide {
  readonly hubs: readonly MapHub[];
  readonly folds: readonly MapFold[];
}

/**
 * One side of the map, with at most 16 boxes. Of more hubs, private networks become one number, and what matters least of
 * the others one more.
 * @param keep reference of the hub where the focus is: it stays
 */
export function foldedSide(hubs: readonly MapHub[], keep: string | null): MapSide {
  if (hubs.length <= MOST) return { hubs, folds: [] };
  const ranked = new Set([
    ...hubs.filter(({ id }) => id.ref === keep),
    ...ORDER.flatMap((weight) => hubs.filter((hub) => hub.weight === weight)),
  ]);
  const room = hubs.some(({ weight }) => weight === 'private') ? MOST - 1 : MOST;
  const shown = ranked.size <= room ? ranked : new Set([...ranked].slice(0, room - 1));
  const count = (weights: readonly Weight[]): number =>
    hubs.filter((hub) => weights.includes(hub.weight) && !shown.has(hub)).length;
  const others: FoldKind = hubs[0]?.id.class === 'SR' ? 'storage' : 'networks';
  const folds: readonly MapFold[] = [
    { kind: others, count: count(ORDER) },
    { kind: 'privateNetworks', count: count(['private']) },
  ];
  return { hubs: hubs.filter((hub) => shown.has(hub)), folds: folds.filter((fold) => fold.count > 0) };
}
