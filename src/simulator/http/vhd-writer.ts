import { differingBlocks, BLOCK_BYTES, type DiskContent } from '../api/vdi/content';
import {
  FOOTER_BYTES,
  footerOf,
  headerOf,
  SECTOR_BYTES,
  UNUSED_BLOCK,
  VHD_BLOCK_BYTES,
  type VhdIdentity,
  type VhdParent,
} from './vhd-format';

/** vhd-tool leaves a sector after the header and begins the table here (xapi: vhd_format f.ml vhd_common). */
const TABLE_OFFSET = 2048;
const BITMAP_BYTES = VHD_BLOCK_BYTES / SECTOR_BYTES / 8;

/** A disk as a VHD that can be written from its beginning to its end. */
export interface VhdFile {
  readonly sizeBytes: number;
  /** The file; `moved` is waited for with the share of it, 0 to 1, that has gone. */
  readonly bytes: (moved: (share: number) => Promise<void>) => AsyncIterable<Uint8Array>;
}

/**
 * A dynamic VHD with the blocks of a disk that hold something, or, with a base, a differencing one with those that
 * differ. All sectors of a block count as written.
 */
export function vhdOf(
  content: DiskContent,
  identity: Omit<VhdIdentity, 'kind' | 'sizeBytes'>,
  base: (VhdParent & { readonly content: DiskContent }) | null,
): VhdFile {
  const { sizeBytes } = content;
  const entries = Math.ceil(sizeBytes / VHD_BLOCK_BYTES);
  const changed = base === null ? content.blocks : differingBlocks(base.content, content);
  const blocks = [...new Set(changed.map((block) => Math.floor((block * BLOCK_BYTES) / VHD_BLOCK_BYTES)))]
    // Where the base is longer, its end is no part of this disk.
    .filter((block) => block < entries);
  const tableBytes = Math.ceil((entries * 4) / SECTOR_BYTES) * SECTOR_BYTES;
  const firstBlock = TABLE_OFFSET + tableBytes;
  const fileBytes = firstBlock + blocks.length * (BITMAP_BYTES + VHD_BLOCK_BYTES) + FOOTER_BYTES;

  async function* bytes(moved: (share: number) => Promise<void>): AsyncIterable<Uint8Array> {
    const kind = base === null ? 'dynamic' : 'differencing';
    const footer = footerOf({ ...identity, sizeBytes, kind });
    const start = new Uint8Array(firstBlock);
    start.set(footer);
    start.set(headerOf(TABLE_OFFSET, entries, base), FOOTER_BYTES);
    const table = new DataView(start.buffer, TABLE_OFFSET);
    for (let at = 0; at < tableBytes; at += 4) table.setUint32(at, UNUSED_BLOCK);
    blocks.forEach((block, at) => {
      table.setUint32(4 * block, (firstBlock + at * (BITMAP_BYTES + VHD_BLOCK_BYTES)) / SECTOR_BYTES);
    });
    yield start;
    const bitmap = new Uint8Array(BITMAP_BYTES).fill(0xff);
    let done = firstBlock;
    for (const block of blocks) {
      yield bitmap;
      const data = content.read(block * VHD_BLOCK_BYTES, VHD_BLOCK_BYTES);
      yield data;
      if (data.length < VHD_BLOCK_BYTES) yield new Uint8Array(VHD_BLOCK_BYTES - data.length);
      done += BITMAP_BYTES + VHD_BLOCK_BYTES;
      await moved(done / fileBytes);
    }
    await moved(1);
    yield footer;
  }
  return { sizeBytes: fileBytes, bytes };
}
