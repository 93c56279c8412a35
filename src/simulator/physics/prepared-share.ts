import { SteadyOrder } from './steady-order';

/** What a flow needs of a resource for each unit of its rate. */
export interface Need {
  /** Index into the capacities. */
  readonly resource: number;
  readonly perUnit: number;
}

/**
 * Max-min fair rates (progressive filling, "water filling"): all rates grow together, by weight, until a flow has what
 * it wants or a resource it needs is exhausted; the others go on. Nobody can get more without taking it from somebody
 * who has no more than he.
 *
 * Where everybody gets what he wants that is all; otherwise one sort, then one step for each flow or resource that
 * stops. Prepared once for what flows need, then asked for every point of a chart: write demands and capacities, and
 * weights where they are not 1, ask, and read. Allocates nothing.
 */
export class PreparedShare {
  /** The rate that each flow would have alone. */
  readonly demands: Float64Array;
  /** Rates grow in proportion to them. */
  readonly weights: Float64Array;
  readonly capacities: Float64Array;
  readonly rates: Float64Array;
  /** The resource that holds each flow back; -1 where its own demand does. */
  readonly limits: Int32Array;
  /** How much of each resource is taken. */
  readonly used: Float64Array;

  /** Where the needs of each flow begin, and what they are. */
  readonly #needsFrom: Int32Array;
  readonly #resources: Int32Array;
  readonly #perUnit: Float64Array;
  /** Where the users of each resource begin, and who they are. */
  readonly #usersFrom: Int32Array;
  readonly #users: Int32Array;

  readonly #levels: Float64Array;
  readonly #isLive: Uint8Array;
  /** What all live users of a resource take together when the level rises by one. */
  readonly #slopes: Float64Array;
  readonly #liveUsers: Int32Array;
  readonly #order: SteadyOrder;

  constructor(needs: readonly (readonly Need[])[], resources: number) {
    const flows = needs.length;
    this.demands = new Float64Array(flows);
    this.weights = new Float64Array(flows).fill(1);
    this.capacities = new Float64Array(resources);
    this.rates = new Float64Array(flows);
    this.limits = new Int32Array(flows);
    this.used = new Float64Array(resources);
    // Once for each answer, and so not compiled: as little as possible is made.
    const count = needs.reduce((sum, own) => sum + own.length, 0);
    this.#needsFrom = new Int32Array(flows + 1);
    this.#resources = new Int32Array(count);
    this.#perUnit = new Float64Array(count);
    this.#usersFrom = new Int32Array(resources + 1);
    this.#users = new Int32Array(count);
    this.#layOut(needs);
    this.#levels = new Float64Array(flows);
    this.#isLive = new Uint8Array(flows);
    this.#slopes = new Float64Array(resources);
    this.#liveUsers = new Int32Array(resources);
    this.#order = new SteadyOrder(flows);
  }

  #layOut(needs: readonly (readonly Need[])[]): void {
    const users = Array.from(this.capacities, (): number[] => []);
    let count = 0;
    for (let flow = 0; flow < needs.length; flow++) {
      for (const { resource, perUnit } of needs[flow] ?? []) {
        if (perUnit <= 0) continue;
        this.#resources[count] = resource;
        this.#perUnit[count] = perUnit;
        users[resource]?.push(flow);
        count += 1;
      }
      this.#needsFrom[flow + 1] = count;
    }
    let placed = 0;
    for (let resource = 0; resource < users.length; resource++) {
      this.#users.set(users[resource] ?? [], placed);
      placed += users[resource]?.length ?? 0;
      this.#usersFrom[resource + 1] = placed;
    }
  }

  /** Reads demands, weights and capacities; writes rates, limits and what is used. */
  share(): void {
    if (!this.#isEnough()) this.#fill();
  }

  #isEnough(): boolean {
    const { demands, capacities, used } = this;
    const [needsFrom, resources, perUnit] = [this.#needsFrom, this.#resources, this.#perUnit];
    used.fill(0);
    for (let flow = 0, need = 0; flow < demands.length; flow++) {
      const end = needsFrom[flow + 1] ?? 0;
      for (; need < end; need++) {
        const resource = resources[need] ?? 0;
        used[resource] = (used[resource] ?? 0) + (demands[flow] ?? 0) * (perUnit[need] ?? 0);
      }
    }
    for (let resource = 0; resource < used.length; resource++) {
      // What is not a number is not enough either.
      if (!((used[resource] ?? 0) <= (capacities[resource] ?? 0))) return false;
    }
    this.rates.set(demands);
    this.limits.fill(-1);
    return true;
  }

  #fill(): void {
    this.#begin();
    const { demands, weights, capacities, used, rates } = this;
    const [levels, isLive, slopes, liveUsers] = [this.#levels, this.#isLive, this.#slopes, this.#liveUsers];
    const order = this.#order.by(levels);
    let level = 0;
    for (let next = 0; next < order.length;) {
      const flow = order[next] ?? 0;
      if (isLive[flow] === 0) {
        next += 1;
        continue;
      }
      let tightest = -1;
      let reached = levels[flow] ?? 0;
      for (let resource = 0; resource < capacities.length; resource++) {
        const slope = slopes[resource] ?? 0;
        if (liveUsers[resource] === 0 || slope <= 0) continue;
        // What is left above what the stopped flows take, spread over the live ones from level 0 on.
        const full = Math.max(level, ((capacities[resource] ?? 0) - (used[resource] ?? 0)) / slope);
        if (full < reached) {
          reached = full;
          tightest = resource;
        }
      }
      level = reached;
      if (tightest < 0) {
        rates[flow] = demands[flow] ?? 0;
        this.#stop(flow, -1);
        next += 1;
        continue;
      }
      const end = this.#usersFrom[tightest + 1] ?? 0;
      for (let at = this.#usersFrom[tightest] ?? 0; at < end; at++) {
        const user = this.#users[at] ?? 0;
        if (isLive[user] === 0) continue;
        rates[user] = level * (weights[user] ?? 1);
        this.#stop(user, tightest);
      }
    }
  }

  #begin(): void {
    const { demands, weights } = this;
    const [needsFrom, resources, perUnit] = [this.#needsFrom, this.#resources, this.#perUnit];
    const [slopes, liveUsers] = [this.#slopes, this.#liveUsers];
    this.used.fill(0);
    slopes.fill(0);
    liveUsers.fill(0);
    this.#isLive.fill(1);
    for (let flow = 0, need = 0; flow < demands.length; flow++) {
      const weight = weights[flow] ?? 1;
      this.#levels[flow] = (demands[flow] ?? 0) / weight;
      const end = needsFrom[flow + 1] ?? 0;
      for (; need < end; need++) {
        const resource = resources[need] ?? 0;
        slopes[resource] = (slopes[resource] ?? 0) + (perUnit[need] ?? 0) * weight;
        liveUsers[resource] = (liveUsers[resource] ?? 0) + 1;
      }
    }
  }

  #stop(flow: number, limit: number): void {
    const { used } = this;
    const [slopes, liveUsers] = [this.#slopes, this.#liveUsers];
    const weight = this.weights[flow] ?? 1;
    const rate = this.rates[flow] ?? 0;
    this.#isLive[flow] = 0;
    this.limits[flow] = limit;
    const end = this.#needsFrom[flow + 1] ?? 0;
    for (let need = this.#needsFrom[flow] ?? 0; need < end; need++) {
      const resource = this.#resources[need] ?? 0;
      const perUnit = this.#perUnit[need] ?? 0;
      used[resource] = (used[resource] ?? 0) + rate * perUnit;
      slopes[resource] = (slopes[resource] ?? 0) - perUnit * weight;
      liveUsers[resource] = (liveUsers[resource] ?? 0) - 1;
    }
  }
}
