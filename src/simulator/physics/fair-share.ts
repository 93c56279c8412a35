/** What a flow needs of a resource for each unit of its rate. */
export interface Need {
  /** Index into the capacities. */
  readonly resource: number;
  readonly perUnit: number;
}

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

/** What all flows take of each resource at their demands. */
function totals(flows: readonly Flow[], resources: number): readonly number[] {
  const sums = Array.from({ length: resources }, () => 0);
  for (const { demand, needs } of flows) {
    for (const { resource, perUnit } of needs) {
      if (perUnit > 0) sums[resource] = (sums[resource] ?? 0) + demand * perUnit;
    }
  }
  return sums;
}

/**
 * Max-min fair rates (progressive filling, "water filling"): all rates grow together, by weight, until a flow has what
 * it wants or a resource it needs is exhausted; the others go on. Nobody can get more without taking it from somebody
 * who has no more than he.
 *
 * Where everybody gets what he wants that is all; otherwise one sort, then one step for each flow or resource that
 * stops. Cheap enough to be evaluated for every sample of a chart.
 */
export function fairShare(flows: readonly Flow[], capacities: readonly number[]): Shares {
  const wanted = totals(flows, capacities.length);
  if (wanted.every((total, resource) => total <= (capacities[resource] ?? 0))) {
    return { rates: flows.map(({ demand }) => demand), limits: flows.map(() => undefined), used: wanted };
  }

  const rates = flows.map(() => 0);
  const limits = flows.map((): number | undefined => undefined);
  const used = capacities.map(() => 0);
  const weights = flows.map(({ weight = 1 }) => weight);
  const levels = flows.map(({ demand }, index) => demand / (weights[index] ?? 1));
  const isLive = flows.map(() => true);

  // What all live users of a resource take together when the level rises by one.
  const slopes = capacities.map(() => 0);
  const users = capacities.map((): number[] => []);
  const liveUsers = capacities.map(() => 0);
  flows.forEach(({ needs }, index) => {
    for (const { resource, perUnit } of needs) {
      if (perUnit <= 0) continue;
      users[resource]?.push(index);
      slopes[resource] = (slopes[resource] ?? 0) + perUnit * (weights[index] ?? 1);
      liveUsers[resource] = (liveUsers[resource] ?? 0) + 1;
    }
  });

  const stop = (index: number, rate: number, limit?: number): void => {
    isLive[index] = false;
    rates[index] = rate;
    limits[index] = limit;
    for (const { resource, perUnit } of flows[index]?.needs ?? []) {
      if (perUnit <= 0) continue;
      used[resource] = (used[resource] ?? 0) + rate * perUnit;
      slopes[resource] = (slopes[resource] ?? 0) - perUnit * (weights[index] ?? 1);
      liveUsers[resource] = (liveUsers[resource] ?? 0) - 1;
    }
  };

  const order = flows.map((_, index) => index).sort((a, b) => (levels[a] ?? 0) - (levels[b] ?? 0));
  let level = 0;
  for (let next = 0; next < order.length;) {
    const index = order[next] ?? 0;
    if (isLive[index] !== true) {
      next += 1;
      continue;
    }
    let tightest: number | undefined;
    let reached = levels[index] ?? 0;
    for (let resource = 0; resource < capacities.length; resource++) {
      const slope = slopes[resource] ?? 0;
      if ((liveUsers[resource] ?? 0) === 0 || slope <= 0) continue;
      // What is left above what the stopped flows take, spread over the live ones from level 0 on.
      const full = Math.max(level, ((capacities[resource] ?? 0) - (used[resource] ?? 0)) / slope);
      if (full < reached) {
        reached = full;
        tightest = resource;
      }
    }
    level = reached;
    if (tightest === undefined) {
      stop(index, flows[index]?.demand ?? 0);
      next += 1;
      continue;
    }
    for (const user of users[tightest] ?? []) {
      if (isLive[user] === true) stop(user, level * (weights[user] ?? 1), tightest);
    }
  }
  return { rates, limits, used };
}

/**
 * How far rates by weight rise where there is one resource and each unit takes one of it: everybody gets the lesser of
 * his demand and this times his weight. Infinity where there is enough. Allocates nothing.
 */
export function fairLevel(demands: ArrayLike<number>, weights: ArrayLike<number> | null, capacity: number): number {
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
  const level = fairLevel(demands, null, capacity);
  return demands.map((demand) => Math.min(demand, level));
}
