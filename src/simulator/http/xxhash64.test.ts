import { expect, test } from 'vitest';
import { xxHash64 } from './xxhash64';

const text = (value: string): string => xxHash64(new TextEncoder().encode(value));

test('gives the published values', () => {
  expect(text('')).toBe('EF46DB3751D8E999');
  expect(text('a')).toBe('D24EC4F1A98C6E5B');
  expect(text('abc')).toBe('44BC2CF5AD770999');
  expect(text('Nobody inspects the spammish repetition')).toBe('FBCEA83C8A378BF1');
});
