import { useEffect, useRef } from 'react';
import { usePools } from '../../connections';
import type { PoolEntry } from '../../connections';
import { watchPool } from './watch';

/** Looks for trouble in every pool that the console has; shows nothing. The shell mounts exactly one. */
export function PoolWatcher() {
  const pools = usePools();
  const present = useRef<readonly PoolEntry[]>(pools);
  const watched = useRef(new Map<PoolEntry['connection'], () => void>());
  useEffect(() => {
    present.current = pools;
    const here = new Set(pools.map(({ connection }) => connection));
    for (const [connection, end] of watched.current) {
      if (here.has(connection)) continue;
      end();
      watched.current.delete(connection);
    }
    for (const entry of pools) {
      if (watched.current.has(entry.connection)) continue;
      watched.current.set(
        entry.connection,
        watchPool(entry, () => present.current),
      );
    }
  }, [pools]);
  useEffect(() => {
    const { current } = watched;
    return () => {
      for (const end of current.values()) end();
      current.clear();
    };
  }, []);
  return null;
}
