import type { Transport, TransportRequest, TransportResponse } from './contract';
import { clientErrorCodes, XapiError } from './xapi-error';

/** What is used of a Worker or a MessagePort. */
export interface PortLike {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  /** Of a MessagePort, which delivers nothing before. */
  start?(): void;
}

/** The part of the simulator's channel that carries HTTP; other messages on the same port are not ours. */
export type PortRequest =
  | { readonly type: 'http'; readonly id: number; readonly request: Omit<TransportRequest, 'signal'> }
  | { readonly type: 'abort'; readonly id: number };

export interface PortResponse {
  readonly type: 'http';
  readonly id: number;
  readonly response: TransportResponse;
}

interface Waiting {
  resolve(response: TransportResponse): void;
  reject(error: unknown): void;
}

/** Carries requests as messages to a simulator behind a port. */
export function portTransport(port: PortLike): Transport {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let closed = false;

  function onMessage(event: MessageEvent): void {
    const message = event.data as Partial<PortResponse> | null;
    if (message?.type !== 'http' || message.id === undefined || !message.response) return;
    const entry = waiting.get(message.id);
    waiting.delete(message.id);
    entry?.resolve(message.response);
  }
  port.addEventListener('message', onMessage);
  port.start?.();

  return {
    request({ signal, ...request }) {
      if (closed) return Promise.reject(new XapiError(clientErrorCodes.closed));
      if (signal?.aborted) return Promise.reject(abortError());
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          waiting.delete(id);
          port.postMessage({ type: 'abort', id } satisfies PortRequest);
          reject(abortError());
        };
        waiting.set(id, {
          resolve(response) {
            signal?.removeEventListener('abort', onAbort);
            resolve(response);
          },
          reject,
        });
        signal?.addEventListener('abort', onAbort, { once: true });
        port.postMessage({ type: 'http', id, request } satisfies PortRequest);
      });
    },
    close() {
      closed = true;
      port.removeEventListener('message', onMessage);
      for (const [id, entry] of waiting) {
        port.postMessage({ type: 'abort', id } satisfies PortRequest);
        entry.reject(new XapiError(clientErrorCodes.closed));
      }
      waiting.clear();
    },
  };
}

function abortError(): DOMException {
  return new DOMException('The request was taken back.', 'AbortError');
}
