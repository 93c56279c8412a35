import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeConnection } from '../../features/fixtures/fake-connection';
import { makePool } from '../../features/fixtures/pools';
import { attachCache } from '../../xapi/cache/cache';
import { settled } from '../testing/fake-session';
import { watchClock } from './clock-watch';
import { VirtualClock } from './virtual-clock';

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2020, 0, 2, 12);

/** A pool whose clock, and the console's, show noon; the test says what the pool's shows when it is asked. */
function watchPool() {
  const pool = makePool({ hosts: 1, vms: 1 });
  const connection = new FakeConnection(pool);
  attachCache(connection, new QueryClient());
  let told = '20200102T12:00:00Z';
  connection.answers.set('pool.get_all_records', () => ({ pool: { master: 'host0' } }));
  connection.answers.set('host.get_servertime', () => told);
  const clock = new VirtualClock(() => NOON);
  const stop = watchClock(connection, clock);
  pool.set('task', 'old', { created: '20200101T00:00:00Z' });
  connection.setStatus({ kind: 'loading', loaded: 0, total: 1 });
  connection.load();
  connection.setStatus({ kind: 'connected' });
  const asked = () => connection.called.filter((call) => call.startsWith('host.get_servertime')).length;
  return { pool, connection, clock, stop, asked, showing: (time: string) => void (told = time) };
}

describe('the clock of a live pool', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => vi.useRealTimers());

  it('is asked for again every five minutes, and left alone while it is right', async () => {
    const { clock, stop, showing } = watchPool();
    showing('20200102T12:00:01Z');
    vi.advanceTimersByTime(5 * MINUTE_MS);
    await settled();
    expect(clock.nowMs()).toBe(NOON);
    showing('20200102T13:00:00Z');
    vi.advanceTimersByTime(5 * MINUTE_MS);
    await settled();
    expect(clock.nowMs()).toBe(Date.UTC(2020, 0, 2, 13));
    stop();
  });

  it.each([
    ['a task of the future', 'task', { created: '20200102T14:00:00Z' }],
    ['a new task that is old', 'task', { created: '20200102T11:00:00Z' }],
    ['a new message that is old', 'message', { timestamp: '20200102T11:00:00Z' }],
  ] as const)('is asked for at once when there is %s', async (_, cls, fields) => {
    const { pool, connection, clock, stop, showing } = watchPool();
    showing('20200102T14:00:00Z');
    pool.set(cls, 'odd', fields);
    connection.push();
    await settled();
    expect(clock.nowMs()).toBe(Date.UTC(2020, 0, 2, 14));
    stop();
  });

  it('is not asked for by what was there when the console came, or what has only changed since', async () => {
    const { pool, connection, stop, asked } = watchPool();
    pool.set('task', 'old', { created: '20200101T00:00:00Z', status: 'success' });
    pool.set('task', 'new', { created: '20200102T12:00:05Z' });
    connection.push();
    await settled();
    expect(asked()).toBe(0);
    stop();
  });

  it('is asked for once a minute at most, as a single server of the pool may be wrong', async () => {
    const { pool, connection, clock, stop, asked } = watchPool();
    const seen: number[] = [];
    for (const ref of ['one', 'two', 'three']) {
      pool.set('task', ref, { created: '20200102T14:00:00Z' });
      connection.push();
      await settled();
      seen.push(asked());
      if (ref === 'two') vi.advanceTimersByTime(MINUTE_MS);
    }
    expect(seen).toEqual([1, 1, 2]);
    expect(clock.nowMs()).toBe(NOON);
    stop();
  });
});
