/**
 * Enough of zstd (RFC 8878) for what is stored as it is: blocks of bytes, and blocks of one byte that repeats, of which
 * a sparse disk has many. Every reader of zstd takes it.
 */
export const ZSTD_MAGIC: readonly number[] = [0x28, 0xb5, 0x2f, 0xfd];

const BLOCK_BYTES = 128 * 1024;
/** No size, no checksum, no dictionary; a window of 128 KiB. */
const FRAME_HEADER = Uint8Array.of(...ZSTD_MAGIC, 0x00, 7 << 3);

const RAW = 0;
const REPEATED = 1;

function header(isLast: boolean, type: number, bytes: number): Uint8Array {
  const value = (bytes << 3) | (type << 1) | (isLast ? 1 : 0);
  return Uint8Array.of(value & 255, (value >> 8) & 255, value >> 16);
}

function isRepeated(block: Uint8Array): boolean {
  const [first] = block;
  return block.every((byte) => byte === first);
}

function* blockOf(block: Uint8Array, isLast: boolean): Iterable<Uint8Array> {
  if (block.length > 0 && isRepeated(block)) {
    yield header(isLast, REPEATED, block.length);
    yield block.subarray(0, 1);
  } else {
    yield header(isLast, RAW, block.length);
    yield block;
  }
}

/** One frame that holds all chunks. */
export async function* zstdStored(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield FRAME_HEADER;
  let block = new Uint8Array(BLOCK_BYTES);
  let held = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      if (held === BLOCK_BYTES) {
        yield* blockOf(block, false);
        block = new Uint8Array(BLOCK_BYTES);
        held = 0;
      }
      const part = chunk.subarray(at, at + BLOCK_BYTES - held);
      block.set(part, held);
      held += part.length;
      at += part.length;
    }
  }
  yield* blockOf(block.subarray(0, held), true);
}
