import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatPercent, formatTime, parseTime } from './format';
import { formatDay } from './day';

const MINUTE = 60_000;

describe('values as people read them', () => {
  it('shows sizes in binary units', () => {
    expect([0, 1, 1023, 1024, 1536, 4 * 2 ** 30, 1.5 * 2 ** 40, 150 * 2 ** 30].map(formatBytes)).toEqual([
      '0 B',
      '1 B',
      '1023 B',
      '1 KiB',
      '1.5 KiB',
      '4 GiB',
      '1.5 TiB',
      '150 GiB',
    ]);
    expect(formatBytes(2 ** 30 - 1)).toBe('1 GiB');
    expect([-1, Number.NaN, Number.POSITIVE_INFINITY].map(formatBytes)).toEqual(['–', '–', '–']);
  });

  it('shows durations with two units', () => {
    expect([0, 999, 40_000, 12 * MINUTE + 5000, 60 * MINUTE, 76 * 60 * MINUTE + 1].map(formatDuration)).toEqual([
      '0 s',
      '0 s',
      '40 s',
      '12 min 5 s',
      '1 h',
      '3 d 4 h',
    ]);
  });

  it('reads the dates of XenAPI in both spellings and zones', () => {
    const expected = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(parseTime('20260102T03:04:05Z')).toBe(expected);
    expect(parseTime('2026-01-02T03:04:05Z')).toBe(expected);
    expect(parseTime('20260102T04:04:05+01:00')).toBe(expected);
    expect(parseTime('20260102T03:04:05.250Z')).toBe(expected + 250);
  });

  it('reads the epoch as never and anything else as no date', () => {
    for (const text of ['19700101T00:00:00Z', '', 'yesterday', '20260102']) expect(parseTime(text)).toBeNull();
    expect(formatTime(null)).toBe('–');
    expect(formatTime(Number.MAX_VALUE)).toBe('–');
  });

  it('groups digits and rounds percentages', () => {
    expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1\u202f000', '1\u202f234\u202f567']);
    expect([0, 0.005, 1, Number.NaN].map(formatPercent)).toEqual(['0 %', '1 %', '100 %', '–']);
  });
});

it('shows days alike, however toolstacks write them', () => {
  for (const text of ['20251208T00:00:00Z', '2025-12-08', '20251208', ' 2025-12-08 10:20:30 ']) {
    expect(formatDay(text)).toBe('2025-12-08');
  }
  expect([formatDay('December 2025'), formatDay(undefined)]).toEqual(['December 2025', undefined]);
});
