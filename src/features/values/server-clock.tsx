import { createContext, useContext, useEffect, useState } from 'react';
import type { ReactNode } from 'react';

/**
 * The present moment as a pool knows it, in milliseconds since 1970: virtual on a simulated pool, the wall clock
 * corrected by the pool's offset on a live one. Uptimes and elapsed times are counted against it.
 */
export interface ServerClock {
  nowMs(): number;
}

const wallClock: ServerClock = { nowMs: () => Date.now() };
const ServerClockContext = createContext<ServerClock>(wallClock);

export function ServerClockProvider({
  clock,
  children,
}: {
  readonly clock: ServerClock;
  readonly children: ReactNode;
}) {
  return <ServerClockContext value={clock}>{children}</ServerClockContext>;
}

/** The clock itself, for code that asks once: when work begins, when a name carries the time. */
export function useServerClock(): ServerClock {
  return useContext(ServerClockContext);
}

/** How long a time that another clock told, or one that was set, may be shown. */
const LOOK_MS = 1000;

/** The pool's time, renewed while mounted when so much of it has passed, and at once when it is another pool's. */
export function useServerNow(everyMs = LOOK_MS): number {
  const clock = useContext(ServerClockContext);
  const [shown, setShown] = useState(() => ({ clock, nowMs: clock.nowMs() }));
  useEffect(() => {
    const look = (): void =>
      setShown((before) => {
        const nowMs = clock.nowMs();
        // Timers come a little early or late.
        const isDue = nowMs < before.nowMs || nowMs - before.nowMs > everyMs - LOOK_MS / 2;
        return isDue ? { clock, nowMs } : before;
      });
    const timer = setInterval(look, Math.min(everyMs, LOOK_MS));
    return () => clearInterval(timer);
  }, [clock, everyMs]);
  if (shown.clock === clock) return shown.nowMs;
  const now = { clock, nowMs: clock.nowMs() };
  setShown(now);
  return now.nowMs;
}
