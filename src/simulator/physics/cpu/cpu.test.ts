import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacityCores, creditShares, DEFAULT_WEIGHT, type CpuDemand } from './credit';
import { localShare, numaSpeed } from './numa';
import { anyWaits, RUNSTATES, type VcpuTime } from './runstates';

const vm = (more: Partial<CpuDemand>): CpuDemand => ({
  weight: DEFAULT_WEIGHT,
  capPercent: 0,
  vcpus: 4,
  wantedCores: 4,
  ...more,
});
const cores = (capacity: number, ...vms: readonly Partial<CpuDemand>[]): readonly number[] =>
  creditShares(capacity, vms.map(vm)).map((share) => Number(share.cores.toFixed(4)));

describe('the credit scheduler', () => {
  test('divides by weight', () => {
    expect(cores(4, { weight: 256 }, { weight: 512 })).toEqual([1.3333, 2.6667]);
  });

  test('holds a capped VM below its cap and leaves the rest to others', () => {
    expect(cores(4, { capPercent: 50, vcpus: 2, wantedCores: 2 }, { vcpus: 8, wantedCores: 8 })).toEqual([0.5, 3.5]);
    expect(creditShares(8, [vm({ capPercent: 50 })])[0]?.stolenShare).toBeCloseTo(0.875, 9);
  });

  test('lets idle VMs be and steals nothing where there is enough', () => {
    const shares = creditShares(8, [vm({ wantedCores: 0 }), vm({ wantedCores: 3 })]);
    expect(shares.map(({ stolenShare }) => stolenShare)).toEqual([0, 0]);
  });

  test('never hands out more than the host has, and all of it when that is wanted', () => {
    const demand = fc.record<CpuDemand>({
      weight: fc.integer({ min: 1, max: 65_535 }),
      capPercent: fc.constantFrom(0, 50, 150),
      vcpus: fc.integer({ min: 1, max: 16 }),
      wantedCores: fc.double({ min: 0, max: 16, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(demand, { maxLength: 30 }), fc.integer({ min: 1, max: 64 }), (vms, capacity) => {
        const given = creditShares(capacity, vms).reduce((sum, share) => sum + share.cores, 0);
        const wanted = vms.reduce(
          (sum, one) =>
            sum + Math.min(one.wantedCores, one.vcpus, one.capPercent > 0 ? one.capPercent / 100 : Infinity),
          0,
        );
        expect(given).toBeCloseTo(Math.min(capacity, wanted), 6);
      }),
    );
  });

  test('counts the second thread of a core as a quarter', () => {
    expect(capacityCores({ cores: 12, threads: 24 })).toBe(15);
  });
});

describe('memory on several nodes', () => {
  test('is local to the part of one node when striped, all of it when it fits on one', () => {
    expect(localShare('striped', [8192, 8192], 4096)).toBe(0.5);
    expect(localShare('best_effort', [8192, 8192], 4096)).toBe(1);
    expect(localShare('best_effort', [8192, 8192, 8192, 8192], 12_288)).toBe(0.5);
    expect(localShare('best_effort', [1024, 1024], 4096)).toBe(0.5);
  });

  test('costs speed the farther it is', () => {
    expect(numaSpeed(1)).toBe(1);
    expect(numaSpeed(0.25)).toBeLessThan(numaSpeed(0.5));
  });
});

describe('the states of a domain', () => {
  const time = fc
    .record({
      vcpus: fc.integer({ min: 1, max: 64 }),
      running: fc.double({ min: 0, max: 1, noNaN: true }),
      rest: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ vcpus, running, rest }): VcpuTime => ({ vcpus, running, waiting: (1 - running) * rest }));

  test('divide all of its time, and those in which one waits are what any one waits', () => {
    fc.assert(
      fc.property(time, (of) => {
        const shares = Object.values(RUNSTATES).map((share) => share(of));
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        const { full_contention, concurrency_hazard, partial_contention } = RUNSTATES;
        expect(full_contention(of) + concurrency_hazard(of) + partial_contention(of)).toBeCloseTo(anyWaits(of), 9);
      }),
    );
  });

  test('are counted over all ways in which virtual CPUs can run, wait and be blocked', () => {
    // Of nine ways of two: one runs and the other waits in two of them.
    const third: VcpuTime = { vcpus: 2, running: 1 / 3, waiting: 1 / 3 };
    const ninths = Object.entries(RUNSTATES).map(([state, share]) => [state, Math.round(9 * share(third))]);
    expect(Object.fromEntries(ninths)).toEqual({
      fullrun: 1,
      full_contention: 1,
      blocked: 1,
      partial_run: 2,
      partial_contention: 2,
      concurrency_hazard: 2,
    });
  });

  test('of one virtual CPU are its own: it never runs beside one that waits', () => {
    const one: VcpuTime = { vcpus: 1, running: 0.5, waiting: 0.3 };
    expect(RUNSTATES.full_contention(one)).toBeCloseTo(0.3, 12);
    for (const state of ['concurrency_hazard', 'partial_run', 'partial_contention'] as const) {
      expect(RUNSTATES[state](one)).toBeCloseTo(0, 12);
    }
  });
});
