import { describe, expect, it } from 'vitest';
import { runningMean } from './running-mean';

const means = (length: number, ...values: readonly number[]) => [...runningMean(Float64Array.from(values), length)];

describe('a running mean', () => {
  it('is of as many values as there are up to a length', () => {
    expect(means(3, 1, 2, 3, 10)).toEqual([1, 1.5, 2, 5]);
    expect(means(1, 4, 5)).toEqual([4, 5]);
  });

  it('passes over what is unknown, and is unknown where a value is', () => {
    expect(means(2, NaN, 4, NaN, 6, 8)).toEqual([NaN, 4, NaN, 6, 7]);
    expect(means(2, NaN, NaN)).toEqual([NaN, NaN]);
  });
});
