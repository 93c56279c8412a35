import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConnectionCut, type HttpRequest, type HttpResponse } from '../../http/plain';

/** Longer bodies of calls are refused before they are read to the end. */
const LARGEST_CALL = 1024 * 1024;

/**
 * A request of Node as plain data; null when it is a call and far too large. Uploads come in chunks as they arrive.
 * @param isWhole whether a PUT is wanted in one piece, too
 */
export async function readRequest(
  request: IncomingMessage,
  isWhole: boolean,
  signal: AbortSignal,
  host: string | undefined,
): Promise<HttpRequest | null> {
  const plain = {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: request.headers as Readonly<Record<string, string>>,
    signal,
    ...(host !== undefined && { host }),
  };
  if (request.method === 'PUT' && !isWhole) return { ...plain, body: '', upload: upload(request) };
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LARGEST_CALL) return null;
    parts.push(part);
  }
  return { ...plain, body: new Uint8Array(Buffer.concat(parts, length)) };
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

/** Where xapi's words differ from those of Node (http.ml). */
const REASONS: Readonly<Record<number, string>> = { 413: 'Request Entity Too Large', 500: 'Internal Error' };

/**
 * Sends an answer as fast as the client takes it, and tells its maker when the client goes. What comes in chunks ends
 * with the connection, as with xapi: clients that read sockets themselves know no chunked encoding. Its head goes out at
 * once, because clients send the body of an upload only after they have seen it.
 */
export async function sendResponse(response: ServerResponse, { status, headers, body }: HttpResponse): Promise<void> {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    response.statusMessage = REASONS[status] ?? '';
    // Without a length Node would send chunks, which cost more and which some clients do not know.
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
    return;
  }
  response.useChunkedEncodingByDefault = false;
  response.shouldKeepAlive = false;
  response.writeHead(status, headers).flushHeaders();
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      if (response.destroyed) break;
      const step = await chunks.next();
      if (step.done === true) {
        response.end();
        return;
      }
      if (!response.write(step.value)) await drained(response);
    }
  } catch {
    response.destroy();
    return;
  }
  await chunks.return?.();
}

/** The answer to HEAD; what would have made the body learns that nobody reads it. */
export async function withoutBody(answer: HttpResponse): Promise<HttpResponse> {
  const { body } = answer;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
  return { ...answer, body: '' };
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
