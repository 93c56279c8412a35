import type { ChannelListener, Transport, TransportRequest, TransportResponse } from './contract';
import { PortStreams, type StreamAnswer } from './transfer/port-stream';
import { clientErrorCodes, XapiError } from './xapi-error';

/** What is used of a Worker or a MessagePort. */
export interface PortLike {
  postMessage(message: unknown, options?: { readonly transfer: Transferable[] }): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  /** Of a MessagePort, which delivers nothing before. */
  start?(): void;
}

/** The part of the simulator's channel that carries HTTP; other messages on the same port are not ours. */
export type PortRequest =
  | { readonly type: 'http'; readonly id: number; readonly request: Omit<TransportRequest, 'signal'> }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'socket'; readonly id: number; readonly path: string }
  | { readonly type: 'socket-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'socket-end'; readonly id: number };

type PortResponse =
  | StreamAnswer
  | { readonly type: 'http'; readonly id: number; readonly response: TransportResponse }
  | { readonly type: 'socket-open'; readonly id: number }
  | { readonly type: 'socket-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'socket-end'; readonly id: number; readonly refusal?: { status: number; text: string } };

interface Waiting {
  resolve(response: TransportResponse): void;
  reject(error: unknown): void;
}

/** Carries requests and sockets as messages to a simulator behind a port, which reaches all servers of its pool. */
export function portTransport(port: PortLike): Transport {
  const waiting = new Map<number, Waiting>();
  const sockets = new Map<number, ChannelListener>();
  const streams = new PortStreams((message, transfer = []) => port.postMessage(message, { transfer }));
  let lastId = 0;
  let closed = false;

  function onMessage(event: MessageEvent): void {
    const message = event.data as PortResponse | null;
    switch (message?.type) {
      case 'http': {
        const entry = waiting.get(message.id);
        waiting.delete(message.id);
        entry?.resolve(message.response);
        break;
      }
      case 'socket-open':
        sockets.get(message.id)?.opened();
        break;
      case 'socket-data':
        sockets.get(message.id)?.received(message.bytes);
        break;
      case 'socket-end': {
        const listener = sockets.get(message.id);
        sockets.delete(message.id);
        const { refusal } = message;
        listener?.closed(
          refusal ? new XapiError(clientErrorCodes.socketRefused, [String(refusal.status), refusal.text]) : null,
        );
        break;
      }
      case 'stream-head':
      case 'stream-data':
      case 'stream-want':
      case 'stream-end':
        streams.receive(message);
        break;
    }
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
    openSocket({ path }, listener) {
      lastId += 1;
      const id = lastId;
      sockets.set(id, listener);
      port.postMessage({ type: 'socket', id, path } satisfies PortRequest);
      return {
        send(bytes) {
          if (sockets.has(id)) port.postMessage({ type: 'socket-data', id, bytes } satisfies PortRequest);
        },
        close() {
          if (sockets.delete(id)) port.postMessage({ type: 'socket-end', id } satisfies PortRequest);
        },
      };
    },
    stream(request) {
      if (closed) return Promise.reject(new XapiError(clientErrorCodes.closed));
      lastId += 1;
      return streams.start(lastId, request);
    },
    close() {
      closed = true;
      streams.close();
      port.removeEventListener('message', onMessage);
      for (const [id, listener] of sockets) {
        port.postMessage({ type: 'socket-end', id } satisfies PortRequest);
        listener.closed(new XapiError(clientErrorCodes.closed));
      }
      sockets.clear();
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
