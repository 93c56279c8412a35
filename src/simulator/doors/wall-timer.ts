import type { Timer } from '../api/world';

/** Waiting calls of a door wait for the wall's time. */
export const wallTimer: Timer = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
