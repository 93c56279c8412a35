import type { StreamRequest, StreamResponse } from '../contract';
import { deferred, type Deferred } from '../deferred';
import { transferErrorCodes } from './transfer-error';
import { clientErrorCodes, XapiError } from '../xapi-error';

/** A file goes in pieces of this size. */
const PIECE_BYTES = 1024 * 1024;

/** The part of the simulator's channel that carries files; see `control/protocol.ts`. */
export type StreamMessage =
  | {
      readonly type: 'stream';
      readonly id: number;
      readonly method: string;
      readonly path: string;
      readonly server: string | null;
      readonly uploadBytes: number | null;
    }
  | { readonly type: 'stream-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'stream-pull'; readonly id: number }
  | { readonly type: 'stream-end'; readonly id: number };

export type StreamAnswer =
  | {
      readonly type: 'stream-head';
      readonly id: number;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly type: 'stream-data'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'stream-want'; readonly id: number }
  | { readonly type: 'stream-end'; readonly id: number; readonly reason?: string };

interface Open {
  receive(answer: StreamAnswer): void;
  cut(error: XapiError): void;
}

/** Files as messages of a port. */
export class PortStreams {
  readonly #say: (message: StreamMessage, transfer?: Transferable[]) => void;
  readonly #open = new Map<number, Open>();

  constructor(say: (message: StreamMessage, transfer?: Transferable[]) => void) {
    this.#say = say;
  }

  receive(answer: StreamAnswer): void {
    this.#open.get(answer.id)?.receive(answer);
  }

  close(): void {
    for (const open of [...this.#open.values()]) open.cut(new XapiError(clientErrorCodes.closed));
  }

  start(id: number, { method, path, server, body, signal, onSent }: StreamRequest): Promise<StreamResponse> {
    let sent = 0;
    let waiting: Deferred<StreamAnswer> | null = null;
    let error: XapiError | null = null;
    let isOver = false;

    const leave = (): void => {
      isOver = true;
      this.#open.delete(id);
      signal.removeEventListener('abort', abort);
    };
    const cut = (cause: XapiError): void => {
      if (isOver) return;
      error = cause;
      leave();
      waiting?.reject(cause);
    };
    const abort = (): void => {
      if (isOver) return;
      this.#say({ type: 'stream-end', id });
      cut(new XapiError(transferErrorCodes.transferCut, ['aborted']));
    };
    const ask = (message: StreamMessage): Promise<StreamAnswer> => {
      if (error !== null) return Promise.reject(error);
      waiting = deferred();
      this.#say(message);
      return waiting.promise;
    };
    const feed = async (file: Blob): Promise<void> => {
      const piece = await file.slice(sent, sent + PIECE_BYTES).arrayBuffer();
      if (isOver) return;
      sent += piece.byteLength;
      this.#say({ type: 'stream-data', id, bytes: new Uint8Array(piece) }, [piece]);
      onSent(sent);
    };
    this.#open.set(id, {
      cut,
      receive: (answer) => {
        if (answer.type === 'stream-want') {
          // A file that has changed or gone since it was chosen cannot be read any more.
          if (body !== null)
            feed(body).catch((reason: unknown) => {
              this.#say({ type: 'stream-end', id });
              cut(new XapiError(transferErrorCodes.transferCut, [String(reason)]));
            });
        } else if (answer.type === 'stream-end' && answer.reason !== undefined) {
          cut(new XapiError(transferErrorCodes.transferCut, [answer.reason]));
        } else {
          if (answer.type === 'stream-end') leave();
          waiting?.resolve(answer);
        }
      },
    });
    async function* chunks(): AsyncIterable<Uint8Array<ArrayBuffer>> {
      try {
        for (;;) {
          const answer = await ask({ type: 'stream-pull', id });
          if (answer.type !== 'stream-data') return;
          yield answer.bytes;
        }
      } finally {
        abort();
      }
    }
    signal.addEventListener('abort', abort);
    return ask({ type: 'stream', id, method, path, server, uploadBytes: body?.size ?? null }).then((head) => ({
      ...(head.type === 'stream-head' ? { status: head.status, headers: head.headers } : { status: 0, headers: {} }),
      chunks: chunks(),
    }));
  }
}
