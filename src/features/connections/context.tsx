import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { attachCache } from '../../xapi/cache/cache';
import { ConnectionProvider, useConnection, useConnectionIfAny } from '../../xapi/cache/connection-context';
import { ServerClockProvider, useServerClock } from '../values';
import { listOf } from './pool-list';
import type { PoolEntry, PoolList } from './pool-list';

const PoolListContext = createContext<PoolList | null>(null);

export function PoolListProvider({ list, children }: { readonly list: PoolList; readonly children: ReactNode }) {
  const queryClient = useQueryClient();
  const entries = useSyncExternalStore(list.subscribe, list.entries);
  // What is not in front follows its pool too.
  useEffect(() => {
    for (const { connection } of entries) attachCache(connection, queryClient);
  }, [entries, queryClient]);
  return <PoolListContext value={list}>{children}</PoolListContext>;
}

/** All pools of the console; without a provider the one whose connection is provided. */
export function usePoolList(): PoolList {
  const provided = useContext(PoolListContext);
  const clock = useServerClock();
  const connection = useConnectionIfAny();
  if (provided) return provided;
  if (!connection) throw new Error('usePoolList needs a PoolListProvider or a ConnectionProvider above it');
  return listOf(connection, clock);
}

export function usePools(): readonly PoolEntry[] {
  const list = usePoolList();
  return useSyncExternalStore(list.subscribe, list.entries);
}

/** What is below speaks with the pool that an object's id names; with the present one where no pool has that id. */
export function OfPool({ id, children }: { readonly id: string | undefined; readonly children: ReactNode }) {
  const entry = usePools().find((each) => each.id === id);
  const present = useConnection();
  const presentClock = useServerClock();
  return (
    <ConnectionProvider connection={entry?.connection ?? present}>
      <ServerClockProvider clock={entry?.clock ?? presentClock}>{children}</ServerClockProvider>
    </ConnectionProvider>
  );
}
