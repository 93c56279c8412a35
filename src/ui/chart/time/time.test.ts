import { describe, expect, it } from 'vitest';
import { seenColour } from './colours';
import { lonePoints, newestReading, plotRows, readingAt, stopsOf } from './plot-rows';
import type { Course } from './plot-rows';
import { timeCsv } from './time-csv';
import { pointsFor, timeLooks } from './time-spec';
import { fullText, momentText, timeTicks, zoneText } from './time-ticks';
import { formatReading, valueAxis } from './units';

const course = (values: readonly number[], { fromS = 0, stepS = 5 } = {}): Course => ({
  times: Float64Array.from(values, (_value, at) => fromS + at * stepS),
  values: Float64Array.from(values),
  stepS,
});

describe('the rows of a chart', () => {
  it('are all readings of a time, and one on either side so that lines reach the edges', () => {
    const rows = plotRows([course([0, 1, 2, 3, 4, 5, 6])], 9, 21, 240);
    expect(rows.map(({ timeS, values }) => [timeS, values[0]])).toEqual([
      [5, 1],
      [10, 2],
      [15, 3],
      [20, 4],
      [25, 5],
    ]);
  });

  it('are no more than asked for, and keep the lowest and the highest value of each part', () => {
    const values = Array.from({ length: 3000 }, (_each, at) => (at === 1234 ? 99 : at === 2345 ? -9 : 1 + (at % 2)));
    const rows = plotRows([course(values)], 0, 15_000, 240);
    expect(rows).toHaveLength(240);
    const drawn = rows.map((row) => row.values[0]);
    expect(drawn).toContain(99);
    expect(drawn).toContain(-9);
    expect(rows.every(({ timeS }, at) => timeS > (rows[at - 1]?.timeS ?? -1))).toBe(true);
  });

  it('keep gaps, and readings that stand alone between them', () => {
    const rows = plotRows([course([1, NaN, 3, NaN, 5, 6])], 0, 30, 240);
    expect(rows.map(({ values }) => values[0])).toEqual([1, null, 3, null, 5, 6]);
    expect(lonePoints(rows, 0).map(({ timeS }) => timeS)).toEqual([0, 10]);
  });

  it('of courses with other steps meet on straight lines, which cross no gap', () => {
    const rows = plotRows([course([0, 12, NaN, 5], { stepS: 10 }), course([1, 1, 1, 1, 1, 1, 1])], 0, 30, 240);
    expect(rows.map(({ values }) => values[0])).toEqual([0, 6, 12, null, null, null, 5]);
    expect(rows.map(({ values }) => values[1])).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('are fewer for each of many lines', () => {
    expect([1, 8, 16, 64].map(pointsFor)).toEqual([240, 240, 120, 48]);
  });
});

describe('a reading', () => {
  it('is the nearest one, and unknown where none is near', () => {
    const one = course([1, 2, NaN, 4], { fromS: 100 });
    expect([99, 102, 103, 110, 116, 125].map((timeS) => readingAt(one, timeS))).toEqual([1, 1, 2, NaN, 4, NaN]);
    expect(stopsOf([one], 104, 111)).toEqual([105, 110]);
  });

  it('is the newest until a moment, or the one before where one is still to come', () => {
    const one = course([1, 2, 3, NaN], { fromS: 100 });
    expect([107, 112, 115, 119, 121, 200].map((untilS) => newestReading(one, untilS))).toEqual([2, 3, 3, 3, NaN, NaN]);
  });

  it('is written in the unit that fits it, and as a dash where nothing is known', () => {
    expect(formatReading('share', 0.4567)).toBe('45.7 %');
    expect(formatReading('bytesPerSecond', 1_572_864)).toBe('1.5 MiB/s');
    expect(formatReading('seconds', 0.00034)).toBe('340 µs');
    expect(formatReading('seconds', 0.0123)).toBe('12.3 ms');
    expect(formatReading('perSecond', 250)).toBe('250 /s');
    expect(formatReading('watts', 97.5)).toBe('97.5 W');
    expect(formatReading('count', NaN)).toBe('–');
  });
});

describe('a value axis', () => {
  it('has a few round marks from zero over all values', () => {
    expect(valueAxis('share', [0.02, 0.3], 1).ticks.map(({ text }) => text)).toEqual([
      '0 %',
      '25 %',
      '50 %',
      '75 %',
      '100 %',
    ]);
    expect(valueAxis('bytes', [3 * 1024 ** 3]).ticks.map(({ text }) => text)).toEqual([
      '0 B',
      '1 GiB',
      '2 GiB',
      '3 GiB',
    ]);
    expect(valueAxis('celsius', [-4, 12])).toMatchObject({ bottom: -5, top: 15 });
  });

  it('shows noise around nothing as nothing', () => {
    expect(valueAxis('bytesPerSecond', [0, 3]).top).toBe(1024);
    expect(valueAxis('share', []).ticks.length).toBeGreaterThan(1);
  });
});

describe('an axis of time', () => {
  const noon = new Date(2025, 10, 20, 12, 0, 0).getTime() / 1000;
  const texts = (fromS: number, toS: number, widthPx = 400) =>
    timeTicks({ fromS, toS }, widthPx).map(({ text }) => text);

  it('has round times of the zone, and names days where one begins', () => {
    expect(texts(noon - 600, noon)).toEqual(['11:50', '11:52', '11:54', '11:56', '11:58', '12:00']);
    expect(texts(noon - 20, noon)).toEqual(['11:59:40', '11:59:45', '11:59:50', '11:59:55', '12:00:00']);
    expect(texts(noon - 86_400, noon).some((text) => /20/.test(text) && !text.includes(':'))).toBe(true);
    expect(texts(noon - 365 * 86_400, noon)).toContain('2025');
  });

  it('is told by the clock of another zone, summer or not', () => {
    const june = Date.UTC(2025, 5, 14, 22, 30) / 1000;
    const ahead = { fromS: june - 3600, toS: june + 3600, aheadS: 5.5 * 3600 };
    // Half past ten in London is four in the morning in Kolkata: full hours there are half hours here.
    expect(timeTicks(ahead, 400).map(({ timeS, text }) => [(timeS - june) / 60, text])).toEqual([
      [-60, '03:00'],
      [-30, '03:30'],
      [0, '04:00'],
      [30, '04:30'],
      [60, '05:00'],
    ]);
    const week = timeTicks({ fromS: june - 3 * 86_400, toS: june, aheadS: -8 * 3600 }, 400);
    expect(week.map(({ timeS }) => (timeS % 86_400) / 3600)).toEqual(week.map(() => 8));
    expect(momentText(june, 5, 5.5 * 3600)).toBe('06-15 04:00:00');
    expect(momentText(june, 86_400, -8 * 3600)).toBe('2025-06-14');
    expect(fullText(june, 0)).toBe('2025-06-14 22:30:00');
    expect([5.5, 0, -8].map((hours) => zoneText(june, hours * 3600))).toEqual(['UTC+05:30', 'UTC', 'UTC−08:00']);
  });

  it('has as many marks as there is room for', () => {
    for (const span of [7, 60, 601, 7200, 86_400, 604_800, 2_592_000, 31_536_000]) {
      const ticks = timeTicks({ fromS: noon - span, toS: noon }, 400);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.length).toBeGreaterThan(0);
    }
  });
});

describe('the colours of lines', () => {
  it('that a person chose are seen in both themes', () => {
    expect(seenColour('#ffff00')).toMatch(/^light-dark\(#[0-9a-f]{6}, #ffff00\)$/);
    expect(seenColour('#660099')).toMatch(/^light-dark\(#660099, #[0-9a-f]{6}\)$/);
    expect(seenColour('url(x)')).toBe(seenColour('#808080'));
  });

  it('are the same for an earlier time, which is dotted', () => {
    const empty = course([]);
    const looks = timeLooks([
      { ...empty, id: 'a', name: 'a' },
      { ...empty, id: 'a before', name: 'a', earlierOf: 'a' },
      { ...empty, id: 'b', name: 'b' },
    ]);
    expect(looks.get('a before')).toEqual({ colour: looks.get('a')?.colour, dash: '2 3' });
    expect(looks.get('b')?.colour).toBe('var(--series-2)');
  });
});

describe('readings as a file', () => {
  it('are a moment a row in UTC and a series a column, empty where nothing is known', () => {
    const series = [{ ...course([0.5, NaN], { fromS: 60, stepS: 60 }), id: 'a', name: '=cpu' }];
    const spec = { id: 'c', title: 'CPU', unit: 'share' as const, series, window: { fromS: 0, toS: 200 }, marks: [] };
    expect(timeCsv([spec])).toBe('time,CPU: =cpu (%)\r\n1970-01-01T00:01:00.000Z,50\r\n1970-01-01T00:02:00.000Z,\r\n');
  });
});
