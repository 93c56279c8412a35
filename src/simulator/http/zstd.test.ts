import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { EndOfBytes } from './byte-reader';
import { collect as collectBody } from './plain';
import { unzstd } from './zstd-reader';
import { ZstdError } from './zstd-tables';
import { zstdStored } from './zstd-writer';

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return (await collectBody(body)) as Uint8Array;
}

async function* pieces(bytes: Uint8Array, size = 70_001): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const WORDS = ['disk', 'server', 'network', 'pool', 'memory', 'snapshot', 'guest', 'event', 'task', 'repository'];

/** Words in an order that nobody would guess. */
function prose(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return `${WORDS[(state >>> 16) % 10]}${(state >>> 8) % 7}`;
  }).join(' ');
}

const SAMPLES: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['one byte', Uint8Array.of(7)],
  ['a sparse disk', new Uint8Array(500_000).fill(1, 300_000, 300_007)],
  ['all kinds of bytes', Uint8Array.from({ length: 300_000 }, (_, at) => Math.imul(at, 2654435761) >>> 13)],
  ['words', new TextEncoder().encode(prose(60_000))],
];

test.each(SAMPLES)('%s comes out as it went in', async (_name, bytes) => {
  expect(Buffer.compare(await collect(unzstd(zstdStored(pieces(bytes)))), bytes)).toBe(0);
});

test('runs of one byte take next to no room', async () => {
  expect((await collect(zstdStored(pieces(new Uint8Array(2_000_000))))).length).toBeLessThan(100);
});

/** `prose(120)` as zstd 1.5 packs it at its level 19. */
const PACKED = Buffer.from(
  'KLUv/QRoxQgAggcWEbA94BVPKpgMmBHfSaSzpgQi3s0PnFsA/xAEYG4WLB6A4OzvwQH4r6+tsra5IyzSrEiv0VjYdn0tIthceesJ' +
    'IrIcWZll+5X5CtyP7UA3GNygWnMb9hMcMWeoYfLGsn8HMERAFIPqAREgKJUqSyaF5o6ElL6Maj+MWyK9RnN7Uw5MNLxE02LgDA5s' +
    'qTpQLAMcC/GeqyEXwVOi9gfBPX2p8n0d5Ok8mSWrObWdwL9svqwdmjSbjxxxfAk3cnCuN1v29L1xTsirLXdNIrOtL54j7WwXOqVV' +
    '6Rcp52zl/zrGQRyiJTrZBkQ6bxYaY99G1hiXDwdvD0ASIPPW9jxgDgtgkbg56vC2NKj4/T+OAinmP8JPqQpQ/sQDOgo=',
  'base64',
);

test('what zstd has packed is unpacked', async () => {
  expect(new TextDecoder().decode(await collect(unzstd(pieces(PACKED, 7))))).toBe(prose(120));
});

test('damaged files end with a reason, wherever they are damaged', async () => {
  let damaged = 0;
  for (let bit = 0; bit < PACKED.length * 8; bit += 3) {
    const bytes = Uint8Array.from(PACKED);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    await collect(unzstd(pieces(bytes))).catch((error: unknown) => {
      damaged += 1;
      if (!(error instanceof ZstdError || error instanceof EndOfBytes)) throw error;
    });
  }
  expect(damaged).toBeGreaterThan(PACKED.length / 2);
  for (let length = 1; length < PACKED.length - 4; length++) {
    await expect(collect(unzstd(pieces(PACKED.subarray(0, length))))).rejects.toThrow(EndOfBytes);
  }
});

const hasZstd = spawnSync('zstd', ['--version']).status === 0;

test.skipIf(!hasZstd).each(SAMPLES)('%s travels both ways between zstd and this pool', async (_name, bytes) => {
  const stored = await collect(zstdStored(pieces(bytes)));
  expect(Buffer.compare(spawnSync('zstd', ['-dcq'], { input: stored, maxBuffer: 1e8 }).stdout, bytes)).toBe(0);
  for (const level of ['-1', '-3', '-19']) {
    const { stdout } = spawnSync('zstd', ['-cq', level], { input: bytes, maxBuffer: 1e8 });
    expect(Buffer.compare(await collect(unzstd(pieces(stdout))), bytes)).toBe(0);
  }
});
