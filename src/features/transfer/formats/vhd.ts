import { bytesOf, latin, viewOf, wide } from './bytes';
import { MOST_BYTES, written } from './disk-image';
import type { DiskImage } from './disk-image';
import { rawImage } from './raw';
import type { Source } from './source';
import { texts } from './texts';
import { WrongFile } from './wrong-file';

export const FOOTER_BYTES = 512;
export const HEADER_BYTES = 1024;
export const SECTOR_BYTES = 512;
export const UNUSED = 0xffffffff;
const MOST_BLOCKS = 16 * 1024 * 1024;
const LARGEST_BLOCK = 64 * 1024 * 1024;

/** Kinds of disks (Microsoft: Virtual Hard Disk Image Format Specification). */
const FIXED = 2;
export const DYNAMIC = 3;
const DIFFERENCING = 4;

/** Reads the headers of a VHD. WrongFile where they make no sense, and for disks that need a parent. */
export async function vhdImage(file: Source): Promise<DiskImage> {
  const footer = viewOf(await bytesOf(file, Math.max(0, file.size - FOOTER_BYTES), FOOTER_BYTES));
  // A file that was cut off has the copy at its beginning; its blocks tell then what is missing.
  const head = isFooter(footer) ? footer : viewOf(await bytesOf(file, 0, FOOTER_BYTES));
  const { kind, virtualBytes } = footerOf(head);
  if (kind === DIFFERENCING) throw new WrongFile(texts.differencing);
  if (kind === FIXED) {
    if (virtualBytes > file.size - FOOTER_BYTES) throw new WrongFile(texts.cutOff);
    return rawImage(file, 'VHD', virtualBytes);
  }
  if (kind !== DYNAMIC) throw new WrongFile(texts.damaged);
  return dynamicImage(file, virtualBytes, headerAt(head));
}

/** What a footer says, or its copy at the beginning. WrongFile where it makes no sense. */
export function footerOf(view: DataView) {
  if (!isFooter(view)) throw new WrongFile(texts.damaged);
  assertChecksum(view, 64);
  const virtualBytes = wide(view, 48, false);
  if (virtualBytes <= 0 || virtualBytes > MOST_BYTES) throw new WrongFile(texts.damaged);
  return { kind: view.getUint32(60), virtualBytes };
}

/** Where a footer says that the header of its dynamic disk is. */
export const headerAt = (footer: DataView): number => wide(footer, 16, false);

/** Where the header of a dynamic disk says that its table is, and how its blocks are made. WrongFile where it cannot be. */
export function layoutOf(header: DataView, virtualBytes: number) {
  if (latin(new Uint8Array(header.buffer, header.byteOffset, 8)) !== 'cxsparse') throw new WrongFile(texts.damaged);
  assertChecksum(header, 36);
  const tableAt = wide(header, 16, false);
  const blockCount = header.getUint32(28);
  const blockBytes = header.getUint32(32);
  const isPower = blockBytes > 0 && (blockBytes & (blockBytes - 1)) === 0;
  if (!isPower || blockBytes < 8 * SECTOR_BYTES || blockBytes > LARGEST_BLOCK) throw new WrongFile(texts.damaged);
  if (blockCount > MOST_BLOCKS || blockCount * blockBytes < virtualBytes) throw new WrongFile(texts.damaged);
  const bitmapBytes = Math.ceil(blockBytes / SECTOR_BYTES / 8 / SECTOR_BYTES) * SECTOR_BYTES;
  return { tableAt, blockCount, blockBytes, bitmapBytes };
}

function isFooter(view: DataView): boolean {
  return latin(new Uint8Array(view.buffer, view.byteOffset, 8)) === 'conectix';
}

async function dynamicImage(file: Source, virtualBytes: number, at: number): Promise<DiskImage> {
  const header = viewOf(await bytesOf(file, at, HEADER_BYTES));
  const { tableAt, blockCount, blockBytes, bitmapBytes } = layoutOf(header, virtualBytes);
  const table = viewOf(await bytesOf(file, tableAt, blockCount * 4));
  return {
    format: 'VHD',
    virtualBytes,
    fileBytes: file.size,
    async *extents() {
      let readBytes = 0;
      for (let block = 0; block * blockBytes < virtualBytes; block += 1) {
        const sector = table.getUint32(block * 4);
        if (sector === UNUSED) continue;
        const at = sector * SECTOR_BYTES;
        const bitmap = await bytesOf(file, at, bitmapBytes);
        const length = Math.min(blockBytes, virtualBytes - block * blockBytes);
        const bytes = await bytesOf(file, at + bitmapBytes, length);
        clearUnwritten(bytes, bitmap);
        readBytes += bitmapBytes + blockBytes;
        yield* written(block * blockBytes, bytes, Math.min(readBytes, file.size));
      }
    },
  };
}

/** Sectors without their bit were never written, whatever lies in their place. */
export function clearUnwritten(bytes: Uint8Array, bitmap: Uint8Array): void {
  for (let sector = 0; sector * SECTOR_BYTES < bytes.length; sector += 1) {
    const isWritten = ((bitmap[sector >> 3] ?? 0) & (0x80 >> (sector & 7))) !== 0;
    if (!isWritten) bytes.fill(0, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
  }
}

/** The ones' complement of the sum of all bytes but those of the checksum itself. */
function assertChecksum(view: DataView, at: number): void {
  let sum = 0;
  for (let byte = 0; byte < view.byteLength; byte += 1) {
    if (byte < at || byte >= at + 4) sum = (sum + view.getUint8(byte)) >>> 0;
  }
  if (~sum >>> 0 !== view.getUint32(at)) throw new WrongFile(texts.badChecksum);
}
