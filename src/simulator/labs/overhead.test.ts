import { expect, test } from 'vitest';
import type { LabChart, LabResult } from '../../control/labs/lab';
import { runLab } from './run';

const run = (values = {}): Promise<LabResult> => runLab({ lab: 'overhead', values }, () => undefined);

function chartOf({ charts }: LabResult, id: string): LabChart {
  const chart = charts.find((other) => other.id === id);
  if (chart === undefined) throw new Error(`There is no chart ${id}`);
  return chart;
}

function valueOf(chart: LabChart, series: string, x: number | string): number {
  return chart.series.find(({ id }) => id === series)?.points.find((point) => point.x === x)?.y ?? NaN;
}

const KIB = 1024;

test('every way to every device gives what was published', async () => {
  const result = await run();
  const compared = result.findings.filter(({ published }) => published !== undefined);
  expect(compared.map(({ what }) => what)).toHaveLength(14);
  for (const { errorPercent } of compared) expect(Math.abs(errorPercent ?? 100)).toBeLessThan(5);

  const [wd, sas, ssd, ram] = ['wd-blue', 'sas-raid0', 'ssd-raid0', 'guests'].map((id) => chartOf(result, id));
  if (wd === undefined || sas === undefined || ssd === undefined || ram === undefined) throw new Error('no charts');
  // Small requests are slower from a guest, and large ones hide it on a slow disk.
  const small = ['dom0', 'blkback', 'tapdisk2'].map((path) => valueOf(wd, path, 4 * KIB));
  expect(small).toEqual([...small].sort((a, b) => b - a));
  // User space never reaches the array.
  for (const path of ['tapdisk2', 'qdisk']) {
    const points = sas.series.find(({ id }) => id === path)?.points ?? [];
    expect(Math.max(...points.map(({ y }) => y))).toBeLessThan(370);
  }
  // Nothing matches the control domain on the SSDs, and its curve still rises at the end.
  for (const path of ['blkback', 'blkback-persistent', 'tapdisk2', 'qdisk']) {
    expect(valueOf(ssd, path, 2048 * KIB)).toBeLessThan(valueOf(ssd, 'dom0', 2048 * KIB));
  }
  expect(valueOf(ssd, 'dom0', 4096 * KIB)).toBeGreaterThan(valueOf(ssd, 'dom0', 2048 * KIB));
  // Persistent grants cost one guest a little, and save many guests the lock of the grant table.
  expect(valueOf(ssd, 'blkback-persistent', 128 * KIB)).toBeLessThan(valueOf(ssd, 'blkback', 128 * KIB));
  expect(valueOf(ram, 'blkback-persistent', 10)).toBeGreaterThan(valueOf(ram, 'blkback', 10));

  // The stages of a request make up what the statistics say that it waits: bytes in flight over throughput.
  const xray = chartOf(result, 'ssd-raid0-xray');
  for (const [path, name] of [
    ['dom0', 'Control domain itself'],
    ['blkback', 'blkback'],
    ['tapdisk2', 'tapdisk2'],
  ] as const) {
    const stages = xray.series.map(({ id }) => valueOf(xray, id, name));
    const sumUs = stages.reduce((sum, us) => sum + us, 0);
    expect(sumUs).toBeCloseTo((128 * KIB) / valueOf(ssd, path, 128 * KIB), 0);
    expect(valueOf(xray, 'Waiting in line', name)).toBeLessThan(0.1);
  }
  expect(result.worlds.map(({ name }) => name)).toEqual(['Storage paths']);
});

test('mapping takes a larger part of larger requests, events the same time', async () => {
  const shares: number[] = [];
  const events: number[] = [];
  for (const size of ['4k', '128k']) {
    const result = await run({ device: ['ssd-raid0'], path: ['blkback'], size, guests: 1 });
    const xray = chartOf(result, 'ssd-raid0-xray');
    const sumUs = xray.series.reduce((sum, { points }) => sum + (points[0]?.y ?? 0), 0);
    shares.push(valueOf(xray, 'Mapping and unmapping grants', 'blkback') / sumUs);
    events.push(valueOf(xray, 'Events and waking up', 'blkback'));
  }
  expect(shares[1]).toBeGreaterThan(shares[0] ?? 1);
  expect(events[1]).toBe(events[0]);
});

test('measures what was asked for: a deeper queue hides the events', async () => {
  const values = { device: ['ssd-raid0'], path: ['dom0', 'tapdisk3'], depth: 8, guests: 2 };
  const result = await run(values);
  expect(result.charts.map(({ id }) => id)).toEqual(['ssd-raid0', 'ssd-raid0-xray']);
  expect(result.findings).toEqual([]);
  const deep = valueOf(chartOf(result, 'ssd-raid0'), 'tapdisk3', 4 * KIB);
  const flat = await run({ ...values, depth: 1 });
  expect(deep).toBeGreaterThan(4 * valueOf(chartOf(flat, 'ssd-raid0'), 'tapdisk3', 4 * KIB));
});
