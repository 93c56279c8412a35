import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fairShare, shareOne, type Flow } from './fair-share';

const RESOURCES = 4;
const flows = fc.array(
  fc.record({
    demand: fc.double({ min: 0, max: 1000, noNaN: true }),
    weight: fc.integer({ min: 1, max: 512 }),
    needs: fc.uniqueArray(
      fc.record({
        resource: fc.nat({ max: RESOURCES - 1 }),
        perUnit: fc.double({ min: 0.01, max: 10, noNaN: true }),
      }),
      { selector: ({ resource }) => resource, maxLength: RESOURCES },
    ),
  }),
  { maxLength: 20 },
);
const capacities = fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), {
  minLength: RESOURCES,
  maxLength: RESOURCES,
});

const slack = (value: number): number => 1e-6 * Math.max(1, Math.abs(value));

function usedOf(all: readonly Flow[], rates: readonly number[], resource: number): number {
  return all.reduce((sum, { needs }, index) => {
    const need = needs.find((one) => one.resource === resource);
    return sum + (need?.perUnit ?? 0) * (rates[index] ?? 0);
  }, 0);
}

describe('a fair share', () => {
  test('gives everybody what he wants where there is enough', () => {
    expect(shareOne([3, 1, 2], 10)).toEqual([3, 1, 2]);
  });

  test('gives equal parts where there is not, and what the modest leave to the others', () => {
    expect(shareOne([1, 10, 10], 9)).toEqual([1, 4, 4]);
  });

  test('follows the weights', () => {
    const needs = [{ resource: 0, perUnit: 1 }];
    const { rates } = fairShare(
      [
        { demand: 4, weight: 256, needs },
        { demand: 4, weight: 512, needs },
      ],
      [3],
    );
    expect(rates).toEqual([1, 2]);
  });

  test('never gives more than is wanted or there', () => {
    fc.assert(
      fc.property(flows, capacities, (all, limits) => {
        const { rates, used } = fairShare(all, limits);
        rates.forEach((rate, index) => {
          expect(rate).toBeGreaterThanOrEqual(0);
          expect(rate).toBeLessThanOrEqual((all[index]?.demand ?? 0) + slack(rate));
        });
        limits.forEach((limit, resource) => {
          const sum = usedOf(all, rates, resource);
          expect(sum).toBeLessThanOrEqual(limit + slack(limit));
          expect(Math.abs(sum - (used[resource] ?? 0))).toBeLessThanOrEqual(slack(sum));
        });
      }),
    );
  });

  test('leaves nothing unused: who gets less than he wants meets a full resource where nobody gets more by weight', () => {
    fc.assert(
      fc.property(flows, capacities, (all, limits) => {
        const { rates, limits: reasons } = fairShare(all, limits);
        all.forEach((flow, index) => {
          const rate = rates[index] ?? 0;
          const reason = reasons[index];
          if (reason === undefined) {
            expect(rate).toBe(flow.demand);
            return;
          }
          const limit = limits[reason] ?? 0;
          expect(usedOf(all, rates, reason)).toBeGreaterThanOrEqual(limit - slack(limit));
          all.forEach((other, at) => {
            if (!other.needs.some(({ resource }) => resource === reason)) return;
            const level = (rates[at] ?? 0) / other.weight;
            expect(level).toBeLessThanOrEqual(rate / flow.weight + slack(level));
          });
        });
      }),
    );
  });
});
