import type { ClockState } from '../../control/protocol';
import type { ServerClock } from '../../features/values';

/**
 * The pool's time between two reports of a simulator's clock: it goes on from the last report at the world's speed. A
 * simulator that falls behind only makes it step back to the truth at the next report. Without any report it is the
 * wall clock.
 */
export class VirtualClock implements ServerClock {
  #last: { readonly state: ClockState; readonly atMs: number } | null = null;

  /** @param wallNowMs Wall time in milliseconds since 1970. */
  constructor(private readonly wallNowMs: () => number) {}

  report(state: ClockState): void {
    this.#last = { state, atMs: this.wallNowMs() };
  }

  nowMs(): number {
    if (this.#last === null) return this.wallNowMs();
    const { state, atMs } = this.#last;
    return state.paused ? state.nowMs : state.nowMs + (this.wallNowMs() - atMs) * state.speed;
  }
}
