import { createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { PoolSession, PoolState } from './pool-session';

const PoolContext = createContext<PoolSession | null>(null);

/** The one pool that this page is about. */
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
