import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { collect as collectBody } from './plain';
import { unzstdStored, zstdStored, ZstdError } from './zstd';

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return (await collectBody(body)) as Uint8Array;
}

async function* pieces(bytes: Uint8Array, size = 70_001): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const SAMPLES: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['one byte', Uint8Array.of(7)],
  ['a sparse disk', new Uint8Array(500_000).fill(1, 300_000, 300_007)],
  ['all kinds of bytes', Uint8Array.from({ length: 300_000 }, (_, at) => Math.imul(at, 2654435761) >>> 13)],
];

test.each(SAMPLES)('%s comes out as it went in', async (_name, bytes) => {
  expect(Buffer.compare(await collect(unzstdStored(zstdStored(pieces(bytes)))), bytes)).toBe(0);
});

test('runs of one byte take next to no room', async () => {
  expect((await collect(zstdStored(pieces(new Uint8Array(10_000_000))))).length).toBeLessThan(400);
});

const hasZstd = spawnSync('zstd', ['--version']).status === 0;

test.skipIf(!hasZstd).each(SAMPLES)('%s is read by zstd', async (_name, bytes) => {
  const input = await collect(zstdStored(pieces(bytes)));
  expect(Buffer.compare(spawnSync('zstd', ['-dcq'], { input, maxBuffer: 1e8 }).stdout, bytes)).toBe(0);
});

test('what is compressed is not read', async () => {
  // A frame of one block that says it is compressed.
  const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38, 0x05 | (1 << 3), 0, 0, 0);
  await expect(collect(unzstdStored(pieces(frame)))).rejects.toThrow(ZstdError);
});
