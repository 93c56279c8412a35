import type { Timer } from '../api/world';

/** Timers of browsers and Node hold 31 bits; a longer delay would ring at once. Nobody waits 24 days for a poll. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waiting calls of a door wait for the wall's time. */
export const wallTimer: Timer = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, Math.min(delayMs, LONGEST_MS));
    return () => clearTimeout(timer);
  },
};
