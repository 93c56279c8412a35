import { DAY_MS } from './builder';
import type { Stage } from './stage';

interface Happening {
  readonly daysAgo: number;
  readonly happen: () => Promise<unknown>;
}

/** What happened before a world is handed over, in the order of time whatever the order of telling. */
export class History {
  readonly #stage: Stage;
  readonly #endMs: number;
  readonly #happenings: Happening[] = [];

  constructor(stage: Stage, endMs: number) {
    this.#stage = stage;
    this.#endMs = endMs;
  }

  /** Plans something for a moment that many days before the end. */
  at(daysAgo: number, happen: () => Promise<unknown>): void {
    this.#happenings.push({ daysAgo, happen });
  }

  /** Lives through it all, up to the end. */
  async run(): Promise<void> {
    const inOrder = this.#happenings
      .map((happening, told) => ({ ...happening, told }))
      .sort((a, b) => b.daysAgo - a.daysAgo || a.told - b.told);
    for (const { daysAgo, happen } of inOrder) {
      this.#stage.advanceTo(Math.round(this.#endMs - daysAgo * DAY_MS));
      await happen();
    }
    this.#stage.idle();
    this.#stage.advanceTo(this.#endMs);
  }
}
