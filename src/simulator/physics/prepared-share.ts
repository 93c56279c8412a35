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
 * Where everybody gets what he wants that is all; otherwise only those who share what is scarce are looked at again, a
 * few times: what the modest among them leave lifts the others. Prepared once for what flows need, then asked for every
 * point of a chart: write demands and capacities, and weights where they are not 1, ask, and read. Allocates nothing.
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
  /** Resources that cannot give everybody what he wants, as many as counted. */
  readonly #scarce: Int32Array;
  readonly #isScarce: Uint8Array;
  #scarceCount = 0;
  /** Flows that still grow, as many as counted. */
  readonly #live: Int32Array;
  #liveCount = 0;
  /** What all live users of a resource take together when the level rises by one. */
  readonly #slopes: Float64Array;
  readonly #liveUsers: Int32Array;

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
    this.#layOut(needs);
    this.#scarce = new Int32Array(resources);
    this.#isScarce = new Uint8Array(resources);
    this.#live = new Int32Array(flows);
    this.#slopes = new Float64Array(resources);
    this.#liveUsers = new Int32Array(resources);
  }

  #layOut(needs: readonly (readonly Need[])[]): void {
    let count = 0;
    for (let flow = 0; flow < needs.length; flow++) {
      for (const { resource, perUnit } of needs[flow] ?? []) {
        if (perUnit <= 0) continue;
        this.#resources[count] = resource;
        this.#perUnit[count] = perUnit;
        count += 1;
      }
      this.#needsFrom[flow + 1] = count;
    }
  }

  /** Reads demands, weights and capacities; writes rates, limits and what is used. */
  share(): void {
    this.#takeAll();
    this.#findScarce();
    if (this.#scarceCount === 0) {
      this.rates.set(this.demands);
      this.limits.fill(-1);
    } else this.#fill();
  }

  /** What would be used if everybody got what he wants. */
  #takeAll(): void {
    const { demands, used } = this;
    const [needsFrom, resources, perUnit] = [this.#needsFrom, this.#resources, this.#perUnit];
    used.fill(0);
    for (let flow = 0, need = 0; flow < demands.length; flow++) {
      const end = needsFrom[flow + 1] ?? 0;
      for (; need < end; need++) {
        const resource = resources[need] ?? 0;
        used[resource] = (used[resource] ?? 0) + (demands[flow] ?? 0) * (perUnit[need] ?? 0);
      }
    }
  }

  #findScarce(): void {
    const { capacities, used } = this;
    const [scarce, isScarce] = [this.#scarce, this.#isScarce];
    let count = 0;
    for (let resource = 0; resource < used.length; resource++) {
      // What is not a number is not enough either.
      const isEnough = (used[resource] ?? 0) <= (capacities[resource] ?? 0);
      isScarce[resource] = isEnough ? 0 : 1;
      if (!isEnough) scarce[count++] = resource;
    }
    this.#scarceCount = count;
  }

  #fill(): void {
    this.#begin();
    const { demands, weights, rates } = this;
    const live = this.#live;
    let level = 0;
    while (this.#liveCount > 0) {
      const tightest = this.#tightest();
      // Below what is taken already nobody falls.
      level = Math.max(level, this.#fullAt(tightest));
      const before = this.#liveCount;
      let left = 0;
      for (let at = 0; at < before; at++) {
        const flow = live[at] ?? 0;
        if ((demands[flow] ?? 0) / (weights[flow] ?? 1) > level) live[left++] = flow;
        else {
          rates[flow] = demands[flow] ?? 0;
          this.#stop(flow, -1);
        }
      }
      this.#liveCount = left;
      // What the satisfied leave lifts the others, and that may satisfy more of them.
      if (left === before) this.#stopUsers(tightest, level);
    }
  }

  /** The first resource that would be full if all went on. */
  #tightest(): number {
    const scarce = this.#scarce;
    let tightest = -1;
    let lowest = Infinity;
    for (let at = 0; at < this.#scarceCount; at++) {
      const resource = scarce[at] ?? 0;
      const full = this.#fullAt(resource);
      if (full < lowest) {
        lowest = full;
        tightest = resource;
      }
    }
    return tightest;
  }

  /** The level at which a resource is full: what the stopped flows leave, spread over the live ones from level 0 on. */
  #fullAt(resource: number): number {
    const slope = this.#slopes[resource] ?? 0;
    if (resource < 0 || this.#liveUsers[resource] === 0 || slope <= 0) return Infinity;
    return ((this.capacities[resource] ?? 0) - (this.used[resource] ?? 0)) / slope;
  }

  /** Those who share none of what is scarce have what they want; all others begin to grow. */
  #begin(): void {
    const { demands, weights, rates } = this;
    const [needsFrom, resources, perUnit] = [this.#needsFrom, this.#resources, this.#perUnit];
    const [isScarce, slopes, liveUsers, live] = [this.#isScarce, this.#slopes, this.#liveUsers, this.#live];
    this.used.fill(0);
    slopes.fill(0);
    liveUsers.fill(0);
    let count = 0;
    for (let flow = 0, need = 0; flow < demands.length; flow++) {
      const weight = weights[flow] ?? 1;
      let isLive = false;
      const end = needsFrom[flow + 1] ?? 0;
      for (; need < end; need++) {
        const resource = resources[need] ?? 0;
        if (isScarce[resource] === 0) continue;
        isLive = true;
        slopes[resource] = (slopes[resource] ?? 0) + (perUnit[need] ?? 0) * weight;
        liveUsers[resource] = (liveUsers[resource] ?? 0) + 1;
      }
      if (isLive) live[count++] = flow;
      else {
        rates[flow] = demands[flow] ?? 0;
        this.#stop(flow, -1);
      }
    }
    this.#liveCount = count;
  }

  /** Those who use a full resource get no more. */
  #stopUsers(full: number, level: number): void {
    const { weights, rates } = this;
    const [needsFrom, resources, live] = [this.#needsFrom, this.#resources, this.#live];
    let left = 0;
    for (let at = 0; at < this.#liveCount; at++) {
      const flow = live[at] ?? 0;
      const end = needsFrom[flow + 1] ?? 0;
      let need = needsFrom[flow] ?? 0;
      while (need < end && resources[need] !== full) need += 1;
      if (need === end) {
        live[left++] = flow;
        continue;
      }
      rates[flow] = level * (weights[flow] ?? 1);
      this.#stop(flow, full);
    }
    this.#liveCount = left;
  }

  #stop(flow: number, limit: number): void {
    const { used } = this;
    const [isScarce, slopes, liveUsers] = [this.#isScarce, this.#slopes, this.#liveUsers];
    const weight = this.weights[flow] ?? 1;
    const rate = this.rates[flow] ?? 0;
    this.limits[flow] = limit;
    const end = this.#needsFrom[flow + 1] ?? 0;
    for (let need = this.#needsFrom[flow] ?? 0; need < end; need++) {
      const resource = this.#resources[need] ?? 0;
      const perUnit = this.#perUnit[need] ?? 0;
      used[resource] = (used[resource] ?? 0) + rate * perUnit;
      if (isScarce[resource] === 0) continue;
      slopes[resource] = (slopes[resource] ?? 0) - perUnit * weight;
      liveUsers[resource] = (liveUsers[resource] ?? 0) - 1;
    }
  }
}
