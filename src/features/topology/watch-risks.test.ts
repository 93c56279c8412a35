import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { attachCache } from '../../xapi/cache/cache';
import { FakeConnection } from '../fixtures/fake-connection';
import { makePool } from '../fixtures/pools';
import { PAUSE_MS, watchRisks } from './watch-risks';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  // Every part takes longer than the page may rest.
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 20));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('works in one round at a time, also where the pool changes meanwhile, and in none when it has stopped', async () => {
  const pool = makePool({ hosts: 2, vms: 3 });
  const connection = new FakeConnection(pool);
  attachCache(connection, new QueryClient());
  connection.load();
  const told: string[] = [];
  const stop = watchRisks(connection, (each) => told.push(typeof each === 'number' ? 'share' : 'whole'));
  const change = (name: string): void => {
    pool.set('VM', 'vm0', { name_label: name });
    connection.push();
  };
  await vi.advanceTimersToNextTimerAsync();
  expect(new Set(told)).toEqual(new Set(['share']));
  change('one');
  await vi.advanceTimersByTimeAsync(PAUSE_MS / 2);
  expect(told.filter((each) => each === 'whole')).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(told.filter((each) => each === 'whole')).toHaveLength(2);
  change('two');
  stop();
  expect(vi.getTimerCount()).toBe(0);
});
