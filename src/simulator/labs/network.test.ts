import { expect, test } from 'vitest';
import type { LabResult, LabValues } from '../../control/labs/lab';
import { runLab } from './run';

const run = (values: LabValues): Promise<LabResult> => runLab({ lab: 'network', values }, () => undefined);

/** The values of a series, by the id of its chart and its own. */
function values({ charts }: LabResult, chart: string, series: string): readonly number[] {
  const found = charts.find(({ id }) => id === chart)?.series.find(({ id }) => id === series);
  return found?.points.map(({ y }) => y) ?? [];
}

const CREEDENCE = ['6.2', 'creedence-alpha-1', 'creedence-alpha-2'];

test.each([
  [
    CREEDENCE,
    [
      'Creedence alpha 1 over XenServer 6.2, a stream to a guest: 300 %',
      'Creedence alpha 2 over Creedence alpha 1, a stream to a guest: 65 %',
      'Creedence alpha 2 over XenServer 6.2, a stream from a guest: 250 %',
      'Creedence alpha 2 over XenServer 6.2, all guests together: 200 %',
      'Creedence alpha 2 over Creedence alpha 1, all guests together: 50 %',
    ],
    [3, 2],
  ],
  [
    ['6.5', '7.0'],
    [
      'XenServer 6.5, a stream from a guest: 17 Gbit/s',
      'XenServer 7.0, a stream from a guest: 41 Gbit/s',
      'XenServer 7.0 over XenServer 6.5, all guests together: 3 times',
    ],
    [2, 1],
  ],
])('of %j each gains what was published', async (release, known, marks) => {
  const { findings, charts } = await run({ release, guests: 8 });
  const compared = findings.filter(({ published }) => published !== undefined);
  expect(compared.map(({ what, published }) => `${what}: ${published}`)).toEqual(known);
  for (const { errorPercent } of compared) expect(Math.abs(errorPercent ?? 100)).toBeLessThan(5);
  expect(charts.map(({ published }) => published.length)).toEqual([...marks, 0, 0]);
});

test('hundreds of connections fill the table of 6.2, and not that of 6.5', async () => {
  const result = await run({ release: ['6.2', '6.5'], guests: 36 });
  const full = values(result, 'connections', '6.2');
  expect(full.at(-1)).toBeLessThan(0.5 * (full[0] ?? 0));
  const wild = values(result, 'connections', '6.5');
  expect(wild.at(-1)).toBeCloseTo(wild[0] ?? 0, 1);
});

test('the daemon of the switch is busy long before, as long as netback leaves it a processor', async () => {
  const crowded = await run({ release: ['6.2'], guests: 2, connections: 1000 });
  const sparse = await run({ release: ['6.2'], guests: 2, connections: 10 });
  const busy = (of: LabResult): number => values(of, 'dom0', '6.2').at(-1) ?? 0;
  expect(busy(crowded)).toBeGreaterThan(busy(sparse) + 1);
});

test('a stream to a guest wants receive offload, or at least jumbo frames', async () => {
  const incoming = async (asked: LabValues): Promise<number> =>
    values(await run({ release: ['6.5'], guests: 1, ...asked }), 'stream', 'incoming')[0] ?? NaN;
  const [on, off, jumbo] = [
    await incoming({}),
    await incoming({ gro: 'off' }),
    await incoming({ gro: 'off', mtu: '9000' }),
  ];
  expect(on).toBeGreaterThan(4 * off);
  expect(jumbo).toBeGreaterThan(2 * off);
  // The switch of 6.2 works as well, for whoever finds it.
  const old = await run({ release: ['6.2'], guests: 1, gro: 'on' });
  expect(values(old, 'stream', 'incoming')[0]).toBeCloseTo(9.6, 1);
  expect(old.findings.every(({ published }) => published === undefined)).toBe(true);
});

test('a slow port is what holds everybody back', async () => {
  const result = await run({ release: ['6.5', '7.0'], guests: 4, link: '1' });
  for (const release of ['6.5', '7.0']) expect(Math.max(...values(result, 'guests', release))).toBeCloseTo(1.88, 2);
  expect(values(result, 'stream', 'outgoing')).toEqual([expect.closeTo(0.94, 2), expect.closeTo(0.94, 2)]);
});
