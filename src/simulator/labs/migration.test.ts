import { expect, test } from 'vitest';
import type { LabResult } from '../../control/labs/lab';
import { runLab } from './run';

const run = (values = {}) => runLab({ lab: 'migration', values }, () => undefined);

function chart({ charts }: LabResult, id: string): Readonly<Record<string, readonly number[]>> {
  const series = charts.find((each) => each.id === id)?.series ?? [];
  return Object.fromEntries(series.map(({ id: name, points }) => [name, points.map(({ y }) => y)]));
}

const rises = (values: readonly number[]): boolean =>
  values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0) - 1e-6);

test('a guest that changes more moves longer and stands still longer, less so over faster links', async () => {
  const result = await run({ links: ['1', '10'] });
  const [least] = result.findings;
  expect(least?.published).toBe('60 ms');
  expect(Math.abs(least?.errorPercent ?? 100)).toBeLessThan(1);
  const { '1g': slow = [], '10g': fast = [] } = chart(result, 'total');
  expect([slow.length, fast.length]).toEqual([9, 9]);
  for (const times of [slow, fast]) expect(rises(times)).toBe(true);
  for (const [at, time] of fast.entries()) expect(time).toBeLessThan(slow[at] ?? 0);
  const { '1g': long = [], '10g': short = [] } = chart(result, 'downtime');
  for (const times of [long, short]) expect(rises(times)).toBe(true);
  // 117 MB/s carry no 600 MB/s: the working set of 1 GiB goes while the guest stands still.
  expect(long.at(-1)).toBeGreaterThan(9000);
  expect(long.at(-1)).toBeGreaterThan(3 * (short.at(-1) ?? Infinity));
  expect(rises(chart(result, 'disk')['1g'] ?? [])).toBe(true);
});

test('the rounds are what goes over the management network', async () => {
  const result = await run({ links: ['10'], dirty: 200 });
  const rounds = Object.values(chart(result, 'rounds')).reduce((sum, [bytes = 0]) => sum + bytes, 0);
  const sent = (chart(result, 'time')['sent'] ?? []).reduce((sum, rate) => sum + (rate * 5) / 1000, 0);
  expect(Math.abs(sent / rounds - 1)).toBeLessThan(0.01);
  expect(rounds).toBeGreaterThan((4 * 1024 ** 3) / 1e9);
});

test.each([
  ['10', 'helps'],
  ['40', 'costs'],
])('compression over %s Gbit/s %s', async (link, effect) => {
  const values = { links: [link], dirty: 50, memory: 8, disk: 5 };
  const [plain = NaN] = chart(await run(values), 'total')[`${link}g`] ?? [];
  const [packed = NaN] = chart(await run({ ...values, compression: 'on' }), 'total')[`${link}g`] ?? [];
  expect(packed < plain ? 'helps' : 'costs').toBe(effect);
});

test('a larger disk takes longer', async () => {
  const values = { links: ['10'], memory: 1 };
  const small = chart(await run({ ...values, disk: 5 }), 'disk')['10g'] ?? [];
  const large = chart(await run({ ...values, disk: 50 }), 'disk')['10g'] ?? [];
  expect(large[0]).toBeGreaterThan(3 * (small[0] ?? Infinity));
});
