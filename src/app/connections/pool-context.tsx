import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { PoolListProvider } from '../../features/connections';
import type { ConsolePools } from './console-pools';
import type { PoolSession, PoolState } from './pool-session';

const PoolsContext = createContext<ConsolePools | null>(null);
const PoolContext = createContext<PoolSession | null>(null);

/** All pools of the page. */
export function PoolsProvider({ pools, children }: { readonly pools: ConsolePools; readonly children: ReactNode }) {
  return (
    <PoolsContext value={pools}>
      <PoolListProvider list={pools.list}>{children}</PoolListProvider>
    </PoolsContext>
  );
}

export function useConsolePools(): ConsolePools {
  const pools = useContext(PoolsContext);
  if (pools === null) throw new Error('useConsolePools needs a PoolsProvider above it');
  return pools;
}

export function useSessions(): readonly PoolSession[] {
  const pools = useConsolePools();
  return useSyncExternalStore(pools.subscribe, pools.sessions);
}

/** The pool that everything below is about. */
export function PoolProvider({ session, children }: { readonly session: PoolSession; readonly children: ReactNode }) {
  return <PoolContext value={session}>{children}</PoolContext>;
}

export function usePool(): PoolSession {
  const session = useContext(PoolContext);
  if (session === null) throw new Error('usePool needs a PoolProvider above it');
  return session;
}

/** A part of the pool's state; renders again when that part changes. */
export function usePoolState<T>(select: (state: PoolState) => T): T {
  return useStore(usePool().store, select);
}
