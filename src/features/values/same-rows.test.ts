import { expect, it } from 'vitest';
import { sameRows } from './same-rows';

it('rows are the same while every fact of each of them is', () => {
  const record = { name: 'one' };
  const same = sameRows((row: { readonly record: object; readonly words: readonly string[] }) => [
    row.record,
    row.words.join(),
  ]);
  expect(same([{ record, words: ['a'] }], [{ record, words: ['a'] }])).toBe(true);
  expect(same([{ record, words: ['a'] }], [{ record, words: ['b'] }])).toBe(false);
  expect(same([{ record, words: [] }], [{ record: { ...record }, words: [] }])).toBe(false);
  expect(same([{ record, words: [] }], [])).toBe(false);
  expect(same([], [])).toBe(true);
});
