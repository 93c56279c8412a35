import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConnectionCut, type HttpRequest, type HttpResponse } from '../../http/plain';

/** Longer bodies of calls are refused before they are read to the end. */
const LARGEST_CALL = 1024 * 1024;

/** A request of Node as plain data. The signal is made when somebody asks for it, which only calls that wait do. */
class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly upload?: AsyncIterable<Uint8Array>;
  body: string | Uint8Array<ArrayBuffer> = '';
  readonly #response: ServerResponse;
  #gone: AbortController | null = null;

  constructor(request: IncomingMessage, response: ServerResponse, host: string | undefined, isStreamed: boolean) {
    this.method = request.method ?? 'GET';
    this.path = request.url ?? '/';
    this.headers = request.headers as Readonly<Record<string, string>>;
    if (host !== undefined) this.host = host;
    if (isStreamed) this.upload = upload(request);
    this.#response = response;
  }

  get signal(): AbortSignal {
    if (this.#gone === null) {
      const gone = new AbortController();
      if (this.#response.destroyed) gone.abort();
      this.#response.once('close', () => {
        if (!this.#response.writableFinished) gone.abort();
      });
      this.#gone = gone;
    }
    return this.#gone.signal;
  }
}

/**
 * Reads a request; null when it is a call and far too large. Uploads come in chunks as they arrive.
 * @param isWhole whether a PUT is wanted in one piece, too
 */
export function readRequest(
  request: IncomingMessage,
  response: ServerResponse,
  host: string | undefined,
  isWhole: boolean,
): HttpRequest | Promise<HttpRequest | null> {
  const isStreamed = request.method === 'PUT' && !isWhole;
  const plain = new NodeRequest(request, response, host, isStreamed);
  return isStreamed ? plain : withBody(plain, request);
}

/** By events: the asynchronous iterator of a stream costs as much as the rest of a small call. */
function withBody(plain: NodeRequest, request: IncomingMessage): Promise<HttpRequest | null> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > LARGEST_CALL) {
      resolve(null);
      return;
    }
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > LARGEST_CALL) resolve(null);
      else parts.push(part);
    });
    request.on('end', () => {
      plain.body = Buffer.concat(parts, length);
      resolve(plain);
    });
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new ConnectionCut('The connection was closed before the announced end'));
    });
  });
}

async function* upload(request: IncomingMessage): AsyncIterable<Uint8Array> {
  try {
    for await (const part of request as AsyncIterable<Buffer>) yield part;
  } catch {
    throw new ConnectionCut('The connection was closed before the announced end');
  }
  // With a length, Node reports a body that ends early; without one there is none.
  if (!request.complete) throw new ConnectionCut('The connection was closed before the announced end');
}

/** What goes out in one piece. */
const PIECE = 512 * 1024;

/** Where xapi's words differ from those of Node (http.ml). */
const REASONS: Readonly<Record<number, string>> = { 413: 'Request Entity Too Large', 500: 'Internal Error' };

/**
 * Sends an answer as fast as the client takes it, and tells its maker when the client goes. What comes in chunks ends
 * with the connection, as with xapi: clients that read sockets themselves know no chunked encoding. Its head goes out at
 * once, because clients send the body of an upload only after they have seen it.
 */
export function sendResponse(response: ServerResponse, answer: HttpResponse): Promise<void> | undefined {
  const { status, headers, body } = answer;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return sendChunks(response, status, headers, body);
  response.statusMessage = REASONS[status] ?? '';
  // Without a length Node would send chunks, which cost more and which some clients do not know.
  const length = Buffer.byteLength(body);
  response.writeHead(status, listOf(headers, length));
  // Nearly all texts are ASCII, which goes out three times as fast when Node is told so.
  if (typeof body !== 'string' || length !== body.length) response.end(body);
  else if (length <= PIECE) endSoon(response, body);
  else return sendPieces(response, body);
  return undefined;
}

async function sendChunks(
  response: ServerResponse,
  status: number,
  headers: HttpResponse['headers'],
  body: AsyncIterable<Uint8Array>,
): Promise<void> {
  response.useChunkedEncodingByDefault = false;
  response.shouldKeepAlive = false;
  response.writeHead(status, headers).flushHeaders();
  const chunks = body[Symbol.asyncIterator]();
  // At once, not with the next chunk, which may be long in coming. An upload learns it from its bytes: many clients cut
  // the connection after the last one.
  if (response.req.method !== 'PUT') response.once('close', () => void chunks.return?.().catch(() => undefined));
  try {
    for (;;) {
      const step = await chunks.next();
      if (step.done === true) break;
      if (!response.write(step.value)) await drained(response);
    }
    response.end();
  } catch {
    response.destroy();
  }
}

/** Names and values in turn, which Node writes as they are. */
function listOf(headers: HttpResponse['headers'], length: number): string[] {
  const list = headers['content-length'] === undefined ? ['content-length', String(length)] : [];
  for (const name in headers) list.push(name, headers[name] ?? '');
  return list;
}

let ending: (readonly [response: ServerResponse, text: string])[] = [];
/** Answers of this turn of the loop, and of the one before. */
let made = 0;
let madeBefore = 0;

/**
 * Answers that are made in one turn of the loop go out together at its end. Each alone would wake its client at once,
 * which costs more than half of the writing: clients of a busy server sleep between their answers. Where there was one
 * answer a turn, as with a single client, the next does not wait either.
 */
function endSoon(response: ServerResponse, text: string): void {
  if (++made === 1) setImmediate(endAll);
  if (made === 1 && madeBefore <= 1) response.end(text, 'latin1');
  else ending.push([response, text]);
}

function endAll(): void {
  const all = ending;
  ending = [];
  madeBefore = made;
  made = 0;
  for (const [response, text] of all) response.end(text, 'latin1');
}

/** A long text a piece at a time: the client reads while the rest waits, and no copy of the whole is made. */
async function sendPieces(response: ServerResponse, text: string): Promise<void> {
  for (let at = 0; at < text.length; at += PIECE) {
    if (response.destroyed) return;
    if (!response.write(text.slice(at, at + PIECE), 'latin1')) await drained(response);
  }
  response.end();
}

/**
 * The answer to HEAD: the head that GET has, so no length where nobody knows it before the end. What would have made the
 * body learns that nobody reads it.
 */
export async function sendHead(response: ServerResponse, { status, headers, body }: HttpResponse): Promise<void> {
  await leave(body);
  response.statusMessage = REASONS[status] ?? '';
  const length = typeof body === 'string' || body instanceof Uint8Array ? Buffer.byteLength(body) : null;
  response.writeHead(status, length === null ? headers : listOf(headers, length)).end();
}

/** Tells whatever makes a body that nobody reads it. */
export async function leave(body: HttpResponse['body']): Promise<void> {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
}

function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
