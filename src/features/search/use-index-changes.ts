import { useCallback, useState, useSyncExternalStore } from 'react';
import type { PoolEntry } from '../connections';
import { indexOf } from './pool-index';
import type { PropertyIndex } from './query/property-index';

/**
 * Counts the changes of these pools that `isChanged` finds to matter; it keeps its identity while it asks the same. Null:
 * none do, and nothing is followed. It is asked about each change once; `all`: any value may be another.
 */
export function useIndexChanges(
  pools: readonly PoolEntry[],
  isChanged: ((index: PropertyIndex, pool: string, all: boolean) => boolean) | null,
): number {
  const [version] = useState(() => ({ count: 0 }));
  const subscribe = useCallback(
    (listener: () => void) => {
      if (isChanged === null) return () => undefined;
      const offs = pools.map(({ id, connection }) => {
        const index = indexOf(connection);
        return index.follow((all) => {
          if (!isChanged(index, id, all)) return;
          version.count++;
          listener();
        });
      });
      return () => {
        for (const off of offs) off();
      };
    },
    [pools, isChanged, version],
  );
  return useSyncExternalStore(subscribe, () => version.count);
}
