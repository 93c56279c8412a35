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

/** The pool's time, renewed each second while mounted. */
export function useServerNow(everyMs = 1000): number {
  const clock = useContext(ServerClockContext);
  const [nowMs, setNowMs] = useState(() => clock.nowMs());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(clock.nowMs()), everyMs);
    return () => clearInterval(timer);
  }, [clock, everyMs]);
  return nowMs;
}
