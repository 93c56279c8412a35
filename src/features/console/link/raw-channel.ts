import type { Wire } from './wire';

/** What noVNC wants of a WebSocket: it looks for each of these by name. */
export interface RawChannel {
  binaryType: string;
  readonly protocol: string;
  readonly readyState: 'open' | 'closed';
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: Uint8Array<ArrayBuffer> }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  onerror: (() => void) | null;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
  /** The other side has hung up: noVNC hears of it as of a WebSocket that closed. */
  hungUp(): void;
}

/** An open console in the shape of a WebSocket. */
export function rawChannel(wire: Wire): RawChannel {
  let isClosed = false;
  const raw: RawChannel = {
    binaryType: 'arraybuffer',
    protocol: 'binary',
    get readyState() {
      return isClosed ? 'closed' : 'open';
    },
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    // It writes from one buffer that it goes on to use.
    send: (bytes) => wire.send(bytes.slice()),
    close() {
      if (isClosed) return;
      isClosed = true;
      // noVNC waits for this word after it has closed, and complains when it does not come.
      queueMicrotask(() => raw.onclose?.({ code: 0 }));
    },
    hungUp() {
      if (isClosed) return;
      isClosed = true;
      raw.onclose?.({ code: 0 });
    },
  };
  return raw;
}
