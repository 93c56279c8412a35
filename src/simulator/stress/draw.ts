import { Random } from '../engine/random';

/** Chance of a run, from its seed alone. */
export class Draw {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random({ seed, streams: {} });
  }

  below(bound: number): number {
    return this.#random.below('stress', bound);
  }

  chance(probability: number): boolean {
    return this.#random.fraction('stress') < probability;
  }

  pick<T>(items: readonly T[]): T {
    return this.#random.pick('stress', items);
  }

  /** One of several, by weight. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[], total: number): T {
    let at = this.#random.fraction('stress') * total;
    for (const [weight, item] of items) {
      at -= weight;
      if (at < 0) return item;
    }
    const last = items.at(-1);
    if (last === undefined) throw new Error('There is nothing to choose from');
    return last[1];
  }
}
