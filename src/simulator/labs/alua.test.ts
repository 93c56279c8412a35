import { expect, test } from 'vitest';
import { runLab } from './run';

const run = (values = {}) => runLab({ lab: 'alua', values }, () => undefined);

test('optimized paths carry a fifth more than all in turn, and both stand still for seconds when paths are lost', async () => {
  const { charts, findings, worlds } = await run();
  const told = new Map(findings.map((finding) => [finding.what, finding]));
  for (const what of ['Paths to the LUN', 'Gain of optimized paths over all in turn']) {
    expect(Math.abs(told.get(what)?.errorPercent ?? 100), what).toBeLessThan(0.5);
  }
  expect(told.get('optimized paths: nothing goes after a cable is pulled')?.measured).toBe('10 s');
  expect(Number.parseInt(told.get('optimized paths: nothing goes after a controller is lost')?.measured ?? '')).toBe(
    14,
  );
  const [alua = [], inTurn = []] = charts[2]?.series.map(({ points }) => points.map(({ y }) => Math.round(y))) ?? [];
  expect(alua).toEqual([235, 118, 235]);
  // Paths to the other controller cost something, until there is no other way.
  expect(inTurn).toEqual([196, 98, 235]);
  expect(charts[1]?.series[0]?.points.filter(({ y }) => y === 2).length).toBe(36);
  expect(told.get('MULTIPATH_PERIODIC_ALERT, after the cable was pulled')?.measured).toMatch(
    /^\d+ s \(current=2; max=4\)/,
  );
  expect(worlds).toHaveLength(1);
});

test('Fibre Channel tells of a lost link at once', async () => {
  const { findings } = await run({ fabric: 'fc-8', profile: ['alua'] });
  expect(findings.find(({ what }) => what.endsWith('a cable is pulled'))?.measured).toBe('0 s');
});

test('one request of 4 KiB at a time fills no link, so that paths make no difference', async () => {
  const { charts } = await run({ block: '4k', depth: 1 });
  const [alua = NaN, inTurn = NaN] = charts[2]?.series.map(({ points }) => points[0]?.y ?? NaN) ?? [];
  expect(alua).toBeLessThan(200);
  expect(alua).toBeCloseTo(inTurn, 5);
});

test('an MD36xx as shipped moves the LUN before requests go on, with ALUA they take the long way first', async () => {
  const { findings } = await run({ fabric: 'fc-8', profile: ['md36xx', 'md36xx-alua'] });
  const lost = (name: string): string | undefined =>
    findings.find(({ what }) => what === `${name}: nothing goes after a controller is lost`)?.measured;
  expect([lost('MD36xx as shipped'), lost('MD36xx with ALUA')]).toEqual(['3 s', '4 s']);
});

test('a longer outage makes a longer run', async () => {
  const { charts } = await run({ outage: 180, profile: ['md36xx'] });
  expect(charts[0]?.series.map(({ id, points }) => [id, points.at(-1)?.x])).toEqual([['md36xx', 540]]);
});
