import { describe, expect, it } from 'vitest';
import { clockParts, readTime, writeTime } from './time-input';
import { VirtualClock } from '../connections/virtual-clock';

const NOW = Date.UTC(2026, 0, 2, 9, 0, 0);
const HOUR = 3_600_000;

describe('times for the clock', () => {
  it('reads dates, times of day and spans', () => {
    expect(readTime('2026-02-01 12:30', NOW)).toBe(Date.UTC(2026, 1, 1, 12, 30));
    expect(readTime('2026-02-01', NOW)).toBe(Date.UTC(2026, 1, 1));
    expect(readTime('17:30', NOW)).toBe(Date.UTC(2026, 0, 2, 17, 30));
    expect(readTime('08:00', NOW)).toBe(Date.UTC(2026, 0, 3, 8));
    expect(readTime('+2 h', NOW)).toBe(NOW + 2 * HOUR);
    expect(readTime('1d 4h 30min', NOW)).toBe(NOW + 28.5 * HOUR);
    expect(readTime('90 s', NOW)).toBe(NOW + 90_000);
  });

  it('refuses what it cannot read', () => {
    for (const text of ['', 'tomorrow', '25:00', '2026-13-01', '12', '2 parsecs', '+', '1 h or so']) {
      expect(readTime(text, NOW)).toBeNull();
    }
  });

  it('reads what it writes', () => {
    expect(readTime(writeTime(NOW), 0)).toBe(NOW);
    expect(clockParts(NOW)).toEqual({ date: 'Fri 2026-01-02', time: '09:00:00' });
  });
});

describe('the clock between two reports', () => {
  it('goes on at the speed of the world and stands while paused', () => {
    let wallMs = 0;
    const state = { nowMs: NOW, paused: false, speed: 60, nextDueMs: null };
    const clock = new VirtualClock(() => wallMs);
    expect(clock.nowMs()).toBe(0);
    clock.report(state);
    wallMs = 500;
    expect(clock.nowMs()).toBe(NOW + 30_000);
    clock.report({ ...state, nowMs: NOW + 29_000, paused: true });
    wallMs = 5000;
    expect(clock.nowMs()).toBe(NOW + 29_000);
  });
});
