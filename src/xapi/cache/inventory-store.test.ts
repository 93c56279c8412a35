import { expect, it } from 'vitest';

import { openFakePool } from '../client/testing/open-fake-pool';
import { networkLine } from '../client/line';
import { onInventory, outageOf, readInventory } from './cache';
import { XapiError } from '../client/xapi-error';
import { classQueryKey } from './inventory-store';

it('keeps each class in one query entry until the connection is closed', async () => {
  const { timers, connection, queryClient } = openFakePool();
  await timers.advance(1000);
  const key = classQueryKey(connection.id, 'VM');
  expect(queryClient.getQueryData(key)).toBe(readInventory(connection).VM);
  expect(readInventory(connection).VM.size).toBe(1);
  connection.close();
  expect(queryClient.getQueryData(key)).toBeUndefined();
});

it('tells listeners once a batch what was touched', async () => {
  const { pool, timers, connection } = openFakePool();
  await timers.advance(1000);
  const heard: (readonly [string, readonly string[]])[][] = [];
  const off = onInventory(connection, (_inventory, touched) => {
    heard.push([...touched].map(([cls, refs]) => [cls, [...refs]] as const));
  });
  pool.put('VM', 'v1', { name_label: 'two' });
  await timers.advance(1000);
  pool.put('VM', 'v2');
  pool.put('VM', 'v2', { name_label: 'again' });
  pool.put('host', 'h2');
  await timers.advance(1000);
  off();
  pool.remove('VM', 'v2');
  await timers.advance(1000);
  expect(heard[0]).toEqual([['VM', ['v1']]]);
  expect(Object.fromEntries(heard.slice(1).flat())).toEqual({ VM: ['v2'], host: ['h2'] });
});

it('tells of an outage and of its end, and keeps to it while something else arrives', async () => {
  const { pool, timers, connection } = openFakePool(undefined, 'password', networkLine);
  await timers.advance(1000);
  const heard: string[] = [];
  onInventory(connection, (inventory, touched) => {
    if (touched.has('session')) heard.push(outageOf(inventory) ?? 'none');
  });
  pool.breakLine();
  await timers.settle();
  expect(outageOf(readInventory(connection))).toBe('silent');
  expect(readInventory(connection).VM.size).toBe(1);
  pool.mend();
  await timers.advance(5000);
  expect(outageOf(readInventory(connection))).toBeNull();
  pool.expireSessions();
  pool.script('session.login_with_password', () => {
    throw new XapiError('SESSION_AUTHENTICATION_FAILED', ['root', 'no']);
  });
  pool.put('VM', 'v1', { name_label: 'two' });
  await timers.advance(10_000);
  expect(outageOf(readInventory(connection))).toBe('logged out');
  expect(heard).toEqual(['silent', 'none', 'logged out']);
});
