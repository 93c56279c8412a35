import { BackwardBits, readTable, States, ZstdError } from './zstd-tables';

/** Codes of literals, as one table of all that the next bits can be (RFC 8878, 4.2). */
export interface Codes {
  readonly longest: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

const RAW = 0;
const REPEATED = 1;
const TREELESS = 3;
const LARGEST_BLOCK = 128 * 1024;

function codesOf(weights: readonly number[]): Codes {
  const sum = weights.reduce((total, weight) => total + (weight > 0 ? 1 << (weight - 1) : 0), 0);
  const longest = 32 - Math.clz32(sum);
  const rest = (1 << longest) - sum;
  if (sum === 0 || longest > 11 || (rest & (rest - 1)) !== 0) throw new ZstdError('codes of literals are damaged');
  const all = [...weights, 32 - Math.clz32(rest)];
  const symbols = new Uint8Array(1 << longest);
  const bits = new Uint8Array(1 << longest);
  let at = 0;
  for (let weight = 1; weight <= longest; weight++) {
    for (const [symbol, own] of all.entries()) {
      if (own !== weight) continue;
      symbols.fill(symbol, at, at + (1 << (weight - 1)));
      bits.fill(longest + 1 - weight, at, at + (1 << (weight - 1)));
      at += 1 << (weight - 1);
    }
  }
  return { longest, symbols, bits };
}

function readCodes(bytes: Uint8Array): { readonly codes: Codes; readonly length: number } {
  const head = bytes[0] ?? 0;
  if (head >= 128) {
    const count = head - 127;
    const weights = Array.from({ length: count }, (_, at) => ((bytes[1 + (at >> 1)] ?? 0) >> (at & 1 ? 0 : 4)) & 15);
    return { codes: codesOf(weights), length: 1 + ((count + 1) >> 1) };
  }
  const packed = bytes.subarray(1, 1 + head);
  const { table, length } = readTable(packed, 6, 256);
  const bits = new BackwardBits(packed.subarray(length));
  // Two decoders take turns; the other one's symbol is the last.
  let [states, other] = [new States(table, bits), new States(table, bits)];
  const weights: number[] = [];
  while (weights.length < 255) {
    weights.push(states.symbol);
    states.next(bits);
    if (bits.left < 0) break;
    [states, other] = [other, states];
  }
  weights.push(other.symbol);
  return { codes: codesOf(weights), length: 1 + head };
}

function decode({ longest, symbols, bits }: Codes, bytes: Uint8Array, into: Uint8Array): void {
  const stream = new BackwardBits(bytes);
  const mask = (1 << longest) - 1;
  let state = stream.read(longest);
  for (let at = 0; at < into.length; at++) {
    into[at] = symbols[state] ?? 0;
    const used = bits[state] ?? 0;
    state = ((state << used) & mask) | stream.read(used);
  }
  if (stream.left !== -longest) throw new ZstdError('literals are damaged');
}

/** The literals of a block, what follows them, and the codes for a block that has none of its own. */
export function readLiterals(
  block: Uint8Array,
  before: Codes | null,
): { readonly literals: Uint8Array; readonly rest: Uint8Array; readonly codes: Codes | null } {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0] = block;
  const type = b0 & 3;
  const format = (b0 >> 2) & 3;
  if (type === RAW || type === REPEATED) {
    const head = format === 1 ? 2 : format === 3 ? 3 : 1;
    const size = head === 1 ? b0 >> 3 : (b0 >> 4) | (b1 << 4) | (head === 3 ? b2 << 12 : 0);
    if (size > LARGEST_BLOCK) throw new ZstdError('a block is too large');
    const end = head + (type === RAW ? size : 1);
    const literals = type === RAW ? block.subarray(head, end) : new Uint8Array(size).fill(block[head] ?? 0);
    return { literals, rest: block.subarray(end), codes: before };
  }
  const width = format === 3 ? 18 : format === 2 ? 14 : 10;
  const head = format === 3 ? 5 : format === 2 ? 4 : 3;
  const value = BigInt(b0) | (BigInt(b1) << 8n) | (BigInt(b2) << 16n) | (BigInt(b3) << 24n) | (BigInt(b4) << 32n);
  const mask = (1 << width) - 1;
  const size = Number(value >> 4n) & mask;
  const end = head + (Number(value >> BigInt(4 + width)) & mask);
  if (size > LARGEST_BLOCK || end > block.length) throw new ZstdError('literals are cut off');
  let packed = block.subarray(head, end);
  let codes = before;
  if (type !== TREELESS) {
    const own = readCodes(packed);
    codes = own.codes;
    packed = packed.subarray(own.length);
  }
  if (codes === null) throw new ZstdError('literals have no codes');
  const literals = new Uint8Array(size);
  if (format === 0) decode(codes, packed, literals);
  else decodeFour(codes, packed, literals);
  return { literals, rest: block.subarray(end), codes };
}

function decodeFour(codes: Codes, packed: Uint8Array, literals: Uint8Array): void {
  const part = (literals.length + 3) >> 2;
  let at = 6;
  for (let stream = 0; stream < 4; stream++) {
    const length = stream === 3 ? packed.length - at : (packed[stream * 2] ?? 0) | ((packed[stream * 2 + 1] ?? 0) << 8);
    decode(
      codes,
      packed.subarray(at, at + length),
      literals.subarray(part * stream, stream === 3 ? undefined : part * (stream + 1)),
    );
    at += length;
  }
}
