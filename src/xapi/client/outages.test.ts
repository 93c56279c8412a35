import { describe, expect, it } from 'vitest';
import { readInventory } from '../cache/cache';
import { networkLine } from './line';
import { createMembers } from './members';
import { silence, type FakePool } from './testing/fake-pool';
import { openFakePool } from './testing/open-fake-pool';
import { XapiError } from './xapi-error';

const logins = (pool: FakePool): number => pool.calls.filter((call) => call === 'session.login_with_password').length;

/** A pool over a network; each server of the pool answers for itself. */
function openMembers(
  down: Set<string>,
  coordinator: { address: string },
  silent = new Set<string>(),
  known: readonly string[] = [],
) {
  const members = createMembers('https://10.0.0.1', known);
  const asked: string[] = [];
  const opened = openFakePool(
    (pool) => {
      pool.put('host', 'h1', { address: '10.0.0.1' });
      pool.put('host', 'h2', { address: '10.0.0.2' });
      pool.put('host', 'h3', { address: '10.0.0.3' });
      const { request } = pool;
      pool.request = (sent) => {
        const server = members.origin().slice('https://'.length);
        asked.push(server);
        if (down.has(server)) return Promise.reject(new Error('unreachable'));
        if (silent.has(server)) return new Promise((_, reject) => sent.signal?.addEventListener('abort', reject));
        if (server === coordinator.address) return request(sent);
        const { id } = JSON.parse(String(sent.body)) as { readonly id: number };
        const error = { code: 1, message: 'HOST_IS_SLAVE', data: [coordinator.address] };
        const body = JSON.stringify({ jsonrpc: '2.0', id, error });
        return Promise.resolve({ status: 200, headers: {}, body });
      };
    },
    'password',
    { ...networkLine, members },
  );
  return { ...opened, members, asked };
}

describe('an outage of a pool over a network', () => {
  it('is waited for 5 seconds first and 5 minutes at most, and the way to the next try is always known', async () => {
    const { pool, timers, connection } = openFakePool(undefined, 'password', networkLine);
    await timers.advance(1000);
    pool.breakLine();
    const waits: number[] = [];
    for (let each = 0; each < 9; each += 1) {
      await timers.settle();
      const status = connection.status();
      if (status.kind !== 'lost') throw new Error(`It is ${status.kind}.`);
      waits.push((status.retryAtMs - timers.nowMs()) / 1000);
      await timers.advance(status.retryAtMs - timers.nowMs());
    }
    expect(waits).toEqual([5, 10, 20, 40, 60, 120, 300, 300, 300]);
    pool.mend();
    await timers.advance(300_000);
    expect(connection.status()).toEqual({ kind: 'connected' });
  });

  it('is noticed within 20 seconds when nothing says that the server is gone', async () => {
    const { pool, timers, connection } = openFakePool(undefined, 'password', networkLine);
    await timers.advance(1000);
    pool.script('event.from', () => silence);
    pool.put('host', 'h1');
    const sinceMs = timers.nowMs();
    await timers.advance(20_500);
    // It is the last answer that the screen dates from, not the moment when its absence was noticed.
    expect(connection.status()).toMatchObject({ kind: 'lost', reason: 'no answer', sinceMs });
  });

  it('ends a login that nobody answers', async () => {
    const { timers, connection } = openFakePool(
      (pool) => pool.script('session.login_with_password', () => silence),
      'password',
      networkLine,
    );
    await timers.advance(15_000);
    expect(connection.status()).toMatchObject({ kind: 'lost', reason: 'no answer' });
  });

  it('ends sessions, and is gone on after without a question', async () => {
    const { pool, timers, connection, statuses } = openFakePool(undefined, 'password', networkLine);
    await timers.advance(1000);
    pool.breakLine();
    await timers.settle();
    pool.expireSessions();
    pool.mend();
    await timers.advance(5000);
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(statuses.some((status) => status.kind === 'failed')).toBe(false);
    expect(logins(pool)).toBe(2);
  });
});

describe('a pool of several servers', () => {
  it('is found at its coordinator, whichever server one logs in to', async () => {
    const { timers, connection, members } = openMembers(new Set(), { address: '10.0.0.3' });
    await timers.advance(1000);
    expect(members.origin()).toBe('https://10.0.0.3');
    expect(connection.status()).toEqual({ kind: 'connected' });
  });

  it('refuses with HOST_IS_SLAVE when that leads nowhere', async () => {
    const { timers, connection } = openMembers(new Set(), { address: 'not an address' });
    await timers.advance(1000);
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'HOST_IS_SLAVE' });
  });

  it('names the coordinator when that does not answer and no other server is known', async () => {
    const { timers, connection } = openMembers(new Set(['10.0.0.3']), { address: '10.0.0.3' });
    await timers.advance(1000);
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'HOST_IS_SLAVE', params: ['10.0.0.3'] });
  });

  it('is found again at another server that takes over from a lost coordinator', async () => {
    const down = new Set<string>();
    const coordinator = { address: '10.0.0.1' };
    const { pool, timers, connection, asked, members } = openMembers(down, coordinator);
    await timers.advance(1000);
    expect(readInventory(connection).host.size).toBe(3);
    down.add('10.0.0.1');
    pool.breakLine();
    pool.mend();
    pool.expireSessions();
    asked.length = 0;
    await timers.advance(5000);
    // The same one again, then the others, which know of no other coordinator yet.
    expect([...new Set(asked)]).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    expect(connection.status()).toMatchObject({ kind: 'lost' });
    coordinator.address = '10.0.0.2';
    await timers.advance(10_000);
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(members.origin()).toBe('https://10.0.0.2');
  });

  it('is found at a server of earlier days when the one that was named does not answer', async () => {
    const known = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
    const { timers, connection, statuses, asked } = openMembers(
      new Set(['10.0.0.1']),
      { address: '10.0.0.3' },
      new Set(),
      known,
    );
    await timers.advance(1000);
    expect([...new Set(asked)]).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(statuses.map(({ kind }) => kind)).not.toContain('lost');
  });

  it('is lost when none of those that it had answers either', async () => {
    const known = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
    const { timers, connection, asked } = openMembers(new Set(known), { address: '10.0.0.1' }, new Set(), known);
    await timers.advance(1000);
    expect([...new Set(asked)]).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    expect(connection.status()).toMatchObject({ kind: 'lost', reason: 'unreachable' });
  });

  it('is followed when its coordinator steps back while it is there', async () => {
    const coordinator = { address: '10.0.0.1' };
    const { pool, timers, connection, members } = openMembers(new Set(), coordinator);
    await timers.advance(1000);
    coordinator.address = '10.0.0.3';
    pool.put('VM', 'v1', { name_label: 'renamed' });
    await timers.advance(2000);
    expect(members.origin()).toBe('https://10.0.0.3');
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(readInventory(connection).VM.get('v1')).toMatchObject({ name_label: 'renamed' });
  });
});

describe('who does not want to wait', () => {
  it('has the server asked at once that answered last, whoever is asked just now', async () => {
    const down = new Set<string>();
    const silent = new Set<string>();
    const { pool, timers, connection, asked } = openMembers(down, { address: '10.0.0.1' }, silent);
    await timers.advance(1000);
    down.add('10.0.0.1');
    silent.add('10.0.0.2').add('10.0.0.3');
    pool.breakLine();
    pool.mend();
    await timers.advance(6000);
    expect([connection.status().kind, asked.at(-1)]).toEqual(['lost', '10.0.0.2']);
    down.clear();
    connection.retryNow();
    await timers.settle();
    expect(connection.status()).toEqual({ kind: 'connected' });
  });
});

describe('a session that ends while the pool is there', () => {
  it('is a question to a person, and what is held stays', async () => {
    const { pool, timers, connection } = openFakePool(undefined, 'password', networkLine);
    await timers.advance(1000);
    pool.expireSessions();
    await timers.advance(2000);
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'SESSION_INVALID' });
    await expect(connection.call('pool.get_all')).rejects.toMatchObject({ code: 'SESSION_INVALID' });
    expect(logins(pool)).toBe(1);
    expect(readInventory(connection).VM.size).toBe(1);
  });

  it('is no question to who restarted the toolstack themselves, unless it ends much later', async () => {
    const { pool, timers, connection, statuses } = openFakePool(undefined, 'password', networkLine);
    await timers.advance(1000);
    pool.script('host.restart_agent', () => '');
    await connection.call('host.restart_agent', 'h1');
    pool.expireSessions();
    await timers.advance(10_000);
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(statuses.some((status) => status.kind === 'failed')).toBe(false);
    expect(logins(pool)).toBe(2);
    await timers.advance(300_000);
    pool.expireSessions();
    await timers.advance(10_000);
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'SESSION_INVALID' });
  });

  it('goes on with the password, refuses a wrong one, and shows what happened meanwhile', async () => {
    const { pool, timers, connection } = openFakePool(undefined, 'password', networkLine);
    await timers.advance(1000);
    pool.expireSessions();
    pool.put('VM', 'v2');
    await timers.advance(2000);
    const late = connection.call('pool.get_all').catch(() => 'refused');
    connection.authenticate({ username: 'root', password: 'guessed' });
    await timers.advance(1000);
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'SESSION_AUTHENTICATION_FAILED' });
    expect(readInventory(connection).VM.size).toBe(1);
    connection.authenticate({ username: 'root', password: 'password' });
    await timers.advance(3000);
    expect(await late).toBe('refused');
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(readInventory(connection).VM.size).toBe(2);
  });

  it('is none when the server goes down right after: that is an outage', async () => {
    const { pool, timers, connection, statuses } = openFakePool(undefined, 'password', networkLine);
    await timers.advance(1000);
    pool.expireSessions();
    await timers.advance(500);
    pool.breakLine();
    await timers.advance(2000);
    expect(connection.status()).toMatchObject({ kind: 'lost' });
    pool.mend();
    await timers.advance(10_000);
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(statuses.some((status) => status.kind === 'failed')).toBe(false);
  });

  it('asks too when the password was changed during an outage', async () => {
    const { pool, timers, connection } = openFakePool(undefined, 'password', networkLine);
    await timers.advance(1000);
    pool.breakLine();
    await timers.settle();
    pool.expireSessions();
    pool.script('session.login_with_password', () => {
      throw new XapiError('SESSION_AUTHENTICATION_FAILED', ['root', 'no']);
    });
    pool.mend();
    await timers.advance(5000);
    expect(connection.status()).toMatchObject({ kind: 'failed', code: 'SESSION_AUTHENTICATION_FAILED' });
  });
});
