import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SteadyOrder } from './steady-order';

describe('the order of flows', () => {
  it('is that of their levels, those of one level by number, however they changed since the last time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 9 }), fc.gen(), (count, kinds, gen) => {
        const order = new SteadyOrder(count);
        for (let time = 0; time < 4; time++) {
          const levels = Float64Array.from({ length: count }, () => gen(fc.nat, { max: kinds }));
          const sorted = [...levels.keys()].sort((a, b) => (levels[a] ?? 0) - (levels[b] ?? 0) || a - b);
          expect([...order.by(levels)]).toEqual(sorted);
        }
      }),
    );
  });
});
