import { describe, expect, test } from 'vitest';
import type { LabProgress, LabRequest } from '../../control/labs/lab';
import { runLab } from './run';

describe('tapdisk2 against tapdisk3', () => {
  test.each([
    ['6.2', 'tapdisk2', 'read', '4 GB/s'],
    ['6.2', 'tapdisk2', 'write', '4 GB/s'],
    ['6.5', 'tapdisk3', 'read', '10 GB/s'],
    ['6.5', 'tapdisk3', 'write', '8 GB/s'],
  ])('with XenServer %s, %s, %s: as was published, %s', async (release, path, direction, most) => {
    const told: LabProgress[] = [];
    const request: LabRequest = { lab: 'tapdisk', values: { release: [release], direction: [direction] } };
    const { charts, findings, worlds } = await runLab(request, (progress) => told.push(progress));
    expect(findings.map(({ what, published }) => [what, published])).toEqual([
      [`${path}, ${direction}, at most`, most],
    ]);
    for (const { errorPercent } of findings) expect(Math.abs(errorPercent ?? 100)).toBeLessThan(5);
    expect(charts.map(({ series }) => series.map(({ points }) => points.length))).toEqual([[10], [7]]);
    expect(worlds.map(({ name }) => name)).toEqual([`R720 with XenServer ${release}`]);
    expect(told.map(({ done }) => done)).toEqual([...told.keys()].map((at) => at / 10));
  });
});

test('measures what was asked for', async () => {
  const values = { release: ['6.5'], direction: ['read'], guests: 2, depth: 4 };
  const { charts } = await runLab({ lab: 'tapdisk', values }, () => undefined);
  expect(charts[0]?.series.map(({ id, points }) => [id, points.length])).toEqual([['6.5-read', 2]]);
});
