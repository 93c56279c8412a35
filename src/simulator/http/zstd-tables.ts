/** A file is none of zstd, or damaged. */
export class ZstdError extends Error {}

/** Reads bits from the end of some bytes towards their begin; before it there are zeros (RFC 8878, 4.1). */
export class BackwardBits {
  readonly #bytes: Uint8Array;
  /** Bits that are left; below zero when more were read than there are. */
  left: number;

  constructor(bytes: Uint8Array) {
    const last = bytes.at(-1) ?? 0;
    if (last === 0) throw new ZstdError('a stream of bits has no end mark');
    this.#bytes = bytes;
    this.left = (bytes.length - 1) * 8 + 31 - Math.clz32(last);
  }

  read(bits: number): number {
    if (bits > 24) return this.read(bits - 16) * 65_536 + this.read(16);
    this.left -= bits;
    const at = this.left >> 3;
    const word = this.#byte(at) | (this.#byte(at + 1) << 8) | (this.#byte(at + 2) << 16) | (this.#byte(at + 3) << 24);
    return (word >>> (this.left & 7)) & ((1 << bits) - 1);
  }

  #byte(at: number): number {
    return this.#bytes[at] ?? 0;
  }
}

/** What each state of a decoder stands for, and how the next one is found. */
export interface StateTable {
  readonly accuracy: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** The table of a distribution: how many states each symbol has; -1 is less than one (RFC 8878, 4.1.1). */
export function stateTable(counts: readonly number[], accuracy: number): StateTable {
  const size = 1 << accuracy;
  const symbols = new Uint8Array(size);
  const next = counts.map((count) => Math.max(1, count));
  let high = size;
  for (const [symbol, count] of counts.entries()) if (count === -1) symbols[--high] = symbol;
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (const [symbol, count] of counts.entries()) {
    for (let left = count; left > 0; left--) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  }
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (const [state, symbol] of symbols.entries()) {
    const value = next[symbol] ?? 1;
    next[symbol] = value + 1;
    bits[state] = accuracy - (31 - Math.clz32(value));
    bases[state] = (value << (bits[state] ?? 0)) - size;
  }
  return { accuracy, symbols, bits, bases };
}

/** One symbol that needs no bits. */
export function constantTable(symbol: number): StateTable {
  return { accuracy: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) };
}

/** Reads a distribution as it stands in a block. */
export function readTable(
  bytes: Uint8Array,
  mostAccuracy: number,
  mostSymbols: number,
): { readonly table: StateTable; readonly length: number } {
  let at = 0;
  const peek = (bits: number): number => {
    let value = 0;
    for (let bit = 0; bit < bits; bit++) value |= (((bytes[(at + bit) >> 3] ?? 0) >> ((at + bit) & 7)) & 1) << bit;
    return value;
  };
  const read = (bits: number): number => {
    const value = peek(bits);
    at += bits;
    return value;
  };
  const accuracy = read(4) + 5;
  if (accuracy > mostAccuracy) throw new ZstdError('a table is too exact');
  const counts: number[] = [];
  let left = 1 << accuracy;
  while (left > 0) {
    const bits = 32 - Math.clz32(left + 1);
    const half = (1 << (bits - 1)) - 1;
    const few = (1 << bits) - 1 - (left + 1);
    let value = peek(bits);
    if ((value & half) < few) {
      at += bits - 1;
      value &= half;
    } else {
      at += bits;
      if (value > half) value -= few;
    }
    const count = value - 1;
    left -= Math.abs(count);
    counts.push(count);
    if (count !== 0) continue;
    for (let zeros = 3; zeros === 3;) {
      zeros = read(2);
      for (let more = zeros; more > 0; more--) counts.push(0);
    }
  }
  const length = (at + 7) >> 3;
  if (left < 0 || counts.length > mostSymbols || length > bytes.length) throw new ZstdError('a table is damaged');
  return { table: stateTable(counts, accuracy), length };
}

/** A decoder at one of the states of its table. */
export class States {
  readonly #table: StateTable;
  #state: number;

  constructor(table: StateTable, bits: BackwardBits) {
    this.#table = table;
    this.#state = bits.read(table.accuracy);
  }

  get symbol(): number {
    return this.#table.symbols[this.#state] ?? 0;
  }

  next(bits: BackwardBits): void {
    this.#state = (this.#table.bases[this.#state] ?? 0) + bits.read(this.#table.bits[this.#state] ?? 0);
  }
}
