import { expect, test } from 'vitest';
import type { LabResult } from '../../control/labs/lab';
import { runLab } from './run';

const run = (values = {}) => runLab({ lab: 'gpu', values }, () => undefined);

function chart({ charts }: LabResult, id: string): Readonly<Record<string, readonly number[]>> {
  const series = charts.find((each) => each.id === id)?.series ?? [];
  return Object.fromEntries(series.map(({ id: name, points }) => [name, points.map(({ y }) => y)]));
}

const measured = ({ findings }: LabResult, what: string): string | undefined =>
  findings.find((finding) => finding.what === what)?.measured;

test('each of two runs has its engine to itself, and a third one takes from the first', async () => {
  const result = await run();
  const published = result.findings.filter((finding) => finding.published !== undefined);
  expect(published).toHaveLength(8);
  for (const { what, errorPercent } of published) expect(Math.abs(errorPercent ?? 100), what).toBeLessThan(0.5);
  const { 'engine-0': first = [], 'engine-1': second = [] } = chart(result, 'engines-fps');
  const at = (values: readonly number[], seconds: number): number => values[seconds / 5 - 1] ?? NaN;
  expect([at(first, 195), at(first, 330), at(second, 330)].map(Math.round)).toEqual([40, 40, 40]);
  // Five runs: three of them on the first engine.
  expect(at(first, 760)).toBeLessThan(38);
  expect(at(second, 760)).toBe(40);
  const { 'engine-0': warm = [], 'engine-1': cool = [] } = chart(result, 'engines-temperature');
  expect(at(warm, 195)).toBeGreaterThan(at(cool, 195) + 15);
  expect(at(cool, 195)).toBe(35);
  expect(Object.values(chart(result, 'engines-memory_clock')).map((mhz) => [at(mhz, 60), at(mhz, 195)])).toEqual([
    [324, 2500],
    [324, 324],
  ]);
});

test('breadth first spreads desktops over all GPUs, depth first fills one before the next', async () => {
  const result = await run({ runs: 1 });
  expect(chart(result, 'placement')).toEqual({ breadth_first: [2, 2, 1, 1], depth_first: [4, 2, 0, 0] });
  // At 1024 x 768 a run takes 36 % of an engine: three of them fill it.
  expect(chart(result, 'placement-load')['depth_first']?.map(Math.round)).toEqual([100, 72, 0, 0]);
  const { breadth_first: broad = [], depth_first: deep = [] } = chart(result, 'placement-fps');
  expect(Math.min(...broad)).toBe(40);
  expect(deep.map((fps) => Math.round(fps))).toEqual([28, 28, 28, 28, 40, 40]);
});

test('six runs at 800 x 600 do not saturate two engines', async () => {
  const result = await run({ resolution: '800x600', api: 'dx11', desktops: 1 });
  expect(measured(result, 'Load of the engines, 6 runs')).toBe('70 % and 70 %');
  expect(result.findings.filter(({ what }) => what.startsWith('Heaven on')).length).toBe(2);
});

test('a start is refused when all GPUs are full', async () => {
  const result = await run({ runs: 1, profile: 'GRID K260Q', desktops: 9, placement: ['depth_first'] });
  expect(measured(result, 'depth first: the first start that is refused')).toMatch(/^9: /);
});
