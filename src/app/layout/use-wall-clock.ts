import { useEffect, useState } from 'react';

/** The wall clock, renewed each second while mounted. For countdowns; the pool has a clock of its own. */
export function useWallClock(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
