import { expect, test } from 'vitest';
import type { LabProgress } from '../../control/labs/lab';
import { runLab } from './run';

test('tapdisk2 stops at 4 GB/s and tapdisk3 at 10 and 8, as was published', async () => {
  const told: LabProgress[] = [];
  const { charts, findings, worlds } = await runLab({ lab: 'tapdisk', values: {} }, (progress) => told.push(progress));
  expect(findings.map(({ what, published }) => [what, published])).toEqual([
    ['tapdisk2, read, at most', '4 GB/s'],
    ['tapdisk2, write, at most', '4 GB/s'],
    ['tapdisk3, read, at most', '10 GB/s'],
    ['tapdisk3, write, at most', '8 GB/s'],
  ]);
  for (const { errorPercent } of findings) expect(Math.abs(errorPercent ?? 100)).toBeLessThan(5);
  expect(charts.map(({ series }) => series.map(({ points }) => points.length))).toEqual([
    [10, 10, 10, 10],
    [7, 7, 7, 7],
  ]);
  expect(worlds.map(({ name }) => name)).toEqual(['R720 with XenServer 6.2', 'R720 with XenServer 6.5']);
  expect(told.map(({ done }) => done)).toEqual([...told.keys()].map((at) => at / 40));
});

test('measures what was asked for', async () => {
  const values = { release: ['6.5'], direction: ['read'], guests: 2, depth: 4 };
  const { charts } = await runLab({ lab: 'tapdisk', values }, () => undefined);
  expect(charts[0]?.series.map(({ id, points }) => [id, points.length])).toEqual([['6.5-read', 2]]);
});
