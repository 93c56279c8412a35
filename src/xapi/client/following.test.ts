import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readInventory } from '../cache/cache';
import type { ClassName, Ref } from '../datamodel/ref';
import { silence } from './testing/fake-pool';
import { openFakePool } from './testing/open-fake-pool';
import { lingerMs } from './watch-list';
import { XapiError } from './xapi-error';

describe('following a pool', () => {
  it('shows a change at once after a quiet time', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    pool.put('VM', 'v1', { name_label: 'two' });
    await timers.settle();
    expect(readInventory(connection).VM.get('v1')).toMatchObject({ name_label: 'two' });
  });

  it('hands a storm of changes over at most about five times a second', async () => {
    const { pool, timers, connection, batches } = openFakePool();
    await timers.advance(1000);
    const before = batches.length;
    for (let tick = 0; tick < 500; tick += 1) {
      pool.put('VM', 'v1', { name_label: `name ${tick}` });
      await timers.advance(2);
    }
    expect(batches.length - before).toBeLessThanOrEqual(6);
    await timers.advance(500);
    expect(readInventory(connection).VM.get('v1')).toMatchObject({ name_label: 'name 499' });
  });

  it('knows nothing of what came and went between two polls, and forgets what was deleted', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    pool.put('VM', 'wakes');
    await timers.settle();
    pool.put('VM', 'brief');
    pool.put('VM', 'brief', { name_label: 'changed' });
    pool.remove('VM', 'brief');
    pool.remove('VM', 'v1');
    await timers.advance(1000);
    expect([...readInventory(connection).VM.keys()]).toEqual(['wakes']);
  });

  it('loads a class again when the server counts other rows, for events can be lost', async () => {
    const { pool, timers, connection } = openFakePool((one) => one.put('VM', 'v2'));
    await timers.advance(1000);
    pool.lose('VM', 'v2');
    await timers.advance(1000);
    expect(readInventory(connection).VM.size).toBe(2);
    const loads = (): number => pool.calls.filter((call) => call === 'VM.get_all_records').length;
    expect(loads()).toBe(1);
    pool.put('host', 'h1');
    await timers.advance(1000);
    expect([...readInventory(connection).VM.keys()]).toEqual(['v1']);
    expect(loads()).toBe(2);
    expect(connection.status().kind).toBe('connected');
  });

  it('accepts a count that a fresh load does not mend', async () => {
    const { pool, timers } = openFakePool();
    pool.script('VM.get_all_records', () => ({}));
    await timers.advance(1000);
    for (let change = 0; change < 5; change += 1) {
      pool.put('host', 'h1');
      await timers.advance(1000);
    }
    expect(pool.calls.filter((call) => call === 'VM.get_all_records')).toHaveLength(2);
  });

  it('ends with the same objects as the pool, whatever happens there', async () => {
    const classes: readonly ClassName[] = ['VM', 'host', 'VBD'];
    const step = fc.oneof(
      fc.record({
        do: fc.constant('put' as const),
        cls: fc.constantFrom(...classes),
        ref: fc.nat(5),
        name: fc.string(),
      }),
      fc.record({ do: fc.constant('remove' as const), cls: fc.constantFrom(...classes), ref: fc.nat(5) }),
      fc.record({ do: fc.constantFrom('wait' as const, 'break' as const, 'expire' as const), ms: fc.nat(3000) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { pool, timers, connection } = openFakePool();
        await timers.advance(fc.sample(fc.nat(300), { numRuns: 1, seed: steps.length })[0] ?? 0);
        for (const one of steps) {
          if (one.do === 'put') pool.put(one.cls, `r${one.ref}`, { name_label: one.name });
          else if (one.do === 'remove') pool.remove(one.cls, `r${one.ref}`);
          else {
            if (one.do === 'break') pool.breakLine();
            if (one.do === 'expire') pool.expireSessions();
            await timers.advance(one.ms);
            pool.mend();
          }
        }
        await timers.advance(60_000);
        expect(connection.status().kind).toBe('connected');
        for (const cls of classes) {
          const held: ReadonlyMap<Ref, unknown> = readInventory(connection)[cls];
          expect(Object.fromEntries(held)).toEqual(Object.fromEntries(pool.rows(cls)));
        }
        connection.close();
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

describe('watching a single object', () => {
  const prepare = (pool: { put(cls: ClassName, ref: Ref, row?: Readonly<Record<string, unknown>>): void }): void => {
    pool.put('VM_metrics', 'm1', { install_time: 'then' });
    pool.put('VM_metrics', 'm2');
  };

  it('loads it, follows it, and leaves the others alone', async () => {
    const { pool, timers, connection } = openFakePool(prepare);
    await timers.advance(1000);
    connection.watch('VM_metrics', 'm1');
    await timers.advance(100);
    expect([...readInventory(connection).VM_metrics.keys()]).toEqual(['m1']);
    expect(pool.waitingPolls().map((poll) => poll.classes.at(-1))).toEqual(['VM_metrics/m1']);
    pool.put('VM_metrics', 'm1', { install_time: 'now' });
    pool.put('VM_metrics', 'm2', { install_time: 'now' });
    await timers.advance(500);
    expect(readInventory(connection).VM_metrics.get('m1')).toMatchObject({ install_time: 'now' });
    expect(readInventory(connection).VM_metrics.has('m2')).toBe(false);
  });

  it('restarts the poll once for many, with the token of before', async () => {
    const { pool, timers, connection } = openFakePool(prepare);
    await timers.advance(1000);
    const token = pool.waitingPolls()[0]?.token;
    const polls = pool.calls.filter((call) => call === 'event.from').length;
    connection.watch('VM_metrics', 'm1');
    connection.watch('VM_metrics', 'm2');
    connection.watch('VM_metrics', 'm2');
    await timers.advance(50);
    expect(pool.calls.filter((call) => call === 'event.from')).toHaveLength(polls + 1);
    expect(pool.calls.filter((call) => call === 'VM_metrics.get_record')).toHaveLength(2);
    expect(pool.waitingPolls()).toMatchObject([{ token }]);
    expect(connection.status().kind).toBe('connected');
  });

  it('withdraws it some seconds after the last user has left', async () => {
    const { pool, timers, connection } = openFakePool(prepare);
    await timers.advance(1000);
    const leave = connection.watch('VM_metrics', 'm1');
    const leaveToo = connection.watch('VM_metrics', 'm1');
    await timers.advance(100);
    leave();
    leave();
    await timers.advance(lingerMs + 1000);
    expect(readInventory(connection).VM_metrics.size).toBe(1);
    leaveToo();
    await timers.advance(lingerMs - 1000);
    connection.watch('VM_metrics', 'm1')();
    await timers.advance(lingerMs - 1000);
    expect(readInventory(connection).VM_metrics.size).toBe(1);
    await timers.advance(2000);
    expect(readInventory(connection).VM_metrics.size).toBe(0);
    pool.put('host', 'h1');
    await timers.advance(1000);
    expect(pool.waitingPolls()[0]?.classes).not.toContain('VM_metrics/m1');
  });

  it('does nothing for what is followed anyway, and nothing shows for what does not exist', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    connection.watch('VM', 'v1');
    connection.watch('VM_metrics', 'gone');
    await timers.advance(1000);
    expect(pool.calls).not.toContain('VM.get_record');
    expect(readInventory(connection).VM_metrics.size).toBe(0);
  });

  it('keeps the newer word when an event overtakes the record', async () => {
    const { pool, timers, connection } = openFakePool(prepare);
    await timers.advance(1000);
    pool.script('VM_metrics.get_record', () => silence);
    connection.watch('VM_metrics', 'm1');
    await timers.advance(50);
    pool.put('VM_metrics', 'm1', { install_time: 'now' });
    await timers.advance(500);
    expect(readInventory(connection).VM_metrics.get('m1')).toMatchObject({ install_time: 'now' });
  });

  it('follows a whole class on demand', async () => {
    const { pool, timers, connection } = openFakePool(prepare);
    await timers.advance(1000);
    connection.watch('VM_metrics');
    await timers.advance(500);
    expect(readInventory(connection).VM_metrics.size).toBe(2);
    pool.put('VM_metrics', 'm3');
    await timers.advance(500);
    expect(readInventory(connection).VM_metrics.size).toBe(3);
  });
});

describe('a connection in trouble', () => {
  it('says since when and until when, waits longer each time, and goes on where it was', async () => {
    const { pool, timers, connection, statuses } = openFakePool();
    await timers.advance(1000);
    pool.put('VM', 'v1');
    await timers.advance(500);
    const sinceMs = timers.nowMs() - 500;
    const brokenMs = timers.nowMs();
    pool.breakLine();
    await timers.settle();
    expect(connection.status()).toEqual({ kind: 'lost', reason: 'unreachable', sinceMs, retryAtMs: brokenMs + 1000 });
    await timers.advance(1000);
    expect(connection.status()).toMatchObject({ kind: 'lost', sinceMs, retryAtMs: brokenMs + 3000 });
    pool.put('VM', 'v2');
    pool.mend();
    await timers.advance(2000);
    expect(connection.status()).toEqual({ kind: 'connected' });
    expect(readInventory(connection).VM.size).toBe(2);
    expect(pool.calls.filter((call) => call === 'VM.get_all_records')).toHaveLength(1);
    expect(statuses.filter((status) => status.kind === 'lost')).toHaveLength(2);
  });

  it('tries at once when asked to', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    pool.breakLine();
    await timers.advance(60_000);
    pool.mend();
    connection.retryNow();
    await timers.settle();
    expect(connection.status().kind).toBe('connected');
  });

  it('takes a poll without any answer for a loss', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    await timers.advance(46_000);
    expect(connection.status()).toEqual({ kind: 'connected' });
    pool.script('event.from', () => silence);
    pool.put('host', 'h1');
    await timers.advance(46_000);
    expect(connection.status()).toMatchObject({ kind: 'lost', reason: 'no answer' });
  });

  it('logs in again once when the session has expired, and loads afresh', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    pool.expireSessions();
    pool.put('VM', 'v2');
    const [pools, hosts] = await Promise.all([connection.call('pool.get_all'), connection.call('host.get_all')]);
    expect([pools, hosts]).toEqual([['p1'], ['h1']]);
    await timers.advance(1000);
    expect(pool.calls.filter((call) => call === 'session.login_with_password')).toHaveLength(2);
    expect(readInventory(connection).VM.size).toBe(2);
    expect(connection.status().kind).toBe('connected');
  });

  it('loads afresh also when the next login succeeds only later', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    pool.script('session.login_with_password', () => {
      throw new XapiError('INTERNAL_ERROR', ['There is no pool']);
    });
    pool.expireSessions();
    pool.lose('VM', 'v1');
    await timers.advance(500);
    expect(connection.status()).toMatchObject({ kind: 'lost', reason: 'INTERNAL_ERROR [There is no pool]' });
    pool.unscript('session.login_with_password');
    await timers.advance(5000);
    expect(connection.status().kind).toBe('connected');
    expect(readInventory(connection).VM.size).toBe(0);
    expect(pool.calls.filter((call) => call === 'VM.get_all_records')).toHaveLength(2);
  });

  it('loads everything again when the pool went back to an earlier state', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    pool.put('host', 'h1');
    await timers.settle();
    pool.script('event.from', () => {
      pool.unscript('event.from');
      pool.lose('VM', 'v1');
      return { events: [], valid_ref_counts: {}, token: '00000000000000000001,00000000000000000000' };
    });
    await timers.advance(1000);
    expect(readInventory(connection).VM.size).toBe(0);
    expect(connection.status().kind).toBe('connected');
  });

  it('loads everything again when the server refuses the token', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    pool.script('event.from', ([, , token]) => {
      pool.unscript('event.from');
      throw new XapiError('EVENT_FROM_TOKEN_PARSE_FAILURE', [String(token)]);
    });
    pool.lose('VM', 'v1');
    pool.put('host', 'h1');
    await timers.advance(1000);
    expect(readInventory(connection).VM.size).toBe(0);
    expect(connection.status().kind).toBe('connected');
  });

  it('ends the session and all waiting when it is closed', async () => {
    const { pool, timers, connection } = openFakePool();
    await timers.advance(1000);
    connection.close();
    await timers.settle();
    expect(connection.status()).toEqual({ kind: 'closed' });
    expect(pool.waitingPolls()).toEqual([]);
    expect(pool.loggedOut()).toBe(true);
    await expect(connection.call('pool.get_all')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });
});
