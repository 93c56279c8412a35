import { expect, inject, test } from 'vitest';
import { liveThrough } from './testing/determinism';

const SEED = 7;

test('the same seed and the same calls give the same state in the browser as in Node', async () => {
  expect(await liveThrough(SEED)).toEqual(inject('nodeHashes'));
});

test('another seed gives another world', async () => {
  const [built] = await liveThrough(SEED + 1);
  expect(built).not.toBe(inject('nodeHashes')[0]);
});
