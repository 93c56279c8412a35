import type { ByteReader } from './byte-reader';
import {
  FOOTER_BYTES,
  HEADER_BYTES,
  readFooter,
  readHeader,
  SECTOR_BYTES,
  UNUSED_BLOCK,
  VhdError,
  type VhdHeader,
} from './vhd-format';

/** A table for the largest disks that the format has, with the smallest blocks that are in use. */
const MOST_ENTRIES = 8 * 1024 * 1024;
const LARGEST_BLOCK_BYTES = 64 * 1024 * 1024;

/**
 * Reads a dynamic or differencing VHD while it arrives, and hands on the sectors that are written in it. Blocks must lie
 * in the file behind the table, in any order.
 * @throws VhdError when it is no such file; EndOfBytes when it ends before its last block
 */
export async function readVhd(
  source: ByteReader,
  write: (offset: number, bytes: Uint8Array) => void,
  moved: () => Promise<void>,
): Promise<void> {
  const { kind, sizeBytes, headerOffset } = readFooter(await source.take(FOOTER_BYTES));
  if (kind === 'fixed') throw new VhdError('A fixed VHD cannot be read before it is whole');
  await goTo(source, headerOffset, 'header');
  const header = readHeader(await source.take(HEADER_BYTES));
  const { blockBytes, entries, tableOffset } = header;
  if (!isPowerOfTwo(blockBytes) || blockBytes < 8 * SECTOR_BYTES || blockBytes > LARGEST_BLOCK_BYTES) {
    throw new VhdError(`The VHD has blocks of ${blockBytes} bytes`);
  }
  if (entries > MOST_ENTRIES || entries * blockBytes < sizeBytes) {
    throw new VhdError(`The table of the VHD has ${entries} entries`);
  }
  await goTo(source, tableOffset, 'table');
  const blocks = blocksOf(await source.take(entries * 4), header);
  const bitmapBytes = Math.ceil(blockBytes / SECTOR_BYTES / 8 / SECTOR_BYTES) * SECTOR_BYTES;
  for (const { block, offset } of blocks) {
    await goTo(source, offset, `block ${block}`);
    const bitmap = await source.take(bitmapBytes);
    const data = await source.take(blockBytes);
    const start = block * blockBytes;
    for (const [from, to] of runsOf(bitmap, Math.min(blockBytes, Math.max(0, sizeBytes - start)))) {
      write(start + from, data.subarray(from, to));
    }
    await moved();
  }
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}

async function goTo(source: ByteReader, offset: number, what: string): Promise<void> {
  if (offset < source.position) throw new VhdError(`The ${what} of the VHD lies before what points at it`);
  await source.skipTo(offset);
}

/** The blocks that the table has, in the order of the file. */
function blocksOf(table: Uint8Array, { entries }: VhdHeader): { readonly block: number; readonly offset: number }[] {
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  const blocks: { block: number; offset: number }[] = [];
  for (let block = 0; block < entries; block++) {
    const sector = view.getUint32(4 * block);
    if (sector !== UNUSED_BLOCK) blocks.push({ block, offset: sector * SECTOR_BYTES });
  }
  return blocks.sort((a, b) => a.offset - b.offset);
}

/** Stretches of bytes whose sectors are written; the highest bit of a byte is the first sector. */
function* runsOf(bitmap: Uint8Array, lengthBytes: number): Generator<readonly [from: number, to: number]> {
  const sectors = Math.ceil(lengthBytes / SECTOR_BYTES);
  const isWritten = (sector: number): boolean => ((bitmap[sector >> 3] ?? 0) & (0x80 >> (sector & 7))) !== 0;
  for (let at = 0; at < sectors;) {
    if (!isWritten(at)) {
      at++;
      continue;
    }
    const from = at;
    while (at < sectors && isWritten(at)) at++;
    yield [from * SECTOR_BYTES, Math.min(at * SECTOR_BYTES, lengthBytes)];
  }
}
