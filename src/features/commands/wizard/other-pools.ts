import { useMemo, useSyncExternalStore } from 'react';
import { onInventory, readInventory } from '../../../xapi/cache/cache';
import { isReachable, usePools } from '../../connections';
import type { PoolEntry } from '../../connections';
import { otherPool } from '../other-pools';
import type { OtherPool } from '../work';

/** The other pools that the console is connected to and that this one has a way to, as they are now. */
export function useOtherPools(own: string): readonly OtherPool[] {
  const entries = usePools();
  const source = useMemo(() => {
    const from = entries.find(({ id }) => id === own);
    return sourceOf(
      entries.filter((entry) => entry !== from && entry.state === 'connected' && isReachable(from, entry)),
    );
  }, [entries, own]);
  return useSyncExternalStore(source.subscribe, source.read);
}

function sourceOf(entries: readonly PoolEntry[]) {
  let last = entries.map(otherPool);
  return {
    subscribe: (listener: () => void): (() => void) => {
      const offs = entries.map(({ connection }) => onInventory(connection, listener));
      return () => {
        for (const off of offs) off();
      };
    },
    read: (): readonly OtherPool[] => {
      const isSame = entries.every(({ connection }, at) => last[at]?.inventory === readInventory(connection));
      if (!isSame) last = entries.map(otherPool);
      return last;
    },
  };
}
