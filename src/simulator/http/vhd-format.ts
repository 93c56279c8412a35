import { MIB } from '../api/vdi/vhd';

/** Records of the VHD format, all big-endian. Source: Virtual Hard Disk Image Format Specification, version 1.0. */

export const SECTOR_BYTES = 512;
/** Data in a block of the files that this pool writes. */
export const VHD_BLOCK_BYTES = 2 * MIB;
export const FOOTER_BYTES = 512;
export const HEADER_BYTES = 1024;
export const UNUSED_BLOCK = 0xffffffff;

export type VhdKind = 'fixed' | 'dynamic' | 'differencing';
const KINDS: Readonly<Record<VhdKind, number>> = { fixed: 2, dynamic: 3, differencing: 4 };

const VERSION = 0x00010000;
/** Seconds from 1970 to the format's epoch, 2000-01-01. */
const EPOCH_S = 946_684_800;

function put(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

function putUuid(bytes: Uint8Array, at: number, uuid: string): void {
  const digits = uuid.replaceAll('-', '');
  for (let index = 0; index < 16; index++) bytes[at + index] = parseInt(digits.slice(2 * index, 2 * index + 2), 16);
}

/** The complement of the sum of all bytes, those of the checksum taken as zero. */
function checksum(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index++) if (index < at || index >= at + 4) sum += bytes[index] ?? 0;
  return ~sum >>> 0;
}

function seal(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  new DataView(bytes.buffer).setUint32(at, checksum(bytes, at));
  return bytes;
}

const FOOTER_CHECKSUM = 64;
const HEADER_CHECKSUM = 36;

export interface VhdIdentity {
  readonly sizeBytes: number;
  readonly uuid: string;
  readonly kind: VhdKind;
  readonly timeMs: number;
}

export function footerOf({ sizeBytes, uuid, kind, timeMs }: VhdIdentity): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FOOTER_BYTES);
  const view = new DataView(bytes.buffer);
  put(bytes, 0, 'conectix');
  view.setUint32(8, 2);
  view.setUint32(12, VERSION);
  view.setBigUint64(16, BigInt(FOOTER_BYTES));
  view.setUint32(24, Math.max(0, Math.floor(timeMs / 1000) - EPOCH_S));
  put(bytes, 28, 'tap\0');
  view.setUint32(32, 0x00010003);
  view.setBigUint64(40, BigInt(sizeBytes));
  view.setBigUint64(48, BigInt(sizeBytes));
  const { cylinders, heads, sectors } = geometryOf(sizeBytes);
  view.setUint16(56, cylinders);
  view.setUint8(58, heads);
  view.setUint8(59, sectors);
  view.setUint32(60, KINDS[kind]);
  putUuid(bytes, 68, uuid);
  return seal(bytes, FOOTER_CHECKSUM);
}

export interface VhdParent {
  readonly uuid: string;
  readonly timeMs: number;
}

export function headerOf(tableOffset: number, entries: number, parent: VhdParent | null): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  put(bytes, 0, 'cxsparse');
  view.setBigUint64(8, 0xffffffffffffffffn);
  view.setBigUint64(16, BigInt(tableOffset));
  view.setUint32(24, VERSION);
  view.setUint32(28, entries);
  view.setUint32(32, VHD_BLOCK_BYTES);
  if (parent !== null) {
    putUuid(bytes, 40, parent.uuid);
    view.setUint32(56, Math.max(0, Math.floor(parent.timeMs / 1000) - EPOCH_S));
    const name = `${parent.uuid}.vhd`;
    for (let index = 0; index < name.length; index++) view.setUint16(64 + 2 * index, name.charCodeAt(index));
  }
  return seal(bytes, HEADER_CHECKSUM);
}

/** The appendix of the specification: cylinders, heads and sectors of a track for a size. */
function geometryOf(sizeBytes: number): { cylinders: number; heads: number; sectors: number } {
  const total = Math.min(Math.floor(sizeBytes / SECTOR_BYTES), 65_535 * 16 * 255);
  if (total > 65_535 * 16 * 63) return { cylinders: Math.floor(total / (16 * 255)), heads: 16, sectors: 255 };
  let sectors = 17;
  let tracks = Math.floor(total / sectors);
  let heads = Math.max(4, Math.floor((tracks + 1023) / 1024));
  if (tracks >= heads * 1024 || heads > 16) {
    sectors = 31;
    heads = 16;
    tracks = Math.floor(total / sectors);
  }
  if (tracks >= heads * 1024) {
    sectors = 63;
    heads = 16;
    tracks = Math.floor(total / sectors);
  }
  return { cylinders: Math.floor(tracks / heads), heads, sectors };
}

/** A file is not of the format, or not whole. */
export class VhdError extends Error {}

export interface VhdFooter {
  readonly kind: VhdKind;
  readonly sizeBytes: number;
  readonly headerOffset: number;
}

export function readFooter(bytes: Uint8Array): VhdFooter {
  if (textAt(bytes, 0, 8) !== 'conectix') throw new VhdError('The file does not begin as a VHD');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(FOOTER_CHECKSUM) !== checksum(bytes, FOOTER_CHECKSUM)) {
    throw new VhdError('The checksum of the VHD footer is wrong');
  }
  const type = view.getUint32(60);
  const kind = (Object.keys(KINDS) as VhdKind[]).find((each) => KINDS[each] === type);
  if (kind === undefined) throw new VhdError(`The VHD is of the unknown type ${type}`);
  return { kind, sizeBytes: Number(view.getBigUint64(48)), headerOffset: Number(view.getBigUint64(16)) };
}

export interface VhdHeader {
  readonly tableOffset: number;
  readonly entries: number;
  readonly blockBytes: number;
}

export function readHeader(bytes: Uint8Array): VhdHeader {
  if (textAt(bytes, 0, 8) !== 'cxsparse') throw new VhdError('The VHD has no header of a dynamic disk');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(HEADER_CHECKSUM) !== checksum(bytes, HEADER_CHECKSUM)) {
    throw new VhdError('The checksum of the VHD header is wrong');
  }
  return {
    tableOffset: Number(view.getBigUint64(16)),
    entries: view.getUint32(28),
    blockBytes: view.getUint32(32),
  };
}
