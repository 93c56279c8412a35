/** The state of one stream: four 32-bit words. */
export type StreamState = readonly [number, number, number, number];

/** Named random streams as plain data. A stream's numbers depend on the seed and its name only, never on other streams. */
export interface RandomState {
  readonly seed: number;
  readonly streams: Readonly<Record<string, StreamState>>;
}

/**
 * Seeded random numbers by name, so that a new consumer does not shift the numbers of the others.
 * Generator: sfc32; seeded by hashing seed and name (both public domain algorithms).
 */
export class Random {
  readonly #seed: number;
  readonly #streams = new Map<string, Uint32Array>();

  constructor(state: RandomState) {
    this.#seed = state.seed;
    for (const [name, words] of Object.entries(state.streams)) this.#streams.set(name, Uint32Array.from(words));
  }

  get seed(): number {
    return this.#seed;
  }

  state(): RandomState {
    const streams: Record<string, StreamState> = {};
    for (const [name, s] of this.#streams) streams[name] = [s[0] ?? 0, s[1] ?? 0, s[2] ?? 0, s[3] ?? 0];
    return { seed: this.#seed, streams };
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(stream: string): number {
    return next(this.#stream(stream));
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  fraction(stream: string): number {
    return this.uint32(stream) / 4294967296;
  }

  /** A whole number from 0 to `bound` - 1. */
  below(stream: string, bound: number): number {
    return Math.floor(this.fraction(stream) * bound);
  }

  /** One of `items`; throws on an empty list. */
  pick<T>(stream: string, items: readonly T[]): T {
    const item = items[this.below(stream, items.length)];
    if (item === undefined) throw new Error(`Nothing to pick from for the stream ${stream}`);
    return item;
  }

  /** A version 4 uuid. */
  uuid(stream: string): string {
    return this.#uuidIn(UUID_CODES, stream);
  }

  /** `OpaqueRef:` and a version 4 uuid. */
  ref(stream: string): string {
    return this.#uuidIn(REF_CODES, stream);
  }

  /** Writes a uuid to the end of some characters; answers them all. */
  #uuidIn(codes: number[], stream: string): string {
    const first = codes.length - UUID_LENGTH;
    const s = this.#stream(stream);
    const a = next(s);
    const b = next(s);
    const c = next(s);
    const d = next(s);
    write(codes, a, first, 8);
    write(codes, b >>> 16, first + 9, 4);
    write(codes, (b & 0x0fff) | 0x4000, first + 14, 4);
    write(codes, ((c >>> 16) & 0x3fff) | 0x8000, first + 19, 4);
    write(codes, c, first + 24, 4);
    write(codes, d, first + 28, 8);
    return String.fromCharCode.apply(null, codes);
  }

  #stream(name: string): Uint32Array {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = seedWords(this.#seed, name);
      this.#streams.set(name, stream);
    }
    return stream;
  }
}

function next(s: Uint32Array): number {
  const a = s[0] ?? 0;
  const b = s[1] ?? 0;
  const c = s[2] ?? 0;
  const counter = s[3] ?? 0;
  const t = (a + b + counter) | 0;
  s[3] = counter + 1;
  s[0] = b ^ (b >>> 9);
  s[1] = c + (c << 3);
  s[2] = ((c << 21) | (c >>> 11)) + t;
  return t >>> 0;
}

function seedWords(seed: number, name: string): Uint32Array {
  const words = new Uint32Array([0x9e3779b9 ^ seed, 0x243f6a88, 0xb7e15162 ^ Math.floor(seed / 4294967296), 1]);
  for (let i = 0; i < name.length; i++) {
    words[1] = Math.imul((words[1] ?? 0) ^ name.charCodeAt(i), 0x01000193);
  }
  for (let i = 0; i < 15; i++) next(words);
  return words;
}

const UUID_LENGTH = 36;
const codesOf = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const DIGITS = codesOf('0123456789abcdef');

/**
 * The characters of the text being made. One piece of text instead of several joined ones: a quarter of the memory and a
 * sixth of the time, in a world that holds several hundred thousand of them, and joined ones are copied once more when
 * a row is first looked for by them.
 */
const UUID_CODES = codesOf('-'.repeat(UUID_LENGTH));
const REF_CODES = codesOf(`OpaqueRef:${'-'.repeat(UUID_LENGTH)}`);

/** Writes the lowest `count` hexadecimal digits of a number. */
function write(codes: number[], value: number, at: number, count: number): void {
  let rest = value;
  for (let place = at + count - 1; place >= at; place--) {
    codes[place] = DIGITS[rest & 15] ?? 0;
    rest >>>= 4;
  }
}
