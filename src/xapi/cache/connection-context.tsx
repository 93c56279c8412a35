import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useMemo, useSyncExternalStore, type ReactNode } from 'react';

import type { Connection, ConnectionStatus } from '../client/contract';
import { storeOf } from './cache';
import type { InventoryStore } from './inventory-store';

interface Cached {
  readonly connection: Connection;
  readonly store: InventoryStore;
}

const ConnectionContext = createContext<Cached | undefined>(undefined);

export interface ConnectionProviderProps {
  readonly connection: Connection;
  readonly children?: ReactNode;
}

/** The pool that everything below talks to. Needs a QueryClientProvider above. */
export function ConnectionProvider({ connection, children }: ConnectionProviderProps): ReactNode {
  const queryClient = useQueryClient();
  const cached = useMemo(() => {
    const store = storeOf(connection);
    store.attach(queryClient);
    return { connection, store };
  }, [connection, queryClient]);
  return <ConnectionContext value={cached}>{children}</ConnectionContext>;
}

export function useCached(): Cached {
  const cached = useContext(ConnectionContext);
  if (!cached) throw new Error('There is no ConnectionProvider above this component.');
  return cached;
}

export function useConnection(): Connection {
  return useCached().connection;
}

/** Undefined where no pool is provided. */
export function useConnectionIfAny(): Connection | undefined {
  return useContext(ConnectionContext)?.connection;
}

export function useConnectionStatus(): ConnectionStatus {
  const { connection } = useCached();
  const subscribe = useCallback((listener: () => void) => connection.onStatus(listener), [connection]);
  return useSyncExternalStore(subscribe, () => connection.status());
}
