import { bytesOf, latin } from './bytes';
import type { Source } from './source';
import { texts } from './texts';
import { WrongFile } from './wrong-file';

/** A file within an archive. */
export interface TarFile {
  readonly name: string;
  readonly content: Source;
}

const BLOCK_BYTES = 512;
const MOST_FILES = 4096;
const LONGEST_HEADER = 64 * 1024;

/** The regular files of a tar, found by its headers alone. WrongFile where it is damaged or cut off. */
export async function tarIndex(archive: Source): Promise<readonly TarFile[]> {
  const files: TarFile[] = [];
  let longName: string | null = null;
  for (let at = 0; at + BLOCK_BYTES <= archive.size;) {
    const header = await bytesOf(archive, at, BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) break;
    assertChecksum(header);
    const size = sizeIn(header);
    const from = at + BLOCK_BYTES;
    if (from + size > archive.size) throw new WrongFile(texts.cutOff);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x' || type === 'L') longName = await nameIn(archive, from, size, type === 'x');
    else {
      if (type === '0' || type === '\0') {
        files.push({ name: longName ?? shortName(header), content: archive.slice(from, from + size) });
      }
      longName = null;
    }
    if (files.length > MOST_FILES) throw new WrongFile(texts.tooManyFiles);
    at = from + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return files;
}

const textIn = (header: Uint8Array, from: number, length: number): string =>
  new TextDecoder().decode(header.subarray(from, from + length)).replace(/\0[^]*$/, '');

function shortName(header: Uint8Array): string {
  const prefix = latin(header.subarray(257, 263)) === 'ustar\0' ? textIn(header, 345, 155) : '';
  const name = textIn(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** In octal digits, or in bytes where those do not suffice. */
function sizeIn(header: Uint8Array): number {
  const field = header.subarray(124, 136);
  let size = 0;
  if (((field[0] ?? 0) & 0x80) !== 0) {
    for (const byte of field.subarray(4)) size = size * 256 + byte;
  } else {
    const digits = latin(field)
      .replace(/\0[^]*$/, '')
      .trim();
    if (!/^[0-7]{1,12}$/.test(digits)) throw new WrongFile(texts.notTar);
    size = parseInt(digits, 8);
  }
  if (!Number.isSafeInteger(size)) throw new WrongFile(texts.notTar);
  return size;
}

async function nameIn(archive: Source, from: number, size: number, isPax: boolean): Promise<string | null> {
  if (size > LONGEST_HEADER) throw new WrongFile(texts.notTar);
  const text = new TextDecoder().decode(await bytesOf(archive, from, size));
  return isPax ? (/(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1] ?? null) : text.replace(/\0[^]*$/, '');
}

function assertChecksum(header: Uint8Array): void {
  let sum = 0;
  header.forEach((byte, at) => {
    sum += at >= 148 && at < 156 ? 0x20 : byte;
  });
  const told = parseInt(
    latin(header.subarray(148, 156))
      .replace(/[\0 ]+$/, '')
      .trim(),
    8,
  );
  if (sum !== told) throw new WrongFile(texts.notTar);
}
