import { expect, test } from 'vitest';
import type { Axis } from './archives';
import { waveOf } from './waves';

const DAY_S = 86_400;
const NOW_S = 20_000 * DAY_S;
const KEY = 4711;

function meansOf(periodS: number, { lastS, stepS, rows }: Omit<Axis, 'xff'>): Float64Array {
  const means = new Float64Array(rows);
  waveOf({ lastS, stepS, rows, xff: 1 }, periodS, 0.5).addTo(means, KEY);
  return means;
}

/** From rows of a second, each of which lies between two points whatever the period. */
function meanOfSeconds(periodS: number, fromS: number, toS: number): number {
  const seconds = meansOf(periodS, { lastS: toS, stepS: 1, rows: toS - fromS });
  return seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
}

test.each([
  ['rows between points', 60, 5, 0],
  ['rows between points, from the middle', 900, 5, 35],
  ['rows from point to point', 5, 5, 5],
  ['rows of many points', 60, 3600, 0],
  ['rows that begin anywhere', 900, 3600, 5],
  ['rows that are no part of a period', 60, 25, 10],
  ['periods that end within a row', 900, 1200, 300],
])('%s: the mean over a row is that over its seconds', (_, periodS, stepS, sinceS) => {
  const lastS = NOW_S + sinceS;
  const means = meansOf(periodS, { lastS, stepS, rows: 40 });
  for (const at of [0, 1, 6, 7, 12, 39]) {
    const endS = lastS - at * stepS;
    expect(means[at], `row ${at}`).toBeCloseTo(meanOfSeconds(periodS, endS - stepS, endS), 6);
  }
  expect(new Set(means).size).toBeGreaterThan(1);
});
