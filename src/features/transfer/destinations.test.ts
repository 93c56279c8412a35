import { expect, it } from 'vitest';
import { distinct } from './destinations';

it('gives objects of one name files of their own, and of names that differ by case alone', () => {
  expect(distinct(['a.xva', 'a.xva', 'a (2).xva', 'A.xva', 'b'])).toEqual([
    'a.xva',
    'a (2).xva',
    'a (2) (2).xva',
    'A (3).xva',
    'b',
  ]);
});
