import { Fault } from '../api/fault';
import type { HandlerResponse } from './handlers';
import { bodyChunks, ConnectionCut, type HttpRequest } from './plain';

/**
 * A response whose body is the reading of the request: clients send it only after the answer, and learn of its end from
 * their task, which ends with what `read` answers.
 * @param type of the result; without it there is none
 */
export function uploading(
  read: () => Promise<unknown>,
  { type, ended }: { readonly type?: string; readonly ended?: () => void } = {},
): HandlerResponse {
  const result = { type: type ?? '', value: undefined as unknown };
  async function* body(): AsyncIterable<Uint8Array> {
    result.value = await read();
    yield* [];
  }
  return { status: 200, headers: {}, body: body(), ...(type !== undefined && { result }), ...(ended && { ended }) };
}

/** How much the client means to send; null when it does not say. */
export function announcedBytes({ headers, body, upload }: HttpRequest): number | null {
  const text = headers['content-length'];
  if (text !== undefined && /^\d{1,16}$/.test(text)) return Number(text);
  return upload === undefined ? body.length : null;
}

/** xen-api announces this for what it does not know the length of, and cuts the connection at its end. */
const UNKNOWN_LENGTH = 2 ** 50;

/** What arrives of an upload that has to be whole before it means anything: CLIENT_ERROR when it is cut off. */
export async function* wholeChunks(request: HttpRequest): AsyncIterable<Uint8Array> {
  try {
    yield* bodyChunks(request);
  } catch (error) {
    if (!(error instanceof ConnectionCut)) throw error;
    if (announcedBytes(request) !== UNKNOWN_LENGTH) throw new Fault('CLIENT_ERROR', error.message);
  }
}

/** The same in one piece; `tooLarge` when it is longer than `mostBytes`, or announces that it will be. */
export async function wholeUpload(
  request: HttpRequest,
  mostBytes: number,
  tooLarge: Fault,
): Promise<Uint8Array<ArrayBuffer>> {
  const announced = announcedBytes(request);
  if (announced !== null && announced > mostBytes && announced !== UNKNOWN_LENGTH) throw tooLarge;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of wholeChunks(request)) {
    length += part.length;
    if (length > mostBytes) throw tooLarge;
    // Doors may use their buffers again.
    parts.push(part.slice());
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
