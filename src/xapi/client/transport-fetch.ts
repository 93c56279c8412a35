import type { Transport, TransportResponse } from './contract';
import { originBeside } from './members';
import { fetchStream } from './transfer/fetch-stream';
import { webSocketChannel } from './web-socket-channel';
import { transferErrorCodes } from './transfer/transfer-error';
import { clientErrorCodes, isXapiError, XapiError } from './xapi-error';

export interface FetchOptions {
  /** Longer bodies are refused while they arrive. */
  readonly maxBodyBytes: number;
  /** False where something in the page answers for the pool: service workers see no sockets. */
  readonly sockets: boolean;
  readonly fetch?: typeof fetch;
}

/**
 * Carries requests by HTTP, to a live pool or to msw in the page. `base` is an origin, '' the page's own, or tells which
 * server is called at present.
 */
export function fetchTransport(base: string | (() => string), options: FetchOptions): Transport {
  const baseUrl = typeof base === 'string' ? () => base : base;
  const send = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init));
  const closing = new AbortController();
  return {
    async request({ method, path, headers, body, signal }) {
      if (closing.signal.aborted) throw new XapiError(clientErrorCodes.closed);
      const response = await send(baseUrl() + path, {
        method,
        headers,
        credentials: 'same-origin',
        ...(body === undefined ? {} : { body }),
        signal: signal ? AbortSignal.any([signal, closing.signal]) : closing.signal,
      });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await readBody(response, options.maxBodyBytes),
      };
    },
    stream(request) {
      if (closing.signal.aborted) return Promise.reject(new XapiError(clientErrorCodes.closed));
      const signal = AbortSignal.any([request.signal, closing.signal]);
      const base = new URL(baseUrl(), self.location.href).origin;
      const origin = request.server === null ? base : originBeside(base, request.server);
      if (origin === null) return Promise.reject(new XapiError(transferErrorCodes.transferCut, [request.server ?? '']));
      const started = fetchStream(origin, { ...request, signal }, send);
      return request.server === null ? started : started.catch((error: unknown) => Promise.reject(of(origin, error)));
    },
    ...(options.sockets && {
      openSocket: ({ path, origin }, listener) =>
        webSocketChannel(new URL((origin ?? baseUrl()) + path, self.location.href), listener, closing.signal),
    }),
    close() {
      closing.abort(new XapiError(clientErrorCodes.closed));
    },
  };
}

/** Browsers do not say why a server is not reached: a person has to know which one it is. */
function of(origin: string, error: unknown): unknown {
  return isXapiError(error, transferErrorCodes.transferCut)
    ? new XapiError(error.code, [`${origin}: ${error.params[0] ?? ''}`])
    : error;
}

async function readBody(response: Response, maxBytes: number): Promise<TransportResponse['body']> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let received = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    received += value.length;
    if (received > maxBytes) {
      await reader.cancel();
      throw new XapiError(clientErrorCodes.tooLarge, [String(received), String(maxBytes)]);
    }
    pieces.push(decoder.decode(value, { stream: true }));
  }
  pieces.push(decoder.decode());
  return pieces.join('');
}
