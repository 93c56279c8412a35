import type { ClockState } from '../../control/protocol';
import type { ServerClock } from '../../features/values';

/**
 * The simulated pool's time between two reports of its clock: it goes on from the last report at the world's speed.
 * A simulator that falls behind only makes it step back to the truth at the next report.
 */
export class VirtualClock implements ServerClock {
  #state: ClockState;
  #reportedAtMs: number;

  /** @param wallNowMs Monotonic wall time in milliseconds, such as `performance.now`. */
  constructor(
    state: ClockState,
    private readonly wallNowMs: () => number,
  ) {
    this.#state = state;
    this.#reportedAtMs = wallNowMs();
  }

  report(state: ClockState): void {
    this.#state = state;
    this.#reportedAtMs = this.wallNowMs();
  }

  nowMs(): number {
    const { nowMs, paused, speed } = this.#state;
    return paused ? nowMs : nowMs + (this.wallNowMs() - this.#reportedAtMs) * speed;
  }
}
