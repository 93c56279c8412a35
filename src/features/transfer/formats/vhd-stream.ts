import { viewOf } from './bytes';
import { texts } from './texts';
import {
  clearUnwritten,
  DYNAMIC,
  FOOTER_BYTES,
  footerOf,
  HEADER_BYTES,
  headerAt,
  layoutOf,
  SECTOR_BYTES,
  UNUSED,
} from './vhd';
import { WrongFile } from './wrong-file';

/** Takes what a disk holds, in order; whatever lies between was never written. */
export interface DiskSink {
  /** The headers make sense: what follows is the disk. */
  begin(): Promise<void>;
  extent(offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** What is read next, and what becomes of it; null: the rest says nothing more. */
interface Wanted {
  readonly at: number;
  readonly length: number;
  readonly taken: (bytes: Uint8Array<ArrayBuffer>) => Promise<Wanted | null>;
}

interface Block {
  readonly at: number;
  readonly offset: number;
}

/**
 * Reads a dynamic VHD as it comes, without looking back: pools write headers and table before the blocks, and those in the
 * order of the disk. Throws WrongFile for any other, before it has begun.
 */
export class VhdStream {
  readonly #sink: DiskSink;
  #wanted: Wanted | null;
  #buffer: Uint8Array<ArrayBuffer> | null = null;
  #held = 0;
  #at = 0;

  constructor(sink: DiskSink) {
    this.#sink = sink;
    this.#wanted = { at: 0, length: FOOTER_BYTES, taken: (bytes) => this.#footer(bytes) };
  }

  async take(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length && this.#wanted !== null;) {
      const { at, length, taken } = this.#wanted;
      const before = Math.min(at - this.#at, bytes.length - from);
      if (before > 0) {
        this.#at += before;
        from += before;
        continue;
      }
      this.#buffer ??= new Uint8Array(length);
      const part = bytes.subarray(from, from + length - this.#held);
      this.#buffer.set(part, this.#held);
      this.#held += part.length;
      from += part.length;
      if (this.#held < length) continue;
      const whole = this.#buffer;
      this.#buffer = null;
      this.#held = 0;
      this.#at += length;
      this.#wanted = await taken(whole);
    }
  }

  /** Throws WrongFile where more should have come. */
  assertWhole(): void {
    if (this.#wanted !== null) throw new WrongFile(texts.cutOff);
  }

  #footer(bytes: Uint8Array<ArrayBuffer>): Promise<Wanted> {
    const footer = viewOf(bytes);
    const { kind, virtualBytes } = footerOf(footer);
    if (kind !== DYNAMIC) throw new WrongFile(texts.damaged);
    return this.#after(headerAt(footer), HEADER_BYTES, (header) => {
      const layout = layoutOf(viewOf(header), virtualBytes);
      return this.#after(layout.tableAt, layout.blockCount * 4, async (table) => {
        const view = viewOf(table);
        const blocks: Block[] = [];
        let freeAt = this.#at;
        for (let index = 0; index * layout.blockBytes < virtualBytes; index += 1) {
          const sector = view.getUint32(index * 4);
          if (sector === UNUSED) continue;
          const block = { at: sector * SECTOR_BYTES, offset: index * layout.blockBytes };
          if (block.at < freeAt) throw new WrongFile(texts.damaged);
          freeAt = block.at + layout.bitmapBytes + layout.blockBytes;
          blocks.push(block);
        }
        await this.#sink.begin();
        return this.#block(blocks.values(), layout, virtualBytes);
      });
    });
  }

  #after(at: number, length: number, taken: Wanted['taken']): Promise<Wanted> {
    if (at < this.#at) throw new WrongFile(texts.damaged);
    return Promise.resolve({ at, length, taken });
  }

  #block(
    blocks: Iterator<Block>,
    layout: { readonly blockBytes: number; readonly bitmapBytes: number },
    virtualBytes: number,
  ): Wanted | null {
    const { value, done } = blocks.next();
    if (done === true) return null;
    const { at, offset } = value as Block;
    const { blockBytes, bitmapBytes } = layout;
    return {
      at,
      length: bitmapBytes + blockBytes,
      taken: async (bytes) => {
        const data = bytes.subarray(bitmapBytes, bitmapBytes + Math.min(blockBytes, virtualBytes - offset));
        clearUnwritten(data, bytes.subarray(0, bitmapBytes));
        await this.#sink.extent(offset, data);
        return this.#block(blocks, layout, virtualBytes);
      },
    };
  }
}
