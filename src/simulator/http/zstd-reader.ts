import { ByteReader } from './byte-reader';
import { readLiterals, type Codes } from './zstd-literals';
import { BackwardBits, constantTable, readTable, States, stateTable, ZstdError, type StateTable } from './zstd-tables';

/** Unpacks zstd (RFC 8878): exports of other pools come packed with it. Dictionaries are of no use for them. */

const RAW = 0;
const REPEATED = 1;
const COMPRESSED = 2;
const LARGEST_BLOCK = 128 * 1024;
/** What zstd itself takes unless it is told otherwise. */
const LARGEST_WINDOW = 128 * 1024 * 1024;

interface Kind {
  readonly accuracy: number;
  readonly symbols: number;
  readonly usual: StateTable;
}

const ones = (count: number, value = 1): number[] => Array.from({ length: count }, () => value);
const LENGTHS: Kind = {
  accuracy: 9,
  symbols: 36,
  usual: stateTable([4, 3, ...ones(11, 2), 1, 1, 1, ...ones(9, 2), 3, 2, ...ones(5), ...ones(4, -1)], 6),
};
const MATCHES: Kind = {
  accuracy: 9,
  symbols: 53,
  usual: stateTable([1, 4, 3, ...ones(6, 2), ...ones(37), ...ones(7, -1)], 6),
};
const OFFSETS: Kind = {
  accuracy: 8,
  symbols: 32,
  usual: stateTable([...ones(6), 2, 2, 2, ...ones(15), ...ones(5, -1)], 5),
};

/** Where the values of codes begin, and how many bits say which of them it is. */
type Ranges = readonly (readonly [base: number, bits: number])[];

function ranges(first: number, bits: readonly number[]): Ranges {
  let base = first;
  return bits.map((width) => {
    const range = [base, width] as const;
    base += 2 ** width;
    return range;
  });
}

const LENGTH_RANGES: Ranges = [
  ...ranges(0, [...ones(16, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4]),
  ...ranges(64, [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
];
const MATCH_RANGES: Ranges = [
  ...ranges(3, [...ones(32, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5]),
  ...ranges(131, [7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
];

/** What a frame has brought so far: as much of it as its next blocks may refer to. */
class Frame {
  #bytes: Uint8Array;
  #end = 0;
  #codes: Codes | null = null;
  readonly #tables: (StateTable | null)[] = [null, null, null];
  readonly #window: number;
  readonly #offsets = [1, 4, 8];

  constructor(window: number) {
    this.#window = window;
    this.#bytes = new Uint8Array(4 * LARGEST_BLOCK);
  }

  /** Adds a block; answers what it holds, a copy. */
  add(type: number, block: Uint8Array, size: number): Uint8Array {
    this.#makeRoom();
    const begin = this.#end;
    if (type === COMPRESSED) this.#unpack(block);
    else this.#append(type === RAW ? block : new Uint8Array(size).fill(block[0] ?? 0));
    return this.#bytes.slice(begin, this.#end);
  }

  #makeRoom(): void {
    if (this.#bytes.length - this.#end >= LARGEST_BLOCK) return;
    const kept = Math.min(this.#end, this.#window);
    const bytes =
      kept + 4 * LARGEST_BLOCK > this.#bytes.length ? new Uint8Array(2 * kept + 4 * LARGEST_BLOCK) : this.#bytes;
    if (bytes === this.#bytes) bytes.copyWithin(0, this.#end - kept, this.#end);
    else bytes.set(this.#bytes.subarray(this.#end - kept, this.#end));
    this.#bytes = bytes;
    this.#end = kept;
  }

  #append(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#bytes.length) throw new ZstdError('a block is too large');
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #unpack(block: Uint8Array): void {
    const { literals, rest, codes } = readLiterals(block, this.#codes);
    this.#codes = codes;
    const [b0 = 0, b1 = 0, b2 = 0] = rest;
    const count = b0 < 128 ? b0 : b0 < 255 ? ((b0 - 128) << 8) + b1 : b1 + (b2 << 8) + 0x7f00;
    let at = b0 < 128 ? 1 : b0 < 255 ? 2 : 3;
    if (count === 0) return this.#append(literals);
    const modes = rest[at++] ?? 0;
    const tables = [LENGTHS, OFFSETS, MATCHES].map((kind, index) => {
      const { table, length } = this.#table(kind, index, (modes >> (6 - 2 * index)) & 3, rest.subarray(at));
      at += length;
      return table;
    });
    this.#tables.splice(0, 3, ...tables);
    this.#replay(literals, count, tables, new BackwardBits(rest.subarray(at)));
  }

  #table(kind: Kind, index: number, mode: number, bytes: Uint8Array): { table: StateTable; length: number } {
    if (mode === 0) return { table: kind.usual, length: 0 };
    if (mode === 1) return { table: constantTable(bytes[0] ?? 0), length: 1 };
    if (mode === 2) return readTable(bytes, kind.accuracy, kind.symbols);
    const table = this.#tables[index];
    if (table === undefined || table === null) throw new ZstdError('a block repeats a table that there is not');
    return { table, length: 0 };
  }

  #replay(literals: Uint8Array, count: number, tables: readonly StateTable[], bits: BackwardBits): void {
    const [lengths, offsets, matches] = tables.map((table) => new States(table, bits));
    if (lengths === undefined || offsets === undefined || matches === undefined) return;
    let used = 0;
    for (let left = count; left > 0; left--) {
      const code = offsets.symbol;
      if (code > 31) throw new ZstdError('an offset is too large');
      const offset = 2 ** code + bits.read(code);
      const match = valueOf(MATCH_RANGES, matches.symbol, bits);
      const length = valueOf(LENGTH_RANGES, lengths.symbol, bits);
      if (left > 1) {
        lengths.next(bits);
        matches.next(bits);
        offsets.next(bits);
      }
      this.#append(literals.subarray(used, used + length));
      used += length;
      this.#repeat(this.#distance(offset, length), match);
    }
    if (used > literals.length || bits.left < 0) throw new ZstdError('a block is damaged');
    this.#append(literals.subarray(used));
  }

  /** Offsets up to 3 stand for those before; which ones depends on whether there are literals. */
  #distance(offset: number, literals: number): number {
    const [first = 1, second = 4, third = 8] = this.#offsets;
    if (offset > 3) {
      this.#offsets.splice(0, 3, offset - 3, first, second);
      return offset - 3;
    }
    const which = offset - 1 + (literals === 0 ? 1 : 0);
    if (which === 0) return first;
    const distance = which === 1 ? second : which === 2 ? third : first - 1;
    this.#offsets.splice(0, 3, distance, first, which === 1 ? third : second);
    return distance;
  }

  #repeat(distance: number, length: number): void {
    if (distance <= 0 || distance > this.#end || this.#end + length > this.#bytes.length) {
      throw new ZstdError('a block refers to what there is not');
    }
    for (let left = length; left > 0; left--) {
      this.#bytes[this.#end] = this.#bytes[this.#end - distance] ?? 0;
      this.#end += 1;
    }
  }
}

function valueOf(table: Ranges, code: number, bits: BackwardBits): number {
  const range = table[code];
  if (range === undefined) throw new ZstdError('a length is too large');
  return range[0] + bits.read(range[1]);
}

/** What all frames of a file hold. Their checksums are passed over: what is in exports has its own. */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = new ByteReader(chunks);
  for (let first = await reader.some(1); first.length > 0; first = await reader.some(1)) {
    const magic = ((first[0] ?? 0) | ((await number(reader, 3)) << 8)) >>> 0;
    if (magic >>> 4 === 0x184d2a5) await reader.skipTo(reader.position + (await number(reader, 4)));
    else if (magic === 0xfd2fb528) yield* frameOf(reader);
    else throw new ZstdError('a frame begins with other bytes');
  }
}

async function number(reader: ByteReader, length: number): Promise<number> {
  return (await reader.take(length)).reduceRight((value, byte) => value * 256 + byte, 0);
}

async function* frameOf(reader: ByteReader): AsyncIterable<Uint8Array> {
  const descriptor = await number(reader, 1);
  const isSingle = (descriptor & 0x20) !== 0;
  const given = isSingle ? 0 : await number(reader, 1);
  if ((descriptor & 3) !== 0) throw new ZstdError('a frame needs a dictionary');
  const bytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const size = (await number(reader, bytes)) + (bytes === 2 ? 256 : 0);
  const window = isSingle ? size : 2 ** (10 + (given >> 3)) * (1 + (given & 7) / 8);
  if (window > LARGEST_WINDOW) throw new ZstdError('a frame needs too much memory');
  const frame = new Frame(window);
  for (let isLast = false; !isLast;) {
    const header = await number(reader, 3);
    isLast = (header & 1) === 1;
    const type = (header >> 1) & 3;
    const length = header >> 3;
    if (type === 3 || length > LARGEST_BLOCK) throw new ZstdError('a block is of no kind that there is');
    yield frame.add(type, await reader.take(type === REPEATED ? 1 : length), length);
  }
  if ((descriptor & 4) !== 0) await reader.take(4);
}
