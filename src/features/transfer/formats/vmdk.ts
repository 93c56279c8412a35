import { bytesOf, latin, viewOf, wide } from './bytes';
import { MOST_BYTES, written } from './disk-image';
import type { DiskImage } from './disk-image';
import type { Source } from './source';
import { texts } from './texts';
import { WrongFile } from './wrong-file';

const SECTOR_BYTES = 512;
const LARGEST_GRAIN = 16 * 1024 * 1024;
const MOST_TABLES = 4 * 1024 * 1024;
const MOST_ENTRIES = 64 * 1024;
const DEFLATE = 1;

/** The directory stands in the footer, written when it was known (VMware: Virtual Disk Format 5.0, 4.4). */
const IN_FOOTER = 0xffffffffffffffffn;
const FOOTER_FROM_END = 2 * SECTOR_BYTES;

const FLAG_ZEROS = 1 << 2;
const FLAG_PACKED = 1 << 16;

/** A grain that was never written, and one that is known to be zero, in files that tell. */
const EMPTY = 0;
const ZERO = 1;

interface Header {
  readonly isPacked: boolean;
  readonly tellsZeros: boolean;
  readonly virtualBytes: number;
  readonly grainBytes: number;
  readonly entriesPerTable: number;
  readonly directoryAt: bigint;
}

/** Reads the header of a sparse VMDK, as virtual machines and OVF packages have them. WrongFile for others. */
export async function vmdkImage(file: Source): Promise<DiskImage> {
  const first = await headerAt(file, 0);
  const header = first.directoryAt === IN_FOOTER ? await headerAt(file, file.size - FOOTER_FROM_END) : first;
  const { virtualBytes, grainBytes, entriesPerTable, isPacked, tellsZeros, directoryAt } = header;
  const tableBytes = grainBytes * entriesPerTable;
  const tables = Math.ceil(virtualBytes / tableBytes);
  if (directoryAt > BigInt(file.size) || tables > MOST_TABLES) throw new WrongFile(texts.damaged);
  const directory = viewOf(await bytesOf(file, Number(directoryAt) * SECTOR_BYTES, tables * 4));
  const grainAt = isPacked ? packedGrain : plainGrain;
  return {
    format: 'VMDK',
    virtualBytes,
    fileBytes: file.size,
    async *extents() {
      let readBytes = 0;
      for (let table = 0; table < tables; table += 1) {
        const tableAt = directory.getUint32(table * 4, true);
        if (tableAt === EMPTY) continue;
        const entries = viewOf(await bytesOf(file, tableAt * SECTOR_BYTES, entriesPerTable * 4));
        for (let entry = 0; entry < entriesPerTable; entry += 1) {
          const offset = table * tableBytes + entry * grainBytes;
          const sector = entries.getUint32(entry * 4, true);
          if (offset >= virtualBytes || sector === EMPTY || (tellsZeros && sector === ZERO)) continue;
          const grain = await grainAt(file, sector * SECTOR_BYTES, grainBytes);
          readBytes += grain.readBytes;
          const bytes = grain.bytes.subarray(0, Math.min(grainBytes, virtualBytes - offset));
          yield* written(offset, bytes, Math.min(readBytes, file.size));
        }
      }
    },
  };
}

async function headerAt(file: Source, at: number): Promise<Header> {
  const bytes = await bytesOf(file, at, SECTOR_BYTES);
  if (latin(bytes.subarray(0, 4)) !== 'KDMV') throw new WrongFile(at === 0 ? texts.notVmdk : texts.cutOff);
  const view = viewOf(bytes);
  const version = view.getUint32(4, true);
  if (version < 1 || version > 3) throw new WrongFile(texts.notVmdk);
  const flags = view.getUint32(8, true);
  const isPacked = (flags & FLAG_PACKED) !== 0;
  const tellsZeros = (flags & FLAG_ZEROS) !== 0;
  const grainBytes = wide(view, 20, true) * SECTOR_BYTES;
  const virtualBytes = wide(view, 12, true) * SECTOR_BYTES;
  const entriesPerTable = view.getUint32(44, true);
  if (isPacked && view.getUint16(77, true) !== DEFLATE) throw new WrongFile(texts.unknownCompression);
  const isSound =
    virtualBytes > 0 &&
    virtualBytes <= MOST_BYTES &&
    grainBytes >= 8 * SECTOR_BYTES &&
    grainBytes <= LARGEST_GRAIN &&
    entriesPerTable > 0 &&
    entriesPerTable <= MOST_ENTRIES;
  if (!isSound) throw new WrongFile(texts.damaged);
  return { isPacked, tellsZeros, virtualBytes, grainBytes, entriesPerTable, directoryAt: view.getBigUint64(56, true) };
}

interface Grain {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly readBytes: number;
}

async function plainGrain(file: Source, at: number, grainBytes: number): Promise<Grain> {
  return { bytes: await bytesOf(file, at, grainBytes), readBytes: grainBytes };
}

/** A grain behind its place and its length, 12 bytes, packed as zlib does. */
async function packedGrain(file: Source, at: number, grainBytes: number): Promise<Grain> {
  const length = viewOf(await bytesOf(file, at, 12)).getUint32(8, true);
  // What cannot be packed grows a little.
  if (length === 0 || length > 2 * grainBytes) throw new WrongFile(texts.damaged);
  const packed = await bytesOf(file, at + 12, length);
  const bytes = await inflated(packed, grainBytes);
  return { bytes, readBytes: 12 + length };
}

async function inflated(packed: Uint8Array<ArrayBuffer>, grainBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(grainBytes);
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return whole;
      if (at + value.length > grainBytes) throw new WrongFile(texts.damaged);
      whole.set(value, at);
      at += value.length;
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    throw error instanceof WrongFile ? error : new WrongFile(texts.damaged);
  }
}
