import { PreparedShare, type Need } from './prepared-share';

export interface Flow {
  /** The rate it would have alone. */
  readonly demand: number;
  /** Rates grow in proportion to it; 1 if absent. */
  readonly weight?: number;
  readonly needs: readonly Need[];
}

export interface Shares {
  readonly rates: readonly number[];
  /** The resource that holds a flow back; undefined where its own demand does. */
  readonly limits: readonly (number | undefined)[];
  /** How much of each resource is taken. */
  readonly used: readonly number[];
}

/** Max-min fair rates, asked for once: see PreparedShare. */
export function fairShare(flows: readonly Flow[], capacities: readonly number[]): Shares {
  const prepared = new PreparedShare(
    flows.map(({ needs }) => needs),
    capacities.length,
  );
  prepared.capacities.set(capacities);
  flows.forEach(({ demand, weight = 1 }, index) => {
    prepared.demands[index] = demand;
    prepared.weights[index] = weight;
  });
  prepared.share();
  const limits = Array.from(prepared.limits, (resource) => (resource < 0 ? undefined : resource));
  return { rates: [...prepared.rates], limits, used: [...prepared.used] };
}

/**
 * How far rates by weight rise where there is one resource and each unit takes one of it: everybody gets the lesser of
 * his demand and this times his weight. Infinity where there is enough. Allocates nothing.
 */
export function fairLevel(demands: Float64Array, weights: Float64Array | null, capacity: number): number {
  let level = 0;
  for (;;) {
    let left = capacity;
    let weight = 0;
    for (let at = 0; at < demands.length; at++) {
      const own = weights === null ? 1 : (weights[at] ?? 1);
      if ((demands[at] ?? 0) <= level * own) left -= demands[at] ?? 0;
      else weight += own;
    }
    if (weight === 0) return Infinity;
    // What the satisfied leave lifts the others, and that may satisfy more of them.
    const next = left / weight;
    if (next <= level) return level;
    level = next;
  }
}

/** Fair rates where there is one resource and each unit takes one of it. */
export function shareOne(demands: readonly number[], capacity: number): readonly number[] {
  const level = fairLevel(Float64Array.from(demands), null, capacity);
  return demands.map((demand) => Math.min(demand, level));
}
