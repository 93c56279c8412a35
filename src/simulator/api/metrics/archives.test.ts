import { describe, expect, it } from 'vitest';
import { archives, axisSince, bestArchives, lastUpdateS, type Consolidation } from './archives';

const LAST = 1_767_600_000;
const DAY = 86_400;

/** Steps and consolidations of what answers. */
function answering(withExtremes: boolean, cf: Consolidation | null, intervalS: number, agoS: number): string {
  const found = bestArchives(archives(withExtremes), cf, intervalS, LAST - agoS, LAST);
  return found.map((each) => `${each.cf} ${each.pdps * 5}`).join(', ');
}

describe('the archives of statistics', () => {
  it('are ten minutes, two hours, a week and a year, with extremes for servers', () => {
    expect(archives(false)).toEqual([
      { cf: 'AVERAGE', rows: 120, pdps: 1, xff: 0.5 },
      { cf: 'AVERAGE', rows: 120, pdps: 12, xff: 0.5 },
      { cf: 'AVERAGE', rows: 168, pdps: 720, xff: 0.5 },
      { cf: 'AVERAGE', rows: 366, pdps: 17280, xff: 0.5 },
    ]);
    const extremes = archives(true).map(({ cf, pdps, xff }) => `${cf} ${pdps} ${xff}`);
    expect(extremes).toEqual([
      'AVERAGE 1 0.5',
      ...[12, 720, 17280].flatMap((pdps) => [`AVERAGE ${pdps} 1`, `MIN ${pdps} 1`, `MAX ${pdps} 1`]),
    ]);
  });

  it.each([
    ['AVERAGE', 0, 60, 'AVERAGE 5'],
    ['AVERAGE', 5, 599, 'AVERAGE 5'],
    // The span does not contain its own beginning.
    ['AVERAGE', 5, 600, 'AVERAGE 60'],
    ['AVERAGE', 4, 30, 'AVERAGE 5'],
    ['AVERAGE', 6, 30, 'AVERAGE 5'],
    ['AVERAGE', 10, 30, 'AVERAGE 60'],
    ['AVERAGE', 60, 60, 'AVERAGE 60'],
    ['AVERAGE', 60, 7199, 'AVERAGE 60'],
    ['AVERAGE', 60, 7200, 'AVERAGE 3600'],
    ['AVERAGE', 3600, 7 * DAY - 1, 'AVERAGE 3600'],
    ['AVERAGE', 3600, 7 * DAY, 'AVERAGE 86400'],
    ['AVERAGE', DAY, 10, 'AVERAGE 86400'],
    ['AVERAGE', 0, 400 * DAY, 'AVERAGE 86400'],
    ['AVERAGE', 10 * DAY, 10, 'AVERAGE 86400'],
    ['LAST', 0, 10, ''],
  ] as const)('answer %s at %i s from %i s ago: %s', (cf, intervalS, agoS, found) => {
    expect(answering(false, cf, intervalS, agoS)).toBe(found);
  });

  it('answer extremes from the finest archive that has any, and everything when nothing is asked for', () => {
    expect(answering(true, 'MIN', 0, 60)).toBe('MIN 60');
    expect(answering(false, 'MAX', 0, 60)).toBe('');
    expect(answering(true, null, 0, 60)).toBe('AVERAGE 5');
    expect(answering(true, null, 60, 60)).toBe('AVERAGE 60, MIN 60, MAX 60');
  });

  it('give the rows from the start to the last whole step, and never more than they have', () => {
    const [five, , hour] = archives(false);
    if (five === undefined || hour === undefined) throw new Error('There are four archives');
    expect(lastUpdateS(1_767_600_004_999)).toBe(LAST);
    expect(axisSince(five, LAST - 10, LAST)).toMatchObject({ lastS: LAST, stepS: 5, rows: 3 });
    expect(axisSince(five, LAST - 9, LAST).rows).toBe(2);
    expect(axisSince(five, LAST + 1, LAST).rows).toBe(0);
    expect(axisSince(five, 0, LAST).rows).toBe(120);
    expect(axisSince(hour, LAST - 3600, LAST + 1800)).toMatchObject({ lastS: LAST, rows: 2 });
  });
});
