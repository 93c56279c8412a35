import { formatBytes } from '../../values';
import type { Source } from './source';
import { texts } from './texts';
import { WrongFile } from './wrong-file';

/** What follows is often wanted next, and one request for much takes hardly longer than one for little. */
const PIECE_BYTES = 4 * 1024 * 1024;
const MOST_PIECES = 4;
/** What is read in one go is held by the browser. */
export const MOST_WHOLE_BYTES = 1024 * 1024 * 1024;

const PLAIN: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer' };

/** Nothing is at an address. */
export class NothingThere extends WrongFile {}

/**
 * A file at an address that this browser reads, in parts where its server gives parts, else at once. Rejects with a
 * sentence. Asks for a range from the beginning: every server may be asked for it by any page, without being asked first
 * (WHATWG: Fetch, simple range header value), and its answer tells how long the file is.
 */
export async function openRemote(address: string, signal: AbortSignal): Promise<Source> {
  assertReadable(address);
  const answer = await asked(address, signal, 'bytes=0-');
  if (answer.status === 404 || answer.status === 410) throw new NothingThere(texts.nothingThere(address));
  if (!answer.ok) throw new WrongFile(texts.refused(answer.status));
  const told = answer.headers.get('content-length');
  const size = told === null || answer.headers.has('content-encoding') ? null : Number(told);
  if (answer.status === 206 && size !== null) {
    await answer.body?.cancel();
    return new RemoteFile(new Pieces(address, signal), 0, size);
  }
  if (size !== null && size > MOST_WHOLE_BYTES) {
    await answer.body?.cancel();
    throw new WrongFile(texts.noParts(formatBytes(MOST_WHOLE_BYTES)));
  }
  return wholeOf(answer);
}

async function wholeOf({ body }: Response): Promise<Blob> {
  try {
    return await readAtMost(body, MOST_WHOLE_BYTES, texts.noParts(formatBytes(MOST_WHOLE_BYTES)));
  } catch (thrown) {
    throw thrown instanceof WrongFile ? thrown : new WrongFile(texts.lost);
  }
}

/** All of a body. Throws `WrongFile` with `tooMuch` as soon as more has come than is wanted: a server may go on for ever. */
async function readAtMost(body: Response['body'], mostBytes: number, tooMuch: string): Promise<Blob> {
  const parts: Blob[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || value === undefined) return new Blob(parts);
    length += value.length;
    if (length > mostBytes) {
      await reader?.cancel();
      throw new WrongFile(tooMuch);
    }
    parts.push(new Blob([value]));
  }
}

/** Browsers let a page that came encrypted read nothing that does not, but for this computer (W3C: Mixed Content). */
function assertReadable(address: string): void {
  const { protocol, hostname } = new URL(address);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (globalThis.location?.protocol === 'https:' && protocol === 'http:' && !isHere) throw new WrongFile(texts.mixed);
}

async function asked(address: string, signal: AbortSignal, range: string): Promise<Response> {
  try {
    return await fetch(address, { ...PLAIN, signal, headers: { range } });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
  }
  // Older browsers ask the server before they ask for a range, which few allow.
  try {
    return await fetch(address, { ...PLAIN, signal });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    throw new WrongFile(
      (await isAnswered(address)) ? texts.notShared(globalThis.location?.origin ?? '') : texts.silent,
    );
  }
}

/** Whether something is there, although the browser shows nothing of it to this page. */
async function isAnswered(address: string): Promise<boolean> {
  const enough = new AbortController();
  try {
    await fetch(address, { ...PLAIN, mode: 'no-cors', signal: enough.signal });
    return true;
  } catch {
    return false;
  } finally {
    enough.abort();
  }
}

function lost(): never {
  throw new WrongFile(texts.lost);
}

/** Parts of a file, the last few of them held. */
class Pieces {
  readonly #address: string;
  readonly #signal: AbortSignal;
  readonly #held = new Map<number, Promise<ArrayBuffer>>();

  constructor(address: string, signal: AbortSignal) {
    this.#address = address;
    this.#signal = signal;
  }

  async read(from: number, to: number): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(to - from);
    for (let piece = Math.floor(from / PIECE_BYTES); piece * PIECE_BYTES < to; piece += 1) {
      const start = piece * PIECE_BYTES;
      const part = new Uint8Array(await this.#piece(piece));
      const wanted = part.subarray(Math.max(0, from - start), to - start);
      bytes.set(wanted, Math.max(from, start) - from);
      if (start + part.length < Math.min(to, start + PIECE_BYTES)) lost();
    }
    return bytes.buffer;
  }

  #piece(piece: number): Promise<ArrayBuffer> {
    const held = this.#held.get(piece);
    const reading = held ?? this.#fetch(piece * PIECE_BYTES);
    this.#held.delete(piece);
    this.#held.set(piece, reading);
    // What failed is asked for anew.
    if (held === undefined) reading.catch(() => this.#held.delete(piece));
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= MOST_PIECES) break;
      this.#held.delete(oldest);
    }
    return reading;
  }

  async #fetch(from: number): Promise<ArrayBuffer> {
    const headers = { range: `bytes=${from}-${from + PIECE_BYTES - 1}` };
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await fetch(this.#address, { ...PLAIN, headers, signal: this.#signal });
        if (answer.status !== 206) throw new WrongFile(texts.refused(answer.status));
        const part = await readAtMost(answer.body, PIECE_BYTES, texts.tooMuch(this.#address));
        return await part.arrayBuffer();
      } catch (thrown) {
        if (this.#signal.aborted || thrown instanceof WrongFile) throw thrown;
        if (attempt === 2) throw new WrongFile(texts.lost);
      }
    }
  }
}

class RemoteFile implements Source {
  readonly #pieces: Pieces;
  readonly #from: number;
  readonly size: number;

  constructor(pieces: Pieces, from: number, size: number) {
    this.#pieces = pieces;
    this.#from = from;
    this.size = size;
  }

  slice(from: number, to: number): Source {
    const start = Math.min(from, this.size);
    return new RemoteFile(this.#pieces, this.#from + start, Math.max(0, Math.min(to, this.size) - start));
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#pieces.read(this.#from, this.#from + this.size);
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.arrayBuffer());
  }
}
