import type { Timers } from '../timers';

export interface VirtualTimers extends Timers {
  /** Lets promises settle, then moves on, running what is due in its order. */
  advance(byMs: number): Promise<void>;
  /** Lets promises settle and runs what is due now, until nothing is. */
  settle(): Promise<void>;
}

interface Entry {
  readonly dueMs: number;
  readonly sequence: number;
  readonly action: () => void;
}

/** Time that moves only when a test says so. */
export function createVirtualTimers(startMs = 1_000_000): VirtualTimers {
  let nowMs = startMs;
  let sequence = 0;
  let entries: Entry[] = [];

  async function microtasks(): Promise<void> {
    for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
  }

  async function runUntil(endMs: number): Promise<void> {
    await microtasks();
    for (;;) {
      const [next] = entries
        .filter((entry) => entry.dueMs <= endMs)
        .sort((a, b) => a.dueMs - b.dueMs || a.sequence - b.sequence);
      if (!next) break;
      entries = entries.filter((entry) => entry !== next);
      nowMs = Math.max(nowMs, next.dueMs);
      next.action();
      await microtasks();
    }
    nowMs = endMs;
  }

  return {
    nowMs: () => nowMs,
    after(delayMs, action) {
      sequence += 1;
      const entry: Entry = { dueMs: nowMs + delayMs, sequence, action };
      entries.push(entry);
      return () => {
        entries = entries.filter((one) => one !== entry);
      };
    },
    advance: (byMs) => runUntil(nowMs + byMs),
    settle: () => runUntil(nowMs),
  };
}
