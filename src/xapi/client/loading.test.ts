import { describe, expect, it, vi } from 'vitest';

import { readInventory } from '../cache/cache';
import { followedClasses } from './class-plan';
import { openFakePool } from './testing/open-fake-pool';
import { XapiError } from './xapi-error';

describe('opening a pool', () => {
  it('loads class by class, what the tree needs first, and then waits for events', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.settle();
    const loads = pool.calls.filter((call) => call.endsWith('.get_all_records')).map((call) => call.split('.')[0]);
    expect(loads).toEqual(followedClasses);
    expect(loads.indexOf('host')).toBeLessThan(loads.indexOf('VM'));
    expect(loads.indexOf('VM')).toBeLessThan(loads.indexOf('VBD'));
    expect(pool.calls.slice(0, 3)).toEqual(['session.login_with_password', 'pool.get_all', 'event.inject']);
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(pool.waitingPolls()).toHaveLength(1);
    expect(pool.waitingPolls()[0]?.classes).toEqual(followedClasses);
  });

  it('says how far it is', async () => {
    const { timers, statuses } = openFakePool();
    await timers.settle();
    expect(statuses.map((status) => status.kind)).toEqual([...followedClasses.map(() => 'loading'), 'connected']);
    expect(statuses[4]).toEqual({ kind: 'loading', loaded: 5, total: followedClasses.length });
  });

  it('hands large classes over in chunks', async () => {
    const { timers, connection, batches } = openFakePool((pool) => {
      for (let index = 0; index < 1000; index += 1) pool.put('VM', `vm${index}`);
    });
    await timers.advance(1000);
    expect(readInventory(connection).VM.size).toBe(1001);
    const sizes = batches.map((deltas) => deltas.reduce((sum, delta) => sum + delta.upserts.length, 0));
    expect(Math.max(...sizes)).toBe(300);
  });

  it('lets windows of the console in while somebody is logged in, and tells them when that ends', async () => {
    const { timers, connection } = openFakePool();
    const { port1, port2 } = new MessageChannel();
    const told: unknown[] = [];
    port1.onmessage = ({ data }) => void told.push(data);
    await timers.settle();
    connection.admit(port2);
    await vi.waitUntil(() => told.length === 1);
    connection.close();
    await vi.waitUntil(() => told.length === 2);
    expect(told).toEqual([{ username: 'root', password: 'password' }, null]);
    port1.close();
  });

  it('lets no window in with a password that was refused', async () => {
    const { timers, connection } = openFakePool(undefined, 'wrong');
    await timers.settle();
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    connection.admit(port2);
    expect(await answer).toBe(null);
    port1.close();
  });

  it('holds what the account may do, and keeps the session to itself', async () => {
    let secret = '';
    const { timers, connection, batches } = openFakePool((pool) =>
      pool.script('session.get_record', ([, self]) => {
        secret = String(self);
        return { rbac_permissions: ['vm.start'], parent: self };
      }),
    );
    await timers.advance(1000);
    const [own] = readInventory(connection).session.values();
    expect(own?.rbac_permissions).toEqual(['vm.start']);
    expect(secret).not.toBe('');
    expect(JSON.stringify(batches)).not.toContain(secret);
  });

  it('opens a pool that does not tell what the account may do', async () => {
    const { timers, connection } = openFakePool();
    await timers.advance(1000);
    expect(connection.status().kind).toBe('connected');
    expect(readInventory(connection).session.size).toBe(0);
  });

  it('misses nothing that changes while it loads', async () => {
    const { pool, timers, connection } = openFakePool();
    pool.script('VIF.get_all_records', () => {
      pool.put('VM', 'v2');
      pool.remove('VM', 'v1');
      return {};
    });
    await timers.advance(1000);
    expect([...readInventory(connection).VM.keys()]).toEqual(['v2']);
  });

  it('shows a class as empty that the server does not know or does not give', async () => {
    const { pool, timers, connection } = openFakePool();
    pool.script('VM_group.get_all_records', () => {
      throw new XapiError('MESSAGE_METHOD_UNKNOWN', ['VM_group.get_all_records']);
    });
    pool.script('subject.get_all_records', () => {
      throw new XapiError('RBAC_PERMISSION_DENIED', ['subject.get_all_records', '']);
    });
    await timers.advance(1000);
    expect(connection.status().kind).toBe('connected');
    expect(pool.waitingPolls()[0]?.classes).not.toContain('VM_group');
    expect(pool.waitingPolls()[0]?.classes).not.toContain('subject');
  });

  it('reads a token where touching the pool is not allowed', async () => {
    const { pool, timers, connection } = openFakePool();
    pool.script('event.inject', () => {
      throw new XapiError('RBAC_PERMISSION_DENIED', ['event.inject', '']);
    });
    await timers.advance(1000);
    pool.put('VM', 'v2');
    await timers.advance(1000);
    expect(connection.status().kind).toBe('connected');
    expect(readInventory(connection).VM.size).toBe(2);
  });

  it('does without a class whose events the server refuses', async () => {
    const { pool, timers, connection } = openFakePool();
    let refusals = 0;
    pool.script('event.from', ([, classes]) => {
      if (!(classes as string[]).includes('Observer') && refusals > 0) pool.unscript('event.from');
      refusals += 1;
      throw new XapiError('EVENT_SUBSCRIPTION_PARSE_FAILURE', ['VM_group']);
    });
    await timers.advance(3000);
    expect(connection.status().kind).toBe('connected');
    expect(pool.waitingPolls()[0]?.classes).not.toContain('VM_group');
  });
});

describe('a pool that cannot be opened', () => {
  it('is told by its code when the password is wrong, and the password is not tried again by itself', async () => {
    const { pool, timers, connection } = openFakePool(undefined, 'wrong');
    await timers.advance(600_000);
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'SESSION_AUTHENTICATION_FAILED' });
    await expect(connection.call('pool.get_all')).rejects.toMatchObject({ code: 'SESSION_AUTHENTICATION_FAILED' });
    expect(pool.calls).toEqual(['session.login_with_password']);
    connection.retryNow();
    await timers.settle();
    expect(pool.calls).toHaveLength(2);
  });

  it('names the coordinator when the server is not it', async () => {
    const { timers, connection } = openFakePool((pool) =>
      pool.script('session.login_with_password', () => {
        throw new XapiError('HOST_IS_SLAVE', ['10.0.0.1']);
      }),
    );
    await timers.settle();
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'HOST_IS_SLAVE', params: ['10.0.0.1'] });
  });

  it('is tried again while the server is still booting', async () => {
    const { pool, timers, connection } = openFakePool((booting) =>
      booting.script('session.login_with_password', () => {
        throw new XapiError('HOST_STILL_BOOTING');
      }),
    );
    await timers.settle();
    expect(connection.status()).toMatchObject({ kind: 'lost', reason: 'HOST_STILL_BOOTING' });
    pool.unscript('session.login_with_password');
    await timers.advance(5000);
    expect(connection.status()).toEqual({ kind: 'connected' });
  });

  it('is said to be no pool when something else answers', async () => {
    const { timers, connection } = openFakePool((pool) => pool.script('session.login_with_password', () => 42));
    await timers.settle();
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'NOT_XENAPI' });
  });
});
