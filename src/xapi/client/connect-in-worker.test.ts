import { QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it } from 'vitest';

import { attachCache, onInventory, readInventory } from '../cache/cache';
import { connectInWorker, type WorkerLike } from './connect-in-worker';
import type { Connection, ConnectionStatus } from './contract';
import type { FakePool } from './testing/fake-pool';
import { createFakePool } from './testing/fake-pool';
import { wallTimers } from './timers';
import { hostPoolClient } from './worker-host';

const ports: MessagePort[] = [];
const closeables: Connection[] = [];

afterEach(() => {
  for (const connection of closeables.splice(0)) connection.close();
  for (const port of ports.splice(0)) port.close();
});

function channel(): MessageChannel {
  const made = new MessageChannel();
  ports.push(made.port1, made.port2);
  return made;
}

/** A simulator's end of a port: answers HTTP messages from a pool. */
function serve(pool: FakePool, port: MessagePort): void {
  const aborts = new Map<number, AbortController>();
  port.addEventListener('message', (event) => {
    const message = event.data as { type: string; id: number; request: Parameters<FakePool['request']>[0] };
    if (message.type === 'abort') {
      aborts.get(message.id)?.abort();
      return;
    }
    const controller = new AbortController();
    aborts.set(message.id, controller);
    pool.request({ ...message.request, signal: controller.signal }).then(
      (response) => port.postMessage({ type: 'http', id: message.id, response }),
      () => undefined,
    );
  });
  port.start();
}

function open(pool: FakePool): { connection: Connection; fail(message: string): void } {
  const toSimulator = channel();
  const toWorker = channel();
  serve(pool, toSimulator.port2);
  hostPoolClient(toWorker.port2, () => undefined);
  let fail: (event: ErrorEvent) => void = () => undefined;
  const worker: WorkerLike = {
    postMessage: (message, transfer) => toWorker.port1.postMessage(message, transfer),
    addEventListener(type: string, listener: (event: never) => void) {
      if (type === 'message') toWorker.port1.addEventListener('message', listener as (event: MessageEvent) => void);
      else fail = listener as (event: ErrorEvent) => void;
    },
  };
  const credentials = { username: 'root', password: 'password' };
  const connection = connectInWorker(worker, { id: 'test', server: { port: toSimulator.port1 }, credentials });
  toWorker.port1.start();
  closeables.push(connection);
  return { connection, fail: (message) => fail({ message } as ErrorEvent) };
}

function until(connection: Connection, kind: ConnectionStatus['kind']): Promise<void> {
  return new Promise((resolve) => {
    if (connection.status().kind === kind) resolve();
    connection.onStatus((status) => {
      if (status.kind === kind) resolve();
    });
  });
}

describe('a connection in a worker', () => {
  it('loads a pool, follows it, calls it and passes refusals on', async () => {
    const pool = createFakePool(wallTimers);
    pool.put('pool', 'p1');
    for (let index = 0; index < 700; index += 1) pool.put('VM', `vm${index}`, { name_label: `n${index}`, tags: [] });
    const { connection } = open(pool);
    attachCache(connection, new QueryClient());
    await until(connection, 'connected');
    expect(await connection.call('pool.get_all')).toEqual(['p1']);
    expect(Object.fromEntries(readInventory(connection).VM)).toEqual(Object.fromEntries(pool.rows('VM')));
    await expect(connection.callAsync('VM.start', 'vm1', false, false)).rejects.toMatchObject({
      name: 'XapiError',
      code: 'MESSAGE_METHOD_UNKNOWN',
      params: ['Async.VM.start'],
    });

    const changed = new Promise<void>((resolve) => {
      onInventory(connection, (inventory) => {
        if (inventory.VM.get('vm1')?.name_label === 'new') resolve();
      });
    });
    pool.put('VM', 'vm1', { name_label: 'new' });
    await changed;
  });

  it('watches single objects as long as they are used', async () => {
    const pool = createFakePool(wallTimers);
    pool.put('pool', 'p1');
    pool.put('VM_metrics', 'm1', { install_time: 'then' });
    const { connection } = open(pool);
    attachCache(connection, new QueryClient());
    await until(connection, 'connected');
    const seen = new Promise<void>((resolve) => {
      onInventory(connection, (inventory) => {
        if (inventory.VM_metrics.has('m1')) resolve();
      });
    });
    connection.watch('VM_metrics', 'm1')();
    await seen;
  });

  it('says when the worker has crashed, and leaves no call waiting', async () => {
    const pool = createFakePool(wallTimers);
    const { connection, fail } = open(pool);
    const waiting = connection.call('pool.get_all');
    fail('out of memory');
    await expect(waiting).rejects.toMatchObject({ code: 'CLIENT_CRASHED' });
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'CLIENT_CRASHED', params: ['out of memory'] });
  });

  it('answers nothing more once it is closed', async () => {
    const { connection } = open(createFakePool(wallTimers));
    const waiting = connection.call('pool.get_all');
    connection.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await expect(connection.call('pool.get_all')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(connection.status()).toEqual({ kind: 'closed' });
  });
});
