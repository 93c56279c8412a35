import type { PoolSession } from './pool-session';
import { setClock } from './pool-session';
import { VirtualClock } from './virtual-clock';

/** Clocks of computers drift, and are set while the console is open. */
const EVERY_MS = 5 * 60_000;

/** Asks the pools that have no control channel what time it is, again and again. Answers how to stop. */
export function watchClocks(sessions: () => readonly PoolSession[]): () => void {
  const timer = setInterval(() => {
    for (const { clock, store } of sessions()) {
      const { connection, simulator, status } = store.getState();
      const isReached = status.kind === 'connected' && simulator === null;
      if (isReached && connection !== null && clock instanceof VirtualClock) void setClock(connection, clock);
    }
  }, EVERY_MS);
  return () => clearInterval(timer);
}
