import { ByteReader } from './byte-reader';

/**
 * Enough of zstd (RFC 8878) for what is stored as it is: blocks of bytes, and blocks of one byte that repeats, of which
 * a sparse disk has many. Every reader of zstd takes it; this one reads nothing else.
 */
export const ZSTD_MAGIC: readonly number[] = [0x28, 0xb5, 0x2f, 0xfd];

const BLOCK_BYTES = 128 * 1024;
/** No size, no checksum, no dictionary; a window of 128 KiB. */
const FRAME_HEADER = Uint8Array.of(...ZSTD_MAGIC, 0x00, 7 << 3);

const RAW = 0;
const REPEATED = 1;

/** A block is compressed, or the file is none of zstd. */
export class ZstdError extends Error {}

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

/** What frames hold whose blocks are stored; ZstdError at a block that is compressed. */
export async function* unzstdStored(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = new ByteReader(chunks);
  for (let first = await reader.some(1); first.length > 0; first = await reader.some(1)) {
    const rest = await reader.take(4);
    if (first[0] !== ZSTD_MAGIC[0] || rest.slice(0, 3).some((byte, at) => byte !== ZSTD_MAGIC[at + 1])) {
      throw new ZstdError('a frame begins with other bytes');
    }
    const descriptor = rest[3] ?? 0;
    await reader.take(restOfHeader(descriptor));
    yield* blocksOf(reader);
    if ((descriptor & 4) !== 0) await reader.take(4);
  }
}

/** Bytes of the window, the dictionary's name and the size, by the descriptor of a frame. */
function restOfHeader(descriptor: number): number {
  const isSingle = (descriptor & 0x20) !== 0;
  const size = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  return (isSingle ? 0 : 1) + dictionary + size;
}

async function* blocksOf(reader: ByteReader): AsyncIterable<Uint8Array> {
  for (let isLast = false; !isLast;) {
    const [low = 0, middle = 0, high = 0] = await reader.take(3);
    isLast = (low & 1) === 1;
    const bytes = (low >> 3) | (middle << 5) | (high << 13);
    switch ((low >> 1) & 3) {
      case RAW:
        yield await reader.take(bytes);
        break;
      case REPEATED:
        yield new Uint8Array(bytes).fill((await reader.take(1))[0] ?? 0);
        break;
      default:
        throw new ZstdError('a block is compressed');
    }
  }
}
