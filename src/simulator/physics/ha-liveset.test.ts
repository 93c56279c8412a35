import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { haTimers, survivors, type HaHost } from './ha-liveset';

describe('the surviving servers', () => {
  const hosts = fc.array(fc.record<HaHost>({ isAlive: fc.boolean(), seesStatefile: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  });

  test('are alive, hear one another and share what they see of the statefile', () => {
    fc.assert(
      fc.property(hosts, fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }), (pool, links) => {
        const hear = (a: number, b: number): boolean => links[Math.min(a, b) * 8 + Math.max(a, b)] ?? true;
        const alive = survivors(pool, hear);
        expect(alive.every((index) => pool[index]?.isAlive)).toBe(true);
        expect(alive.every((a) => alive.every((b) => a === b || hear(a, b)))).toBe(true);
        expect(new Set(alive.map((index) => pool[index]?.seesStatefile)).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('include somebody as long as anybody alive sees the statefile', () => {
    fc.assert(
      fc.property(hosts, fc.boolean(), (pool, isConnected) => {
        fc.pre(pool.some(({ isAlive, seesStatefile }) => isAlive && seesStatefile));
        expect(survivors(pool, () => isConnected).length).toBeGreaterThan(0);
      }),
    );
  });

  test('are those whose guests weigh more, where sets are as large', () => {
    const pool = [0, 0, 0, 1].map((weight) => ({ isAlive: true, seesStatefile: true, weight }));
    expect(survivors(pool, (a, b) => a < 2 === b < 2)).toEqual([2, 3]);
  });
});

test('the timers follow from the timeout', () => {
  expect(haTimers(60)).toMatchObject({
    heartbeatIntervalS: 3,
    statefileIntervalS: 3,
    joinTimeoutS: 120,
    warnAfterS: 15,
  });
  expect(haTimers(10)).toMatchObject({ heartbeatIntervalS: 2, statefileIntervalS: 2, statefileWatchdogS: 25 });
});
