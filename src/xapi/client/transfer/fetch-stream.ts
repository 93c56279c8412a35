import type { StreamRequest, StreamResponse } from '../contract';
import { transferErrorCodes } from './transfer-error';
import { XapiError } from '../xapi-error';

/** Carries files by HTTP. `baseUrl`: the origin of the server that is asked. */
export async function fetchStream(
  baseUrl: string,
  request: StreamRequest,
  send: typeof fetch,
): Promise<StreamResponse> {
  const { path, body, signal } = request;
  if (body !== null) return upload(baseUrl + path, body, request);
  let response: Response;
  try {
    response = await send(baseUrl + path, { signal, credentials: 'same-origin', cache: 'no-store' });
  } catch (error) {
    throw cut(error);
  }
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    chunks: chunksOf(response.body),
  };
}

async function* chunksOf(body: ReadableStream<Uint8Array<ArrayBuffer>> | null): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader();
  if (!reader) return;
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        isDone = true;
        throw cut(error);
      });
      isDone = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel();
  }
}

/**
 * By XMLHttpRequest: `fetch` does not tell how much has gone, and takes streams only where HTTP/2 is, which no pool
 * speaks. A file goes from the disk in pieces all the same.
 */
function upload(url: string, body: Blob, { method, signal, onSent }: StreamRequest): Promise<StreamResponse> {
  const xhr = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const abort = (): void => xhr.abort();
    const end = (): void => signal.removeEventListener('abort', abort);
    xhr.open(method, url);
    xhr.responseType = 'arraybuffer';
    xhr.upload.onprogress = ({ loaded }) => onSent(loaded);
    xhr.onload = () => {
      end();
      const answer = new Uint8Array(xhr.response as ArrayBuffer);
      resolve({ status: xhr.status, headers: {}, chunks: once(answer) });
    };
    xhr.onerror = () => {
      end();
      reject(new XapiError(transferErrorCodes.transferCut, ['upload']));
    };
    xhr.onabort = () => {
      end();
      reject(new XapiError(transferErrorCodes.transferCut, ['aborted']));
    };
    signal.addEventListener('abort', abort);
    // Without the type of the file, which no handler reads.
    xhr.send(body.slice(0, body.size, ''));
  });
}

async function* once(bytes: Uint8Array<ArrayBuffer>): AsyncIterable<Uint8Array<ArrayBuffer>> {
  if (bytes.length > 0) yield await Promise.resolve(bytes);
}

function cut(error: unknown): XapiError {
  return new XapiError(transferErrorCodes.transferCut, [error instanceof Error ? error.message : String(error)]);
}
