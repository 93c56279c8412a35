/** Where the client takes its time from, so that tests can own it. */
export interface Timers {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Runs `action` once after `delayMs`; the answer takes it back. */
  after(delayMs: number, action: () => void): () => void;
}

export const wallTimers: Timers = {
  nowMs: () => Date.now(),
  after(delayMs, action) {
    const handle = setTimeout(action, delayMs);
    return () => clearTimeout(handle);
  },
};
