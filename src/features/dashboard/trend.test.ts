import { describe, expect, it, vi } from 'vitest';
import { parseUpdates } from '../../xapi/rrd/updates';
import { outlookText } from './outlook-text';
import { keepSpace, readSpace, spaceOutlook, withToday } from './space';
import { statisticsOf } from './statistics';
import { outlookOf, trendsOf } from './trend';
import type { Point } from './trend';

const DAY_MS = 86_400_000;

/** One point a day. */
const line = (days: number, at: (day: number) => number): readonly Point[] =>
  Array.from({ length: days }, (_each, day) => [day, at(day)]);

describe('an outlook', () => {
  it('says when a course that grows reaches all there is', () => {
    const outlook = outlookOf(line(8, (day) => 0.5 + day * 0.01));
    expect(outlook).toEqual({
      kind: 'grows',
      perWeek: expect.closeTo(0.07) as number,
      fullInDays: expect.closeTo(43) as number,
    });
    expect(outlookText(outlook)).toBe('grows by 7 % a week: 100 % in about 6 weeks');
    expect(outlookText(outlookOf(line(8, (day) => 0.93 + day * 0.01)))).toContain('at any moment');
    expect(outlookText(outlookOf(line(8, (day) => 0.5 + day * 0.03)))).toContain('in about 10 days');
    expect(outlookText(outlookOf(line(8, (day) => 0.5 + day * 0.003)))).toContain('in about 5 months');
  });

  it('names no day that is more than a year away, and none for what falls', () => {
    expect(outlookText(outlookOf(line(20, (day) => 0.01 + day * 0.0015)))).toBe('grows by 1 % a week');
    expect(outlookText(outlookOf(line(8, (day) => 0.5 - day * 0.01)))).toBe('falls by 7 % a week');
  });

  it('sees no trend in what goes up and down, hardly moves, or has just begun', () => {
    const steady = { kind: 'steady' };
    expect(outlookOf(line(168, (hour) => 0.5 + 0.2 * Math.sin(hour / 4)))).toEqual(steady);
    expect(outlookOf(line(8, (day) => 0.5 + day * 0.001))).toEqual(steady);
    expect(outlookOf(line(8, (day) => (day < 3 ? 0.5 : 0.7)))).toEqual(steady);
    expect(outlookOf(line(8, () => 0.5))).toEqual(steady);
    expect(outlookOf(line(2, (day) => day * 0.1))).toEqual(steady);
    expect(
      outlookOf([
        [0, 0.1],
        [0.1, 0.2],
        [0.2, 0.3],
      ]),
    ).toEqual(steady);
    expect(outlookOf([])).toEqual(steady);
  });
});

const updates = (legend: readonly string[], rows: readonly string[]): string =>
  `{"meta":{"start":"0","step":"3600","end":"7200","rows":"2","columns":"3","legend":${JSON.stringify(legend)}},"data":[${rows.join()}]}`;

describe('the statistics of a server', () => {
  const LEGEND = ['cpu_avg', 'memory_total_kib', 'memory_free_kib', 'gpu_utilisation_compute_0000/3b/00.0'].map(
    (name) => `AVERAGE:host:0c5a:${name}`,
  );

  it('add up by what each server has', () => {
    const one = statisticsOf(parseUpdates(updates(LEGEND, ['{"t":"3600","values":["1","100","50","0.5"]}'])));
    const other = statisticsOf(parseUpdates(updates(LEGEND.slice(0, 3), ['{"t":"3600","values":["0","300","300"]}'])));
    const trends = trendsOf([
      { cores: 8, statistics: one },
      { cores: 24, statistics: other },
    ]);
    expect(trends.map(({ id, now }) => [id, now])).toEqual([
      ['cpu', 0.25],
      ['memory', 0.125],
      ['gpu', 0.5],
    ]);
    expect(trendsOf([])).toEqual([]);
  });
});

describe('how full storage was', () => {
  const at = (day: number, share: number, before = {}) => withToday(before, [{ uuid: 'a', share }], day * DAY_MS + 1);

  it('is noted once a day, for a few months, and forgets days to come', () => {
    let notes = at(5, 0.4, at(5, 0.3));
    expect(notes).toEqual({ a: [[5, 0.4]] });
    notes = at(6, 0.5, { ...notes, b: [[1, 1]] });
    expect(notes['a']).toEqual([
      [5, 0.4],
      [6, 0.5],
    ]);
    expect(notes['b']).toEqual([[1, 1]]);
    expect(at(3, 0.1, notes)['a']).toEqual([[3, 0.1]]);
    for (let day = 7; day < 300; day += 1) notes = at(day, 0.5, notes);
    expect(notes['a']).toHaveLength(120);
  });

  it('leads somewhere after some days', () => {
    const notes = [1, 2, 3, 4].reduce((before, day) => at(day, 0.5 + day / 10, before), {});
    expect(spaceOutlook(notes, 'a')).toMatchObject({ kind: 'grows', fullInDays: expect.closeTo(1) as number });
    expect(spaceOutlook(notes, 'unknown')).toEqual({ kind: 'steady' });
  });

  it('is nothing where the browser keeps nothing', () => {
    expect(readSpace()).toEqual({});
  });

  it('is noted for the pool and not for a twin, which has its repositories', () => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => kept.set(key, text),
    });
    keepSpace('ouse.example', at(5, 0.3));
    keepSpace('twin 1', at(5, 0.9));
    const notes = readSpace();
    vi.unstubAllGlobals();
    expect(notes).toEqual({ a: [[5, 0.3]] });
  });
});
