/** What arrives ends before what has to be there. */
export class EndOfBytes extends Error {}

/** Reads what arrives in pieces of any size as pieces of the sizes that a format has. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();
  #position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes read or skipped so far. */
  get position(): number {
    return this.#position;
  }

  /** Whatever is there next; empty at the end. */
  async some(most = Infinity): Promise<Uint8Array> {
    while (this.#held.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done === true) return this.#held;
      this.#held = value;
    }
    const bytes = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(bytes.length);
    this.#position += bytes.length;
    return bytes;
  }

  async take(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const part = await this.some(length - at);
      if (part.length === 0) throw new EndOfBytes();
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** Reads on to a position. */
  async skipTo(position: number): Promise<void> {
    while (this.#position < position) {
      if ((await this.some(position - this.#position)).length === 0) throw new EndOfBytes();
    }
  }
}
