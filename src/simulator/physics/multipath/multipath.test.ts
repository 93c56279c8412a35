import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failover, type Change } from './failover';
import { pathCount } from './path-count';
import { allPaths, usePaths } from './paths';
import { PROFILES, queueSeconds } from './profiles';
import { isAluaOverlooked, rdacMode } from './rdac';

/** Payload of 1 Gbit/s, MB/s. */
const LINK = 117.6;
const four = allPaths(2, 2);
const firstOwns = { owner: 0 };

describe('four paths, two NICs to two controllers', () => {
  test.each([
    ['by priority use the two to the owner', PROFILES.alua, four, 4, 2, 235.2],
    ['in turn use all of them, two of them the long way', PROFILES['round-robin'], four, 4, 4, 196],
    ['with one NIC unplugged use one', PROFILES.alua, allPaths(2, 2, ({ nic }) => nic === 1), 2, 1, 117.6],
    [
      'with the owner gone use the long way',
      PROFILES.alua,
      allPaths(2, 2, ({ controller }) => controller === 1),
      2,
      2,
      156.8,
    ],
  ])('%s', (_, profile, paths, up, active, rate) => {
    const use = usePaths(paths, firstOwns, profile, LINK);
    expect([use.up, use.active.length]).toEqual([up, active]);
    expect(use.rate).toBeCloseTo(rate, 1);
  });

  test('never carry more than their links, nor less by a path more to the owner', () => {
    const paths = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(paths, (isUp) => {
        const some = four.map((path, index) => ({ ...path, isUp: isUp[index] ?? true }));
        const { rate } = usePaths(some, firstOwns, PROFILES.alua, LINK);
        const nics = new Set(some.filter((path) => path.isUp).map(({ nic }) => nic)).size;
        expect(rate).toBeLessThanOrEqual(nics * LINK + 1e-9);
        const more = some.map((path) => (path.controller === 0 ? { ...path, isUp: true } : path));
        expect(usePaths(more, firstOwns, PROFILES.alua, LINK).rate).toBeGreaterThanOrEqual(rate - 1e-9);
      }),
    );
  });
});

describe('after a change of paths', () => {
  const change: Change = {
    before: four,
    after: four,
    owner: 0,
    transport: 'iscsi',
    linkRate: LINK,
    profile: PROFILES.alua,
  };
  const phases = (more: Partial<Change>) =>
    failover({ ...change, ...more }).map(({ fromMs, io, rate }) => [fromMs, io, Math.round(rate)]);

  test('a pulled cable stalls iSCSI for ten seconds, fibre channel not at all', () => {
    const after = allPaths(2, 2, ({ nic }) => nic === 1);
    expect(phases({ after })).toEqual([
      [0, 'stalled', 0],
      [10_000, 'running', 118],
    ]);
    expect(phases({ after, transport: 'fc' })).toEqual([[0, 'running', 118]]);
  });

  test('a lost controller leaves the long way until its LUNs have moved', () => {
    const after = allPaths(2, 2, ({ controller }) => controller === 1);
    expect(phases({ after, transport: 'fc' })).toEqual([
      [0, 'running', 157],
      [3000, 'switching', 0],
      [6000, 'running', 235],
    ]);
  });

  test('a lost controller of an array with passive paths stops everything meanwhile', () => {
    const after = allPaths(2, 2, ({ controller }) => controller === 1);
    expect(phases({ after, transport: 'fc', isPassive: true })).toEqual([
      [0, 'switching', 0],
      [3000, 'running', 235],
    ]);
  });

  test('the stock profile of an MD36xx moves its LUN at once; two lines more make it go the long way meanwhile', () => {
    const lost = { after: allPaths(2, 2, ({ controller }) => controller === 1), transport: 'fc' } as const;
    expect(phases({ ...lost, profile: PROFILES.md36xx })).toEqual([
      [0, 'switching', 0],
      [3000, 'running', 235],
    ]);
    expect(phases({ ...lost, profile: PROFILES['md36xx-alua'] })).toEqual(phases(lost));
  });

  test('with no path left requests wait 150 s and fail, on a Clariion 1500 s', () => {
    const after = allPaths(2, 2, () => false);
    expect(phases({ after }).slice(1)).toEqual([
      [10_000, 'queueing', 0],
      [160_000, 'failed', 0],
    ]);
    expect(queueSeconds(PROFILES.clariion)).toBe(1500);
  });

  test('paths that come back are used at once', () => {
    const before = allPaths(2, 2, ({ nic }) => nic === 1);
    expect(phases({ before })).toEqual([[0, 'running', 235]]);
  });
});

test('an MD36xx hides its ALUA from who asks for TPGS, and shows it in its product data', () => {
  expect(rdacMode(0x61)).toBe('IOSHIP');
  expect(rdacMode(0x81)).toBe('AVT');
  expect(rdacMode(0x01)).toBe('RDAC');
  expect(isAluaOverlooked({ tpgs: 0, controllerByte: 0x61 })).toBe(true);
  expect(isAluaOverlooked({ tpgs: 1, controllerByte: 0x61 })).toBe(false);
});

test('the count of paths remembers the most that have been seen', () => {
  expect(pathCount(2, 4)).toBe('[2, 4]');
  expect(pathCount(4, 2)).toBe('[4, 4]');
});
