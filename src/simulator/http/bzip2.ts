import { BitWriter, codeLengths, codesOf } from './bzip2-codes';

/**
 * Packs as bzip2 does (libbzip2 compress.c), in blocks of 100 kB with one table of codes for each: no library writes
 * it everywhere, and reports of servers are asked for in this form.
 */

/** A block of level 1 holds 100,000 bytes, less what its reader needs and one run. */
const BLOCK_BYTES = 99_900;
const LONGEST_RUN = 255;
/** A table of codes is chosen for this many symbols. */
const GROUP = 50;
const BLOCK_MAGIC = [0x314159, 0x265359] as const;
const END_MAGIC = [0x177245, 0x385090] as const;

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/** Bytes of a block, runs written as four bytes and how many more. */
class Block {
  readonly #bytes = new Uint8Array(BLOCK_BYTES + 5);
  #length = 0;
  #crc = -1;
  #byte = 0;
  #run = 0;

  get isFull(): boolean {
    return this.#length >= BLOCK_BYTES - 5;
  }

  get crc(): number {
    return ~this.#crc;
  }

  add(byte: number): void {
    this.#crc = (this.#crc << 8) ^ (CRC_TABLE[((this.#crc >>> 24) ^ byte) & 255] ?? 0);
    if (byte !== this.#byte || this.#run === LONGEST_RUN) this.#endRun();
    this.#byte = byte;
    this.#run += 1;
  }

  end(): Uint8Array {
    this.#endRun();
    return this.#bytes.subarray(0, this.#length);
  }

  #endRun(): void {
    for (let left = Math.min(4, this.#run); left > 0; left--) this.#bytes[this.#length++] = this.#byte;
    if (this.#run >= 4) this.#bytes[this.#length++] = this.#run - 4;
    this.#run = 0;
  }
}

/** Positions by their rank, equal ones in the order in which they come. */
function byRank(positions: Int32Array, rank: Int32Array, most: number): Int32Array {
  const starts = new Int32Array(most + 2);
  for (const at of positions) starts[(rank[at] ?? 0) + 1] = (starts[(rank[at] ?? 0) + 1] ?? 0) + 1;
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const sorted = new Int32Array(positions.length);
  for (const at of positions) {
    const to = starts[rank[at] ?? 0] ?? 0;
    sorted[to] = at;
    starts[rank[at] ?? 0] = to + 1;
  }
  return sorted;
}

/** Where the rotations of a text begin, in their order: by one byte, then by two, four and so on. */
function sortedRotations(text: Uint8Array): Int32Array {
  const { length } = text;
  let rank = Int32Array.from(text);
  let most = 255;
  let order = byRank(
    Int32Array.from({ length }, (_, at) => at),
    rank,
    most,
  );
  for (let width = 1, isDistinct = false; width < length && !isDistinct; width *= 2) {
    const bySecondHalf = order.map((at) => (at - width + length) % length);
    order = byRank(bySecondHalf, rank, most);
    const next = new Int32Array(length);
    most = 0;
    for (let at = 1; at < length; at++) {
      const [one, other] = [order[at - 1] ?? 0, order[at] ?? 0];
      const isEqual = rank[one] === rank[other] && rank[(one + width) % length] === rank[(other + width) % length];
      if (!isEqual) most += 1;
      next[other] = most;
    }
    rank = next;
    isDistinct = most === length - 1;
  }
  return order;
}

/** Symbols for the last bytes of all rotations: how far each byte was in front, runs of the foremost as numbers. */
function symbolsOf(text: Uint8Array, order: Int32Array, used: readonly number[]): number[] {
  const front = [...used];
  const symbols: number[] = [];
  let run = 0;
  const endRun = (): void => {
    // Digits 1 and 2 of base two, lowest first: symbols 0 and 1.
    for (; run > 0; run = (run - 1) >> 1) symbols.push((run - 1) & 1);
  };
  for (const begin of order) {
    const byte = text[(begin + text.length - 1) % text.length] ?? 0;
    const at = front.indexOf(byte);
    if (at === 0) {
      run += 1;
      continue;
    }
    endRun();
    front.splice(at, 1);
    front.unshift(byte);
    symbols.push(at + 1);
  }
  endRun();
  symbols.push(used.length + 1);
  return symbols;
}

function writeUsed(bits: BitWriter, used: ReadonlySet<number>): void {
  const rows = Array.from({ length: 16 }, (_, row) =>
    Array.from({ length: 16 }, (_, at) => (used.has(row * 16 + at) ? 1 : 0)),
  );
  for (const row of rows) bits.write(1, row.includes(1) ? 1 : 0);
  for (const row of rows) if (row.includes(1)) for (const bit of row) bits.write(1, bit);
}

/** Lengths of codes, each as the difference to the one before. */
function writeTable(bits: BitWriter, lengths: readonly number[]): void {
  let current = lengths[0] ?? 1;
  bits.write(5, current);
  for (const length of lengths) {
    for (; current < length; current++) bits.write(2, 0b10);
    for (; current > length; current--) bits.write(2, 0b11);
    bits.write(1, 0);
  }
}

function writeBlock(bits: BitWriter, text: Uint8Array, crc: number): void {
  const order = sortedRotations(text);
  const used = [...new Set(text)].sort((a, b) => a - b);
  const symbols = symbolsOf(text, order, used);
  const counts = Array.from({ length: used.length + 2 }, () => 0);
  for (const symbol of symbols) counts[symbol] = (counts[symbol] ?? 0) + 1;
  const lengths = codeLengths(counts);
  const codes = codesOf(lengths);
  for (const part of BLOCK_MAGIC) bits.write(24, part);
  bits.write(32, crc);
  bits.write(1, 0);
  bits.write(24, order.indexOf(0));
  writeUsed(bits, new Set(used));
  // Two tables are the fewest that there may be: both are the same, and the first is always chosen.
  const groups = Math.ceil(symbols.length / GROUP);
  bits.write(3, 2);
  bits.write(15, groups);
  for (let group = 0; group < groups; group++) bits.write(1, 0);
  for (let table = 0; table < 2; table++) writeTable(bits, lengths);
  for (const symbol of symbols) bits.write(lengths[symbol] ?? 0, codes[symbol] ?? 0);
}

/** Packs what arrives; whole blocks go out as they are full. */
export async function* bzipped(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const bits = new BitWriter();
  for (const char of 'BZh1') bits.write(8, char.charCodeAt(0));
  let whole = 0;
  const end = (block: Block): void => {
    const text = block.end();
    if (text.length === 0) return;
    writeBlock(bits, text, block.crc);
    whole = ((whole << 1) | (whole >>> 31)) ^ block.crc;
  };
  let block = new Block();
  for await (const chunk of chunks) {
    for (const byte of chunk) {
      if (block.isFull) {
        end(block);
        yield bits.take();
        block = new Block();
      }
      block.add(byte);
    }
  }
  end(block);
  for (const part of END_MAGIC) bits.write(24, part);
  bits.write(32, whole);
  bits.flush();
  yield bits.take();
}
