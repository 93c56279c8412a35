import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hex, sha1, sha256 } from './digest';

test('digests are those of every other implementation, whatever the length', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) % 256);
    expect(hex(sha1(bytes))).toBe(createHash('sha1').update(bytes).digest('hex'));
    expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});
