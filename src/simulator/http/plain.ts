/** A request and a response as plain data: what all doors speak with the handlers. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, such as `/export?uuid=…`. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Everything, or what has arrived when the rest comes through `upload`. */
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** A long body as it arrives; ends early with ConnectionCut when the client goes before the announced length. */
  readonly upload?: AsyncIterable<Uint8Array>;
  /** Aborted when the client has gone. */
  readonly signal?: AbortSignal;
  /** Reference of the server whose address the request reached; the coordinator unless given. */
  readonly host?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HttpBody;
}

/** Chunks for what is too long to hold; they are made while the client reads. */
export type HttpBody = string | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>;

/** The client closed the connection before it had sent what it announced. */
export class ConnectionCut extends Error {}

const strict = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

/** The body as text, in UTF-8 or in the encoding that XML says it has; what is not UTF-8 reads as U+FFFD. */
export function bodyText({ body }: HttpRequest): { readonly text: string; readonly isUtf8: boolean } {
  if (typeof body === 'string') return { text: body, isUtf8: true };
  try {
    return { text: strict.decode(body), isUtf8: true };
  } catch {
    const text = new TextDecoder('utf-8').decode(body);
    const encoding = /^<\?xml\s[^>]*\bencoding\s*=\s*["'](iso-8859-1|iso-8859-15|us-ascii)["']/i.exec(text)?.[1];
    return encoding === undefined
      ? { text, isUtf8: false }
      : { text: new TextDecoder(encoding).decode(body), isUtf8: true };
  }
}

/** The body in chunks, however it came. */
export async function* bodyChunks({ body, upload }: Pick<HttpRequest, 'body' | 'upload'>): AsyncIterable<Uint8Array> {
  if (body.length > 0) yield typeof body === 'string' ? encoder.encode(body) : body;
  if (upload !== undefined) yield* upload;
}

/** The whole of a body, for doors that cannot stream. */
export async function collect(body: HttpBody): Promise<string | Uint8Array<ArrayBuffer>> {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    parts.push(part);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The body for a Response of the web. */
export function webBody(body: HttpBody): string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

/** An error page as xapi writes them: short HTML. */
export function errorPage(status: number, title: string, text: string): HttpResponse {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><body><h1>HTTP ${status} ${title}</h1>${safe}</body></html>`,
  };
}
