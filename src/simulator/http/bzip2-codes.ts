/** Bits of bzip2, highest first. */
export class BitWriter {
  #bytes: number[] = [];
  #held = 0;
  #free = 8;

  write(bits: number, value: number): void {
    for (let at = bits - 1; at >= 0; at--) {
      this.#free -= 1;
      this.#held |= ((value >>> at) & 1) << this.#free;
      if (this.#free === 0) this.flush();
    }
  }

  /** Fills the last byte with zeros. */
  flush(): void {
    if (this.#free === 8) return;
    this.#bytes.push(this.#held);
    this.#held = 0;
    this.#free = 8;
  }

  /** The whole bytes so far, which are then forgotten. */
  take(): Uint8Array {
    const bytes = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    return bytes;
  }
}

const LONGEST_CODE = 17;

/** Lengths of Huffman codes, none longer than readers take: rare symbols are made less rare until that holds. */
export function codeLengths(counts: readonly number[]): readonly number[] {
  for (
    let weights = counts.map((count) => Math.max(1, count));
    ;
    weights = weights.map((weight) => (weight >> 1) + 1)
  ) {
    const lengths = huffmanLengths(weights);
    if (Math.max(...lengths) <= LONGEST_CODE) return lengths;
  }
}

function huffmanLengths(weights: readonly number[]): number[] {
  const lengths = weights.map(() => 0);
  const trees = weights.map((weight, symbol) => ({ weight, symbols: [symbol] }));
  while (trees.length > 1) {
    trees.sort((a, b) => b.weight - a.weight);
    const [one, other] = [trees.pop(), trees.pop()];
    if (one === undefined || other === undefined) break;
    const symbols = [...one.symbols, ...other.symbols];
    for (const symbol of symbols) lengths[symbol] = (lengths[symbol] ?? 0) + 1;
    trees.push({ weight: one.weight + other.weight, symbols });
  }
  return lengths;
}

/** The codes themselves: by length, then by symbol. */
export function codesOf(lengths: readonly number[]): readonly number[] {
  const codes = lengths.map(() => 0);
  let code = 0;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    for (const [symbol, own] of lengths.entries()) if (own === length) codes[symbol] = code++;
    code <<= 1;
  }
  return codes;
}
