/** A hash that takes its input in pieces, which `crypto.subtle` does not, and works on pages that are not secure. */
export interface Hash {
  update(bytes: Uint8Array): void;
  /** In lower case. */
  hex(): string;
}

const BLOCK_BYTES = 64;

const K256 = primeFractions(64, 1 / 3);

/** The first 32 bits of the fractions of roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function primeFractions(count: number, power: number): Uint32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return Uint32Array.from(found, (prime) => (prime ** power % 1) * 2 ** 32);
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

type Compress = (state: Uint32Array, words: Uint32Array) => void;

function compress1(state: Uint32Array, w: Uint32Array): void {
  for (let t = 16; t < 80; t += 1) w[t] = rotate(at(w, t - 3) ^ at(w, t - 8) ^ at(w, t - 14) ^ at(w, t - 16), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let t = 0; t < 80; t += 1) {
    let f = b ^ c ^ d;
    let k = t < 40 ? 0x6ed9eba1 : 0xca62c1d6;
    if (t < 20) {
      f = (b & c) | (~b & d);
      k = 0x5a827999;
    } else if (t >= 40 && t < 60) {
      f = (b & c) | (b & d) | (c & d);
      k = 0x8f1bbcdc;
    }
    const next = (rotate(a, 5) + f + e + k + at(w, t)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  add(state, [a, b, c, d, e]);
}

function compress256(state: Uint32Array, w: Uint32Array): void {
  for (let t = 16; t < 64; t += 1) {
    const x = at(w, t - 15);
    const y = at(w, t - 2);
    const s0 = rotate(x, 25) ^ rotate(x, 14) ^ (x >>> 3);
    const s1 = rotate(y, 15) ^ rotate(y, 13) ^ (y >>> 10);
    w[t] = at(w, t - 16) + s0 + at(w, t - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t += 1) {
    const s1 = rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + at(K256, t) + at(w, t)) | 0;
    const s0 = rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  add(state, [a, b, c, d, e, f, g, h]);
}

const at = (words: Uint32Array, index: number): number => words[index] ?? 0;

function add(state: Uint32Array, words: readonly number[]): void {
  words.forEach((word, index) => (state[index] = at(state, index) + word));
}

function hash(initial: readonly number[] | Uint32Array, rounds: number, compress: Compress): Hash {
  const state = Uint32Array.from(initial);
  const words = new Uint32Array(rounds);
  const rest = new Uint8Array(BLOCK_BYTES);
  let held = 0;
  let length = 0;
  const block = (bytes: Uint8Array, from: number): void => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, BLOCK_BYTES);
    for (let word = 0; word < 16; word += 1) words[word] = view.getUint32(word * 4);
    compress(state, words);
  };
  const update = (bytes: Uint8Array): void => {
    length += bytes.length;
    let from = 0;
    if (held > 0) {
      from = Math.min(BLOCK_BYTES - held, bytes.length);
      rest.set(bytes.subarray(0, from), held);
      held += from;
      if (held < BLOCK_BYTES) return;
      block(rest, 0);
    }
    for (; from + BLOCK_BYTES <= bytes.length; from += BLOCK_BYTES) block(bytes, from);
    rest.set(bytes.subarray(from));
    held = bytes.length - from;
  };
  return {
    update,
    hex() {
      const bits = length * 8;
      const padding = new Uint8Array(((held < 56 ? 56 : 120) - held) % 128);
      padding[0] = 0x80;
      const tail = new Uint8Array(8);
      const view = new DataView(tail.buffer);
      view.setUint32(0, Math.floor(bits / 2 ** 32));
      view.setUint32(4, bits >>> 0);
      update(padding);
      update(tail);
      return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
    },
  };
}

export function sha1(): Hash {
  return hash([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0], 80, compress1);
}

export function sha256(): Hash {
  return hash(primeFractions(8, 1 / 2), 64, compress256);
}
