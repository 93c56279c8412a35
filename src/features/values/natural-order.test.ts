import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNatural, naturalKey } from './natural-order';

const sorted = (names: readonly string[]) => [...names].sort(compareNatural);

describe('natural order', () => {
  it('reads numbers as numbers', () => {
    expect(sorted(['vm10', 'vm2', 'vm1', 'VM3', 'vm', 'vm1a', 'vm100000000000', 'vm02'])).toEqual([
      'vm',
      'vm1',
      'vm1a',
      'vm02',
      'vm2',
      'VM3',
      'vm10',
      'vm100000000000',
    ]);
  });

  it('sets punctuation before numbers and numbers before letters', () => {
    expect(sorted(['a', '10', '#x', '9', '-'])).toEqual(['#x', '-', '9', '10', 'a']);
  });

  it('sets accented letters beside their plain ones', () => {
    expect(sorted(['zebra', 'école', 'ecole', 'f'])).toEqual(['ecole', 'école', 'f', 'zebra']);
  });

  it('orders numbers of any length by value', () => {
    const number = fc.bigInt({ min: 0n, max: 10n ** 40n });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(Math.sign(compareNatural(`n${a}`, `n${b}`))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('is a total order on arbitrary names', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        expect(compareNatural(a, b)).toBe(-compareNatural(b, a) + 0);
        if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) expect(compareNatural(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('gives the same key whenever it is asked', () => {
    expect(naturalKey('Web 12')).toBe(naturalKey('web 12'));
  });
});
