/** The part of DER (ITU-T X.690) that certificates and keys are made of. */

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One value as it was read: its tag, its content, and all its bytes. */
export interface Node {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Thrown when bytes are no DER, or not what was expected. */
export class DerError extends Error {}

/** Reads all values that follow one another. */
export function readAll(bytes: Uint8Array): readonly Node[] {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1];
    if (first === undefined || first === 0x80 || first > 0x84) throw new DerError('No length');
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    let length = first < 0x80 ? first : 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
    const start = at + 2 + lengthBytes;
    const end = start + length;
    if (end > bytes.length) throw new DerError('Too short');
    nodes.push({ tag, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) });
    at = end;
  }
  return nodes;
}

/** The members of a sequence. */
export function members(node: Node | undefined): readonly Node[] {
  if (node?.tag !== TAG.sequence) throw new DerError('No sequence');
  return readAll(node.content);
}

export function readInteger(node: Node | undefined): bigint {
  if (node?.tag !== TAG.integer || node.content.length === 0) throw new DerError('No integer');
  return toBigInt(node.content);
}

export function readOid(node: Node | undefined): string {
  if (node?.tag !== TAG.oid || node.content.length === 0) throw new DerError('No object identifier');
  const [head = 0, ...rest] = node.content;
  const parts = [Math.min(2, Math.floor(head / 40)), head - 40 * Math.min(2, Math.floor(head / 40))];
  let value = 0;
  for (const byte of rest) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    parts.push(value);
    value = 0;
  }
  return parts.join('.');
}

/** A moment in milliseconds since 1970; years of two digits are those from 1950 to 2049 (RFC 5280). */
export function readTime(node: Node | undefined): number {
  const text = node === undefined ? '' : new TextDecoder().decode(node.content);
  const [, century = '', year, month, day, hour, minute, second] =
    /^(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const isLong = node?.tag === TAG.generalizedTime;
  if ((!isLong && node?.tag !== TAG.utcTime) || (century !== '') !== isLong || year === undefined) {
    throw new DerError('No time');
  }
  const full = isLong ? Number(century + year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  return Date.UTC(full, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

export function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

export function fromBigInt(value: bigint, length = 0): Uint8Array {
  const digits = value.toString(16);
  const even = digits.padStart(Math.max(digits.length + (digits.length % 2), length * 2), '0');
  return Uint8Array.from(even.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function write(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concat(contents);
  const size = content.length < 0x80 ? [] : [...fromBigInt(BigInt(content.length))];
  const length = size.length === 0 ? [content.length] : [0x80 + size.length, ...size];
  return concat([Uint8Array.from([tag, ...length]), content]);
}

export function writeInteger(value: bigint): Uint8Array {
  const bytes = fromBigInt(value);
  return write(TAG.integer, (bytes[0] ?? 0) >= 0x80 ? concat([Uint8Array.of(0), bytes]) : bytes);
}

export function writeOid(oid: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return write(TAG.oid, Uint8Array.from(bytes));
}

export function writeTime(timeMs: number): Uint8Array {
  const text = new Date(timeMs).toISOString().slice(0, 19).replace(/[-:T]/g, '') + 'Z';
  const isShort = text < '2050';
  return write(isShort ? TAG.utcTime : TAG.generalizedTime, new TextEncoder().encode(isShort ? text.slice(2) : text));
}

export function writeText(tag: number, text: string): Uint8Array {
  return write(tag, new TextEncoder().encode(text));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
