import { describe, expect, it } from 'vitest';

import { QueryClient } from '@tanstack/react-query';
import { attachCache, readInventory } from '../cache/cache';
import { connectInPage } from './connect-in-page';
import type { Connection, ConnectionStatus } from './contract';
import { createFakePool, type FakePool } from './testing/fake-pool';
import { createVirtualTimers, type VirtualTimers } from './testing/virtual-timers';

interface Bench {
  readonly pool: FakePool;
  readonly timers: VirtualTimers;
  readonly connection: Connection;
  readonly statuses: ConnectionStatus[];
}

function open(prepare: (pool: FakePool) => void = () => undefined): Bench {
  const pool = createFakePool();
  pool.put('pool', 'p1');
  pool.put('host', 'h1');
  pool.put('VM', 'v1', { name_label: 'one' });
  prepare(pool);
  const timers = createVirtualTimers();
  const credentials = { username: 'root', password: 'password' };
  const connection = connectInPage({ id: 'test', transport: pool, credentials, timers });
  const statuses: ConnectionStatus[] = [];
  connection.onStatus((status) => statuses.push(status));
  attachCache(connection, new QueryClient());
  return { pool, timers, connection, statuses };
}

describe('a connection in the page', () => {
  it('loads the pool and follows its changes', async () => {
    const { pool, timers, connection } = open();
    await timers.advance(500);
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(readInventory(connection).VM.get('v1')).toMatchObject({ name_label: 'one' });

    pool.put('VM', 'v1', { name_label: 'two' });
    pool.put('VM', 'v2');
    await timers.settle();
    expect(readInventory(connection).VM.get('v1')).toMatchObject({ name_label: 'two' });

    pool.remove('VM', 'v1');
    await timers.advance(500);
    expect([...readInventory(connection).VM.keys()]).toEqual(['v2']);
  });
});
