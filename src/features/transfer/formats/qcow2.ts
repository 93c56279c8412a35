import { bytesOf, viewOf, wide } from './bytes';
import { MOST_BYTES, written } from './disk-image';
import type { DiskImage, Extent } from './disk-image';
import { inflateRaw } from './inflate';
import type { Source } from './source';
import { texts } from './texts';
import { WrongFile } from './wrong-file';

/** Fields of the header, by where they stand (QEMU: docs/interop/qcow2.txt). */
const HEADER_BYTES = 112;
const VERSION_2_BYTES = 72;
const AT = { version: 4, backing: 8, clusterBits: 20, size: 24, encryption: 32, l1Size: 36, l1Table: 40 } as const;
const AT_3 = { incompatible: 72, headerLength: 100, compression: 104 } as const;

/** Features without which a reader may not read. */
const CORRUPT = 1n << 1n;
const OUTSIDE_DATA = 1n << 2n;
const OTHER_PACKING = 1n << 3n;
const SMALL_CLUSTERS = 1n << 4n;
/** Reference counts may be wrong; nobody who only reads minds. */
const DIRTY = 1n;
const KNOWN = DIRTY | CORRUPT | OUTSIDE_DATA | OTHER_PACKING | SMALL_CLUSTERS;

const ENTRY_BYTES = 8;
const OFFSET = 0x00fffffffffffe00n;
const PACKED = 1n << 62n;
const ZEROS = 1n;

const SECTOR_BYTES = 512;
const MOST_L1_BYTES = 32 * 2 ** 20;
/** So much is read at once where clusters follow each other in the file too. */
const RUN_BYTES = 4 * 2 ** 20;

interface Header {
  readonly clusterBits: number;
  readonly virtualBytes: number;
  readonly l1: DataView;
}

/** Reads the header of a QCOW2 image. WrongFile where it makes no sense, and for what cannot be read without more. */
export async function qcow2Image(file: Source): Promise<DiskImage> {
  const header = await headerOf(file);
  return {
    format: 'QCOW2',
    virtualBytes: header.virtualBytes,
    fileBytes: file.size,
    extents: () => extentsOf(file, header),
  };
}

async function headerOf(file: Source): Promise<Header> {
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes.set(await bytesOf(file, 0, Math.min(HEADER_BYTES, file.size)));
  const view = viewOf(bytes);
  const version = view.getUint32(AT.version);
  if (file.size < VERSION_2_BYTES) throw new WrongFile(texts.cutOff);
  if (version !== 2 && version !== 3) throw new WrongFile(texts.otherQcow);
  if (view.getBigUint64(AT.backing) !== 0n) throw new WrongFile(texts.differencing);
  if (view.getUint32(AT.encryption) !== 0) throw new WrongFile(texts.encryptedDisk);
  if (version === 3) assertReadable(view);
  const clusterBits = view.getUint32(AT.clusterBits);
  const virtualBytes = wide(view, AT.size, false);
  if (clusterBits < 9 || clusterBits > 21) throw new WrongFile(texts.damaged);
  if (virtualBytes <= 0 || virtualBytes > MOST_BYTES) throw new WrongFile(texts.damaged);
  const needed = Math.ceil(virtualBytes / (2 ** clusterBits * entriesOf(clusterBits)));
  const l1Bytes = view.getUint32(AT.l1Size) * ENTRY_BYTES;
  if (l1Bytes < needed * ENTRY_BYTES || needed * ENTRY_BYTES > MOST_L1_BYTES) throw new WrongFile(texts.damaged);
  const l1 = viewOf(await bytesOf(file, wide(view, AT.l1Table, false), needed * ENTRY_BYTES));
  return { clusterBits, virtualBytes, l1 };
}

function assertReadable(view: DataView): void {
  const features = view.getBigUint64(AT_3.incompatible);
  if ((features & CORRUPT) !== 0n) throw new WrongFile(texts.corruptDisk);
  if ((features & OUTSIDE_DATA) !== 0n) throw new WrongFile(texts.outsideData);
  const isOther = view.getUint32(AT_3.headerLength) > AT_3.compression && view.getUint8(AT_3.compression) !== 0;
  if ((features & OTHER_PACKING) !== 0n && isOther) throw new WrongFile(texts.unknownCompression);
  if ((features & (SMALL_CLUSTERS | ~KNOWN)) !== 0n) throw new WrongFile(texts.otherQcow);
}

/** A table fills one cluster. */
const entriesOf = (clusterBits: number): number => 2 ** clusterBits / ENTRY_BYTES;

/** Clusters that follow each other on the disk and in the file. */
interface Run {
  readonly offset: number;
  readonly at: number;
  readonly length: number;
}

async function* extentsOf(file: Source, { clusterBits, virtualBytes, l1 }: Header): AsyncIterable<Extent> {
  const clusterBytes = 2 ** clusterBits;
  const entries = entriesOf(clusterBits);
  let readBytes = 0;
  /** How much has been read, which of a damaged file may be more than there is. */
  const done = (bytes: number): number => Math.min((readBytes += bytes), file.size);
  for (let table = 0; table * entries * clusterBytes < virtualBytes; table += 1) {
    const tableAt = Number(l1.getBigUint64(table * ENTRY_BYTES) & OFFSET);
    if (tableAt === 0) continue;
    const l2 = viewOf(await bytesOf(file, tableAt, clusterBytes));
    const ends = packedEnds(l2, clusterBits);
    done(clusterBytes);
    let run: Run | null = null;
    for (let entry = 0; entry < entries; entry += 1) {
      const offset = (table * entries + entry) * clusterBytes;
      if (offset >= virtualBytes) break;
      const value = l2.getBigUint64(entry * ENTRY_BYTES);
      const length = Math.min(clusterBytes, virtualBytes - offset);
      const next = isPlain(value) ? { offset, at: Number(value & OFFSET), length } : null;
      const grown: Run | null = run && next && joined(run, next);
      if (run !== null && grown === null) yield* readRun(file, run, done);
      run = grown ?? next;
      if ((value & PACKED) === 0n) continue;
      const { at, end, isExact } = placeOf(value, clusterBits, ends, file.size);
      const packed = await bytesOf(file, at, end - at);
      const bytes = await inflateRaw(packed, clusterBytes, isExact).catch((thrown: unknown) => {
        if (!isExact) throw thrown;
        return inflateRaw(packed, clusterBytes, false);
      });
      yield* written(offset, bytes.subarray(0, length), done(end - at));
    }
    if (run !== null) yield* readRun(file, run, done);
  }
}

/** It lies in the file as it is; else it is packed, known to be zero, or was never written. */
const isPlain = (value: bigint): boolean => (value & (PACKED | ZEROS)) === 0n && (value & OFFSET) !== 0n;

function joined(run: Run, next: Run): Run | null {
  const follows = run.at + run.length === next.at && run.length + next.length <= RUN_BYTES;
  return follows ? { ...run, length: run.length + next.length } : null;
}

async function* readRun(
  file: Source,
  { offset, at, length }: Run,
  done: (bytes: number) => number,
): AsyncIterable<Extent> {
  yield* written(offset, await bytesOf(file, at, length), done(length));
}

/** Where something packed begins, of the entries of one table, in the order of the file. */
function packedEnds(l2: DataView, clusterBits: number): Float64Array {
  const starts: number[] = [];
  for (let at = 0; at < l2.byteLength; at += ENTRY_BYTES) {
    const value = l2.getBigUint64(at);
    if ((value & PACKED) !== 0n) starts.push(Number(value & (packedOffsetEnd(clusterBits) - 1n)));
  }
  return new Float64Array(starts).sort();
}

const packedOffsetEnd = (clusterBits: number): bigint => 1n << BigInt(62 - (clusterBits - 8));

interface Place {
  readonly at: number;
  readonly end: number;
  /** Something else begins where it ends. */
  readonly isExact: boolean;
}

/** Where a packed cluster lies: its entry tells the end in sectors, what is packed behind it tells it to the byte. */
function placeOf(value: bigint, clusterBits: number, starts: Float64Array, fileBytes: number): Place {
  const offsetEnd = packedOffsetEnd(clusterBits);
  const at = Number(value & (offsetEnd - 1n));
  const more = Number((value & (PACKED - 1n)) / offsetEnd);
  const most = at - (at % SECTOR_BYTES) + (more + 1) * SECTOR_BYTES;
  const next = firstAfter(starts, at);
  const isExact = next !== undefined && next <= most && next > most - SECTOR_BYTES;
  return { at, end: isExact ? next : Math.min(most, fileBytes), isExact };
}

function firstAfter(sorted: Float64Array, at: number): number | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return sorted[low];
}
