import { shareOne } from '../fair-share';

/** `active-backup` uses one link; `balance-slb` a link for each VIF; `lacp` a link for each stream. */
export type BondMode = 'active-backup' | 'balance-slb' | 'lacp';

export interface BondLoad {
  readonly mbitPerS: number;
  readonly streams: number;
}

/** Which link carries each part of the traffic: pairs of load and link. */
export function placements(
  mode: BondMode,
  links: number,
  loads: readonly BondLoad[],
): (readonly [load: number, link: number])[] {
  if (mode === 'active-backup') return loads.map((_, load) => [load, 0]);
  if (mode === 'lacp') {
    // A stream's addresses and ports decide; neighbours land on different links.
    return loads.flatMap(({ streams }, load) =>
      Array.from({ length: Math.max(1, streams) }, (_, stream) => [load, (load + stream) % links] as const),
    );
  }
  // Source load balancing: the busiest VIF first, each onto the link with least traffic.
  const busy = Array.from({ length: links }, () => 0);
  const order = loads.map((_, load) => load).sort((a, b) => (loads[b]?.mbitPerS ?? 0) - (loads[a]?.mbitPerS ?? 0));
  return order.map((load) => {
    const link = busy.indexOf(Math.min(...busy));
    busy[link] = (busy[link] ?? 0) + (loads[load]?.mbitPerS ?? 0);
    return [load, link];
  });
}

/**
 * What each VIF gets through a bond, Mbit/s.
 * @param linkMbitPerS the links that are up; the first is the active one of `active-backup`
 */
export function bondRates(
  mode: BondMode,
  linkMbitPerS: readonly number[],
  loads: readonly BondLoad[],
): readonly number[] {
  const rates = loads.map(() => 0);
  if (linkMbitPerS.length === 0) return rates;
  const placed = placements(mode, linkMbitPerS.length, loads);
  linkMbitPerS.forEach((capacity, link) => {
    const here = placed.filter(([, on]) => on === link);
    const demands = here.map(([load]) => {
      const { mbitPerS = 0, streams = 1 } = loads[load] ?? {};
      return mode === 'lacp' ? mbitPerS / Math.max(1, streams) : mbitPerS;
    });
    shareOne(demands, capacity).forEach((rate, index) => {
      const load = here[index]?.[0] ?? 0;
      rates[load] = (rates[load] ?? 0) + rate;
    });
  });
  return rates;
}
