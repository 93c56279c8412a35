import type { Messages, Records } from '../datamodel/types.gen';
import type { ClassName, Ref } from '../datamodel/ref';
import type { Credentials } from './session';
import type { XapiError } from './xapi-error';

/** Carries one HTTP-shaped request to a pool: over a port to the simulator, or by fetch to a live pool. */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Opens a socket; absent where there are none, as when a service worker answers for the pool. */
  openSocket?(address: SocketAddress, listener: ChannelListener): ByteChannel;
  /** Carries what is too long to hold; resolves with the head of the answer. Absent as sockets may be. */
  stream?(request: StreamRequest): Promise<StreamResponse>;
  close(): void;
}

export interface StreamRequest {
  readonly method: 'GET' | 'PUT';
  /** Path and query. They carry the session: never shown, never logged. */
  readonly path: string;
  /** Address of the server that is asked, as the pool has it; null: the one that answers calls. */
  readonly server: string | null;
  readonly body: Blob | null;
  readonly signal: AbortSignal;
  /** How many bytes of the body have gone so far. */
  readonly onSent: (bytes: number) => void;
}

/** Its chunks end with XapiError where the connection does before the answer. */
export interface StreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

export interface SocketAddress {
  /** Path and query. They carry the session: never shown, never logged. */
  readonly path: string;
  /** Origin of the server that has it, such as `https://10.0.0.7`; null: the one that answers calls. */
  readonly origin: string | null;
}

/** One side of a stream of bytes. What is sent before it is open, or after its end, is lost. */
export interface ByteChannel {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Ends it. The listener is not told. */
  close(): void;
}

export interface ChannelListener {
  opened(): void;
  received(bytes: Uint8Array<ArrayBuffer>): void;
  /** Told once, at last; null: the other side ended it after it was open, and said nothing. */
  closed(error: XapiError | null): void;
}

export interface TransportRequest {
  readonly method: string;
  /** Path and query, such as `/jsonrpc`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  /** Records of the classes loaded so far are shown; `loaded` of `total` classes are complete. */
  | { readonly kind: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly kind: 'connected' }
  /** Events stopped. What is on the screen dates from `sinceMs`, when the pool last answered; the next try is at `retryAtMs`. Wall time. */
  | { readonly kind: 'lost'; readonly reason: string; readonly sinceMs: number; readonly retryAtMs: number }
  /** Needs a person: wrong password, not a XenAPI server. `code` is a XenAPI error code or one of `clientErrorCodes`. */
  | { readonly kind: 'failed'; readonly code: string; readonly params: readonly string[]; readonly message: string }
  | { readonly kind: 'closed' };

/** What changed in one class: full records by reference, and what is gone. */
export interface ClassDelta<C extends ClassName = ClassName> {
  readonly class: C;
  /** True for the first chunk of a full load: what was held before is to be replaced once the load is complete. */
  readonly reset: boolean;
  /** True while further chunks of the same full load follow. */
  readonly more: boolean;
  readonly upserts: readonly (readonly [Ref<C>, Records[C]])[];
  readonly removals: readonly Ref<C>[];
}

/** Another account beside that of a connection, for one action. */
export interface Actor {
  call<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Messages[M]['result']>;
  callAsync<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Ref<'task'>>;
  /** As that of a connection. */
  openTransfer(): MessagePort;
  /** Ends its session. */
  end(): void;
}

/** One pool the console talks to. Everything behind it, JSON and the event loop included, runs outside the page's main thread. */
export interface Connection {
  /** Stable in URLs and query keys. */
  readonly id: string;
  /** A synchronous XenAPI call; rejects with XapiError. */
  call<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Messages[M]['result']>;
  /** The asynchronous form; answers the task at once. */
  callAsync<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<Ref<'task'>>;
  status(): ConnectionStatus;
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  /**
   * Deltas come in batches of at most 300 records, in a steady state at most a few a second; one call carries all
   * classes of a batch. What arrives before the first listener is kept for it.
   */
  onDeltas(listener: (deltas: readonly ClassDelta[]) => void): () => void;
  /**
   * Starts to follow one more class, or one object of a class that is not followed as a whole. The answer ends it:
   * some seconds after the last user has left, an object is withdrawn by a delta. A class stays followed.
   */
  watch(cls: ClassName, ref?: Ref): () => void;
  /** Connects to a console: RFB for `protocol` rfb, bytes of a terminal for vt100. */
  openConsole(console: Ref<'console'>, listener: ChannelListener): ByteChannel;
  /** The way of one file to the pool or from it; `transfer/transfer.ts` speaks on it. */
  openTransfer(): MessagePort;
  /** Logs another account in beside the own one; rejects as a login does. */
  actAs(credentials: Credentials): Promise<Actor>;
  /**
   * Lets a window of this console in: its `Credentials` go to the other end of `port`, from thread to thread, or null
   * when nobody is logged in. Null follows when this connection ends, and then that window's has to end as well.
   */
  admit(port: MessagePort): void;
  /** Goes on with these words of a person, after a session has ended or a password was changed. What is held stays. */
  authenticate(credentials: Credentials): void;
  retryNow(): void;
  close(): void;
}
