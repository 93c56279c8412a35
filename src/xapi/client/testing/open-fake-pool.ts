import { QueryClient } from '@tanstack/react-query';

import { attachCache } from '../../cache/cache';
import { connectInPage } from '../connect-in-page';
import type { ClassDelta, Connection, ConnectionStatus } from '../contract';
import { portLine, type Line } from '../line';
import type { Members } from '../members';
import { createFakePool, type FakePool } from './fake-pool';
import { createVirtualTimers, type VirtualTimers } from './virtual-timers';

export interface OpenPool {
  readonly pool: FakePool;
  readonly timers: VirtualTimers;
  readonly connection: Connection;
  readonly queryClient: QueryClient;
  readonly statuses: readonly ConnectionStatus[];
  readonly batches: readonly (readonly ClassDelta[])[];
}

/** A pool with one server and one VM, and a connection to it that has not done anything yet. */
export function openFakePool(
  prepare: (pool: FakePool) => void = () => undefined,
  password = 'password',
  { members, ...rules }: Partial<Line> & { readonly members?: Members } = {},
): OpenPool {
  const timers = createVirtualTimers();
  const pool = createFakePool(timers);
  pool.put('pool', 'p1');
  pool.put('host', 'h1');
  pool.put('VM', 'v1', { name_label: 'one' });
  prepare(pool);
  pool.calls.length = 0;
  const connection = connectInPage({
    id: 'test',
    transport: pool,
    credentials: { username: 'root', password },
    timers,
    line: { ...portLine, pollDeadlineMs: 15_000, ...rules },
    ...(members && { members }),
  });
  const statuses: ConnectionStatus[] = [];
  const batches: (readonly ClassDelta[])[] = [];
  connection.onStatus((status) => statuses.push(status));
  const queryClient = new QueryClient();
  attachCache(connection, queryClient);
  connection.onDeltas((deltas) => batches.push(deltas));
  return { pool, timers, connection, queryClient, statuses, batches };
}
