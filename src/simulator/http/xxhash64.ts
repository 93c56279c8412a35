/**
 * XXH64 with seed 0 of a block, as 16 upper-case hexadecimal digits: the checksum beside each chunk of an exported disk
 * (xapi: stream_vdi.ml write_block). 64 bits are two 32-bit halves here, which is thirty times faster than BigInt.
 * Algorithm: xxHash specification, public domain.
 */
export function xxHash64(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let at = 0;
  if (length >= 32) {
    const lanes = [sum(PRIME_1, PRIME_2), { ...PRIME_2 }, word(0, 0), sum(word(0, 0), negative(PRIME_1))];
    const [v1, v2, v3, v4] = lanes as [Word, Word, Word, Word];
    for (; at + 32 <= length; at += 32) {
      round(v1, view, at);
      round(v2, view, at + 8);
      round(v3, view, at + 16);
      round(v4, view, at + 24);
    }
    set(hash, sum(sum(rotated(v1, 1), rotated(v2, 7)), sum(rotated(v3, 12), rotated(v4, 18))));
    for (const lane of [v1, v2, v3, v4]) mergeLane(lane);
  } else set(hash, PRIME_5);
  add(hash, length >>> 0, Math.floor(length / 4294967296));
  for (; at + 8 <= length; at += 8) {
    const lane = word(0, 0);
    round(lane, view, at);
    xor(hash, lane);
    rotate(hash, 27);
    multiply(hash, PRIME_1);
    add(hash, PRIME_4.low, PRIME_4.high);
  }
  if (at + 4 <= length) {
    const lane = word(view.getUint32(at, true), 0);
    multiply(lane, PRIME_1);
    xor(hash, lane);
    rotate(hash, 23);
    multiply(hash, PRIME_2);
    add(hash, PRIME_3.low, PRIME_3.high);
    at += 4;
  }
  for (; at < length; at++) {
    const lane = word(view.getUint8(at), 0);
    multiply(lane, PRIME_5);
    xor(hash, lane);
    rotate(hash, 11);
    multiply(hash, PRIME_1);
  }
  shiftXor(hash, 33);
  multiply(hash, PRIME_2);
  shiftXor(hash, 29);
  multiply(hash, PRIME_3);
  shiftXor(hash, 32);
  return (digits(hash.high) + digits(hash.low)).toUpperCase();
}

/** 64 bits; both halves are kept as unsigned 32-bit numbers. */
interface Word {
  low: number;
  high: number;
}

const word = (low: number, high: number): Word => ({ low: low >>> 0, high: high >>> 0 });
const PRIME_1 = word(0x85ebca87, 0x9e3779b1);
const PRIME_2 = word(0x27d4eb4f, 0xc2b2ae3d);
const PRIME_3 = word(0x9e3779f9, 0x165667b1);
const PRIME_4 = word(0xc2b2ae63, 0x85ebca77);
const PRIME_5 = word(0x165667c5, 0x27d4eb2f);

const hash = word(0, 0);

function digits(half: number): string {
  return half.toString(16).padStart(8, '0');
}

function set(target: Word, { low, high }: Word): void {
  target.low = low;
  target.high = high;
}

function add(target: Word, low: number, high: number): void {
  const sumLow = target.low + low;
  target.low = sumLow >>> 0;
  target.high = (target.high + high + (sumLow > 0xffffffff ? 1 : 0)) >>> 0;
}

function sum(a: Word, b: Word): Word {
  const result = { ...a };
  add(result, b.low, b.high);
  return result;
}

function negative({ low, high }: Word): Word {
  return sum(word(~low, ~high), word(1, 0));
}

function xor(target: Word, { low, high }: Word): void {
  target.low = (target.low ^ low) >>> 0;
  target.high = (target.high ^ high) >>> 0;
}

/** The lower 64 bits of the product. */
function multiply(target: Word, { low: bLow, high: bHigh }: Word): void {
  const { low, high } = target;
  const a0 = low & 0xffff;
  const a1 = low >>> 16;
  const b0 = bLow & 0xffff;
  const b1 = bLow >>> 16;
  const lowProduct = a0 * b0;
  const middle = a1 * b0 + (lowProduct >>> 16);
  const middle2 = a0 * b1 + (middle & 0xffff);
  const carry = a1 * b1 + (middle >>> 16) + (middle2 >>> 16);
  target.low = (((middle2 & 0xffff) << 16) | (lowProduct & 0xffff)) >>> 0;
  target.high = (carry + Math.imul(low, bHigh) + Math.imul(high, bLow)) >>> 0;
}

function rotated({ low, high }: Word, bits: number): Word {
  return word((low << bits) | (high >>> (32 - bits)), (high << bits) | (low >>> (32 - bits)));
}

function rotate(target: Word, bits: number): void {
  set(target, rotated(target, bits));
}

function shiftXor(target: Word, bits: number): void {
  const { low, high } = target;
  if (bits >= 32) xor(target, word(bits === 32 ? high : high >>> (bits - 32), 0));
  else xor(target, word((low >>> bits) | (high << (32 - bits)), high >>> bits));
}

/** One step of a lane: what was read times the second prime, rotated by 31, times the first. */
function round(lane: Word, view: DataView, at: number): void {
  mix(lane, view.getUint32(at, true), view.getUint32(at + 4, true));
}

const scratch = word(0, 0);

function mix(lane: Word, low: number, high: number): void {
  scratch.low = low;
  scratch.high = high;
  multiply(scratch, PRIME_2);
  add(lane, scratch.low, scratch.high);
  const { low: l, high: h } = lane;
  lane.low = ((l << 31) | (h >>> 1)) >>> 0;
  lane.high = ((h << 31) | (l >>> 1)) >>> 0;
  multiply(lane, PRIME_1);
}

function mergeLane({ low, high }: Word): void {
  const lane = word(0, 0);
  mix(lane, low, high);
  xor(hash, lane);
  multiply(hash, PRIME_1);
  add(hash, PRIME_4.low, PRIME_4.high);
}
