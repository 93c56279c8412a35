import { expect, test } from 'vitest';
import type { LabChart, LabResult } from '../../control/labs/lab';
import { runLab } from './run';

const run = (values = {}): Promise<LabResult> => runLab({ lab: 'boot-storm', values }, () => undefined);

function chartOf({ charts }: LabResult, id: string): LabChart {
  const chart = charts.find((other) => other.id === id);
  if (chart === undefined) throw new Error(`There is no chart ${id}`);
  return chart;
}

function valuesOf(chart: LabChart, series: string): readonly number[] {
  return chart.series.find(({ id }) => id === series)?.points.map(({ y }) => y) ?? [];
}

/** What the filer gives of a boot: 5000 requests of 24 KiB a second, four of five of them reads, MB/s. */
const FULL = (5000 * 24 * 1024 * 0.8) / 1e6;
const IMAGE_MB = 400 * 1.048576;

test('fifty desktops fill the filer; with read caching each server reads the image once, and they are up sooner', async () => {
  const result = await run({ desktops: 50 });
  const compared = result.findings.filter(({ published }) => published !== undefined);
  expect(compared.map(({ what }) => what)).toEqual(['Part of what booting guests move that they read']);
  for (const { errorPercent } of compared) expect(Math.abs(errorPercent ?? 100)).toBeLessThan(5);

  const time = chartOf(result, 'time');
  const [ten = 0, fifty = 0] = valuesOf(time, 'off-all');
  const [, cached = 0] = valuesOf(time, 'on-all');
  // As the bytes and the filer say: fifty desktops need more than six times what one takes.
  expect(ten).toBeGreaterThan(42);
  expect(fifty).toBeGreaterThan(213);
  expect(fifty).toBeLessThan(220);
  expect(cached).toBeLessThan(fifty / 3);

  // The statistics agree: full from the first minute to the last, never fuller, and no byte is lost.
  const throughput = chartOf(result, 'throughput');
  const delivered = valuesOf(throughput, 'off-delivered');
  expect(Math.max(...delivered)).toBeLessThan(1.02 * FULL);
  const middle = delivered.slice(6, 36);
  expect(Math.min(...middle)).toBeGreaterThan(0.98 * FULL);
  const moved = delivered.reduce((sum, rate) => sum + 5 * rate, 0);
  expect(moved / (50 * IMAGE_MB)).toBeCloseTo(1, 1);
  const copies = 2 * 0.95 + 50 * 0.05;
  const once = valuesOf(throughput, 'on-delivered').reduce((sum, rate) => sum + 5 * rate, 0);
  expect(once / (copies * IMAGE_MB)).toBeCloseTo(1, 1);
  expect(Math.max(...valuesOf(throughput, 'on-read'))).toBeGreaterThan(3 * FULL);
  // Little's law: four requests in flight each.
  const [latency = 0] = valuesOf(chartOf(result, 'latency'), 'off-latency').slice(20, 21);
  expect(latency).toBeCloseTo((1000 * 4 * 50) / 5000, 0);
});

test('faster storage makes caching needless, and the desktops wait for themselves', async () => {
  const result = await run({ desktops: 10, device: 'nvme', gap: 0 });
  const time = chartOf(result, 'time');
  for (const series of ['off-all', 'on-all']) {
    const [ten = 0] = valuesOf(time, series);
    expect(ten).toBeGreaterThan(35);
    expect(ten).toBeLessThan(40);
  }
});

test('a cache on a local SSD spares the filer the writes too, when desktops forget them', async () => {
  const result = await run({ desktops: 50, caching: ['on', 'disk'] });
  const time = chartOf(result, 'time');
  const [, memory = 0] = valuesOf(time, 'on-all');
  const [, disk = 0] = valuesOf(time, 'disk-all');
  // 50 times 0.05 of the image over the network, and nothing written there.
  expect(disk).toBeLessThan(memory);
  const throughput = chartOf(result, 'throughput');
  const moved = valuesOf(throughput, 'disk-delivered').reduce((sum, rate) => sum + 5 * rate, 0);
  expect(moved / ((2 * 0.95 + 50 * 0.05) * IMAGE_MB)).toBeCloseTo(1, 1);
});

test('measures what was asked for', async () => {
  const result = await run({ desktops: 20, caching: ['on'], system: 'linux', gap: 1 });
  expect(chartOf(result, 'time').series.map(({ id, points }) => [id, points.length])).toEqual([
    ['on-all', 2],
    ['on-half of them', 2],
  ]);
  const [, last = 0] = valuesOf(chartOf(result, 'time'), 'on-all');
  expect(last).toBeGreaterThan(19 + 15);
  expect(last).toBeLessThan(19 + 20);
});
