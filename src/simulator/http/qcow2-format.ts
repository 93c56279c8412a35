/**
 * Records of the qcow2 format, all big-endian. Source: QEMU, docs/interop/qcow2.txt.
 */

/** What is in a file: `QFI` and 0xfb. */
const QCOW2_MAGIC = 0x514649fb;
/** Length of the header of version 2; that of version 3 is longer. */
export const HEADER_2_BYTES = 72;
export const HEADER_3_BYTES = 104;
/** The cluster has no other owner, and may be written where it is. */
const COPIED = 1n << 63n;
/** Bits of an entry that say where a table or a cluster is. */
const OFFSET = (1n << 56n) - 512n;
const COMPRESSED = 1n << 62n;
const ZERO = 1n;

/** What version 3 may have that a reader must know: a file that is dirty can be read, all else cannot. */
const DIRTY = 1n;

/** A file is not of the format, or has something that cannot be read while it arrives. */
export class Qcow2Error extends Error {}

export interface Qcow2Header {
  readonly version: number;
  readonly sizeBytes: number;
  readonly clusterBits: number;
  readonly tableOffset: number;
  /** Entries of the first table. */
  readonly entries: number;
}

/** The header of a file with clusters of 64 KiB and one reference to each. */
export function qcow2Header(
  header: Omit<Qcow2Header, 'version'> & { readonly countsOffset: number; readonly countsClusters: number },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_3_BYTES + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, QCOW2_MAGIC);
  view.setUint32(4, 3);
  view.setUint32(20, header.clusterBits);
  view.setBigUint64(24, BigInt(header.sizeBytes));
  view.setUint32(36, header.entries);
  view.setBigUint64(40, BigInt(header.tableOffset));
  view.setBigUint64(48, BigInt(header.countsOffset));
  view.setUint32(56, header.countsClusters);
  view.setUint32(96, COUNT_BITS_EXPONENT);
  view.setUint32(100, HEADER_3_BYTES);
  return bytes;
}

/** Counts of references have 16 bits. */
const COUNT_BITS_EXPONENT = 4;

/** @param bytes at least those of version 2; the others are looked at if they are there */
export function readQcow2Header(bytes: Uint8Array): Qcow2Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) !== QCOW2_MAGIC) throw new Qcow2Error('The file does not begin as a qcow2');
  const version = view.getUint32(4);
  if (version !== 2 && version !== 3) throw new Qcow2Error(`The qcow2 is of version ${version}`);
  if (view.getUint32(32) !== 0) throw new Qcow2Error('The qcow2 is encrypted');
  const clusterBits = view.getUint32(20);
  if (clusterBits < 9 || clusterBits > 21) throw new Qcow2Error(`The clusters of the qcow2 have ${clusterBits} bits`);
  if (version === 3 && (view.getBigUint64(72) & ~DIRTY) !== 0n) {
    throw new Qcow2Error('The qcow2 has features that cannot be read');
  }
  return {
    version,
    sizeBytes: Number(view.getBigUint64(24)),
    clusterBits,
    tableOffset: Number(view.getBigUint64(40)),
    entries: view.getUint32(36),
  };
}

/** An entry of a table that points at a cluster. */
export function pointer(offset: number): bigint {
  return BigInt(offset) | COPIED;
}

/** Where an entry of the first table points; 0 for a part of the disk that has nothing. */
export function tableAt(entry: bigint): number {
  return Number(entry & OFFSET);
}

/** Where an entry of a second table points; null for a cluster that the file has nothing of. */
export function clusterAt(entry: bigint, version: number): number | 'zero' | null {
  if ((entry & COMPRESSED) !== 0n) throw new Qcow2Error('The qcow2 has compressed clusters');
  if (version === 3 && (entry & ZERO) !== 0n) return 'zero';
  const offset = Number(entry & OFFSET);
  return offset === 0 ? null : offset;
}
