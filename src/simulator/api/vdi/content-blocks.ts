import { hashText } from '../../engine/hash';

/** A block of a disk's content, and of changed block tracking (sm cbtutil.py CBT_BLOCK_SIZE). */
export const BLOCK_BYTES = 64 * 1024;

/**
 * What a block holds, as text: `''` zeros, `g<seed>/<block>` bytes made from a seed, `h<hash>` bytes kept in the world.
 * Blocks with the same code hold the same bytes.
 */
export type BlockCode = string;

export const ZEROS: BlockCode = '';

const textEncoder = new TextEncoder();

/** The code of the block that a seed makes. */
export function generatedCode(seed: string, block: number): BlockCode {
  return `g${seed}/${block}`;
}

/** The bytes of a generated block: its own code in the first line, so that it is known again, then noise. */
export function generatedBytes(code: BlockCode): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(BLOCK_BYTES / 4);
  let [a, b, c, d] = hashText(code);
  for (let at = 0; at < words.length; at++) {
    // xorshift128 (Marsaglia 2003, public domain).
    const t = a ^ (a << 11);
    a = b;
    b = c;
    c = d;
    d = (d ^ (d >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    words[at] = d;
  }
  const bytes = new Uint8Array(words.buffer);
  bytes.set(textEncoder.encode(`${MARK}${code}\n`));
  return bytes;
}

const MARK = 'XENIA ';
const MARK_CODES = Array.from(MARK, (letter) => letter.charCodeAt(0));
const LONGEST_CODE = 200;

/** The code of a block that was generated, by its first line; null for other bytes. */
export function recognise(bytes: Uint8Array): BlockCode | null {
  if (!MARK_CODES.every((letter, at) => bytes[at] === letter)) return null;
  const end = bytes.subarray(0, LONGEST_CODE).indexOf(10);
  if (end < 0) return null;
  const code = String.fromCharCode(...bytes.subarray(MARK.length, end));
  return code.startsWith('g') && startsAs(generatedBytes(code), bytes) ? code : null;
}

export function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}

function startsAs(whole: Uint8Array, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== whole[at]) return false;
  return true;
}

const LONGEST_PERIOD = 4096;

/** The piece that a block repeats, or the block itself: test patterns then take next to no room. */
export function shortestPiece(bytes: Uint8Array): Uint8Array {
  for (let period = 1; period <= LONGEST_PERIOD && period < bytes.length; period *= 2) {
    if (repeatsAfter(bytes, period)) return bytes.subarray(0, period);
  }
  return bytes;
}

function repeatsAfter(bytes: Uint8Array, period: number): boolean {
  for (let at = period; at < bytes.length; at++) if (bytes[at] !== bytes[at - period]) return false;
  return true;
}

/** A piece over and over, to this length. */
export function repeated(piece: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += piece.length) bytes.set(piece.subarray(0, length - at), at);
  return bytes;
}

const STEP = 8192;

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
