import type { Ref } from '../../../xapi/datamodel/ref';
import { hashText } from '../../engine/hash';
import { provisioningOf } from '../sr/drivers';
import { assertRoom } from '../sr/space';
import { need, type World } from '../world';
import { BLOCK_BYTES, contentOf, MOST_KEPT_LETTERS, overwrite, type DiskContent } from './content';
import {
  fromBase64,
  generatedBytes,
  isZero,
  recognise,
  repeated,
  shortestPiece,
  toBase64,
  ZEROS,
  type BlockCode,
} from './content-blocks';
import { fillDisk } from './disks';
import { settleWrites } from './growth';
import { fullVhdBytes, writtenVhdBytes } from './vhd';

/**
 * Writes bytes of a client to a disk. Nothing is part of the world before `commit`, so an upload that breaks off
 * leaves the disk as it was. Bytes beyond the end of the disk are a mistake of the caller.
 */
export class DiskWriter {
  readonly #world: World;
  readonly #vdi: Ref<'VDI'>;
  readonly #before: DiskContent;
  readonly #codes = new Map<number, BlockCode>();
  readonly #kept = new Map<string, string>();
  #keptLetters = 0;
  #open: { readonly block: number; readonly bytes: Uint8Array<ArrayBuffer> } | null = null;

  constructor(world: World, vdi: Ref<'VDI'>) {
    this.#world = world;
    this.#vdi = vdi;
    this.#before = contentOf(world, vdi);
  }

  write(offset: number, bytes: Uint8Array): void {
    if (offset < 0 || offset + bytes.length > this.#before.sizeBytes) {
      throw new RangeError('Beyond the end of the disk');
    }
    for (let at = 0; at < bytes.length;) {
      const block = Math.floor((offset + at) / BLOCK_BYTES);
      const start = offset + at - block * BLOCK_BYTES;
      const target = this.#openBlock(block);
      const part = bytes.subarray(at, at + target.length - start);
      target.set(part, start);
      at += part.length;
    }
  }

  /** Applies what was written and takes the room for it. Faults: SR_FULL, and then nothing has changed. */
  commit(): void {
    this.#close();
    settleWrites(this.#world, need(this.#world.db, 'VDI', this.#vdi).SR);
    const added = this.#addedBytes();
    const { SR, physical_utilisation } = need(this.#world.db, 'VDI', this.#vdi);
    assertRoom(this.#world, SR, added);
    overwrite(this.#world, this.#vdi, this.#codes, this.#kept);
    fillDisk(this.#world, this.#vdi, physical_utilisation + added);
  }

  /** A thin disk grows by the blocks of its format that held nothing before. */
  #addedBytes(): number {
    const { db } = this.#world;
    const vdi = need(db, 'VDI', this.#vdi);
    if (provisioningOf(db.get('SR', vdi.SR)?.type ?? '') !== 'thin') return 0;
    const held = this.#before.blocks.map((block) => block * BLOCK_BYTES);
    const written = [...this.#codes].filter(([, code]) => code !== ZEROS).map(([block]) => block * BLOCK_BYTES);
    const added = writtenVhdBytes([...held, ...written]) - writtenVhdBytes(held);
    return Math.max(0, Math.min(added, fullVhdBytes(vdi.virtual_size) - vdi.physical_utilisation));
  }

  /** The bytes of the block that is being written, with what it holds so far. */
  #openBlock(block: number): Uint8Array<ArrayBuffer> {
    if (this.#open?.block === block) return this.#open.bytes;
    this.#close();
    const code = this.#codes.get(block);
    const bytes = code === undefined ? this.#before.readBlock(block) : this.#bytesOf(block, code);
    this.#open = { block, bytes };
    return bytes;
  }

  #bytesOf(block: number, code: BlockCode): Uint8Array<ArrayBuffer> {
    const length = Math.min(BLOCK_BYTES, this.#before.sizeBytes - block * BLOCK_BYTES);
    const kept = this.#kept.get(code.slice(1));
    if (kept !== undefined) return repeated(fromBase64(kept), length);
    return code === ZEROS ? new Uint8Array(length) : generatedBytes(code).slice(0, length);
  }

  #close(): void {
    if (this.#open === null) return;
    const { block, bytes } = this.#open;
    this.#open = null;
    const code = this.#codeOf(bytes);
    if (code === this.#before.code(block)) this.#codes.delete(block);
    else this.#codes.set(block, code);
  }

  #codeOf(bytes: Uint8Array): BlockCode {
    if (isZero(bytes)) return ZEROS;
    const known = recognise(bytes);
    if (known !== null) return known;
    const text = toBase64(shortestPiece(bytes));
    const hash = hashText(text)
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('');
    if (!this.#kept.has(hash) && this.#keptLetters + text.length <= MOST_KEPT_LETTERS) {
      this.#kept.set(hash, text);
      this.#keptLetters += text.length;
    }
    return `h${hash}`;
  }
}
