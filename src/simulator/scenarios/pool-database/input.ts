import { clip, PoolDatabaseError, TAKE_A_NEW_DUMP, type Place } from './pool-database-error';

/** How many bytes tell what a file is: signatures, byte order marks and the XML declaration. */
export const HEAD_LENGTH = 256;

const UNPACK = 'Unpack it and open the XML file inside.';
const SAVE_AS_UTF8 = 'Save the file as UTF-8, or take the dump again.';

/** The first bytes of packed files, by what people call them. */
const PACKED: readonly (readonly [name: string, signature: readonly number[]])[] = [
  ['ZIP', [0x50, 0x4b, 0x03, 0x04]],
  ['XZ', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
];

/** Byte order marks, and how `<?` or `<d` looks without one. */
const UNICODE_16: readonly (readonly [encoding: string, signature: readonly (number | null)[]])[] = [
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0x3c, 0, null, 0]],
  ['utf-16be', [0, 0x3c, 0, null]],
];

function begins(head: Uint8Array, signature: readonly (number | null)[]): boolean {
  return head.length >= signature.length && signature.every((byte, i) => byte === null || byte === head[i]);
}

function isGzip(head: Uint8Array): boolean {
  return begins(head, [0x1f, 0x8b]);
}

export function refusePacked(head: Uint8Array): void {
  for (const [name, signature] of PACKED) {
    if (begins(head, signature)) throw new PoolDatabaseError(`This is a ${name} archive, not a pool database.`, UNPACK);
  }
  if (isGzip(head)) throw new PoolDatabaseError('The file is compressed with gzip.', UNPACK);
}

/** Turns bytes into text. The encoding comes from the first bytes: a byte order mark, else the XML declaration, else UTF-8. */
export class ByteDecoder {
  readonly #decoder: TextDecoder;
  readonly #encoding: string;
  readonly #line: () => number;

  /** `line` tells the line at which the text so far ends. */
  constructor(head: Uint8Array, line: () => number) {
    this.#encoding = UNICODE_16.find(([, signature]) => begins(head, signature))?.[0] ?? declaredEncoding(head);
    this.#line = line;
    try {
      this.#decoder = new TextDecoder(this.#encoding, { fatal: true });
    } catch {
      throw new PoolDatabaseError(
        `The file declares the encoding "${clip(this.#encoding)}", which is not known here.`,
        SAVE_AS_UTF8,
      );
    }
  }

  decode(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: true });
    } catch {
      const text = new TextDecoder(this.#encoding).decode(bytes);
      const before = text.slice(0, Math.max(0, text.indexOf('\ufffd'))).split('\n').length - 1;
      throw this.#notText({ line: this.#line() + before });
    }
  }

  end(): string {
    try {
      return this.#decoder.decode();
    } catch {
      throw this.#notText({ line: this.#line() });
    }
  }

  #notText(place: Place): PoolDatabaseError {
    return new PoolDatabaseError(
      `There are bytes that are not ${this.#encoding.toUpperCase()}, the encoding of the file.`,
      TAKE_A_NEW_DUMP,
      place,
    );
  }
}

function declaredEncoding(head: Uint8Array): string {
  const start = String.fromCharCode(...head);
  const declared = /^[^<]*<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']/i.exec(start)?.[1]?.toLowerCase() ?? 'utf-8';
  // A text that is ASCII up to here and declares UTF-16 was re-encoded without changing its declaration.
  return declared.startsWith('utf-16') || declared === 'us-ascii' ? 'utf-8' : declared;
}

export type PoolDatabaseInput = string | Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** The bytes of any source, in order; gzip is unpacked on the way. */
export async function* bytesOf(input: Exclude<PoolDatabaseInput, string>): AsyncGenerator<Uint8Array> {
  const chunks = readChunks(input);
  const first: Uint8Array[] = [];
  let length = 0;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    first.push(next.value);
    length += next.value.length;
    if (length >= HEAD_LENGTH) break;
  }
  const head = joinBytes(first, length);
  if (isGzip(head)) yield* gunzip(head, chunks);
  else {
    if (head.length > 0) yield head;
    yield* chunks;
  }
}

async function* readChunks(input: Exclude<PoolDatabaseInput, string>): AsyncGenerator<Uint8Array> {
  if (input instanceof Uint8Array) {
    yield input;
    return;
  }
  const source = input instanceof Blob ? input.stream() : input;
  try {
    if (source instanceof ReadableStream) yield* readStream(source);
    else yield* source;
  } catch (error) {
    if (error instanceof PoolDatabaseError) throw error;
    throw unreadable(error);
  }
}

/** Not every browser iterates over streams. */
async function* readStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function* gunzip(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const packed = new ReadableStream<BufferSource>({
    start: (controller) => controller.enqueue(head.slice()),
    pull: async (controller) => {
      const next = await rest.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value.slice());
    },
  });
  try {
    yield* readStream(packed.pipeThrough(new DecompressionStream('gzip')));
  } catch (error) {
    if (error instanceof PoolDatabaseError) throw error;
    throw new PoolDatabaseError(
      'The gzip file is damaged or ends early.',
      'Copy it again completely, or unpack it and open the XML file inside.',
    );
  }
}

function unreadable(error: unknown): PoolDatabaseError {
  const reason = error instanceof Error ? error.message : String(error);
  return new PoolDatabaseError(
    `The file could not be read to its end (${clip(reason)}).`,
    'Check that it is still there, and try again.',
  );
}

function joinBytes(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
