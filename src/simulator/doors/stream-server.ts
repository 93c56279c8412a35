import type { StreamAnswer, StreamMessage } from '../../control/protocol';
import { Fault } from '../api/fault';
import { bodyChunks, ConnectionCut, type HttpBody, type HttpRequest, type HttpResponse } from '../http/plain';
import { toSentence } from './control-refusal';
import { deferred, type Deferred } from './deferred';

/** Answers a request whose body and answer come in chunks; `server` is the address of the one that is asked. */
export type OpenStream = (request: HttpRequest, server: string | null) => Promise<HttpResponse>;

type Opening = Extract<StreamMessage, { type: 'stream' }>;

/** What leads the messages of one pipe to whoever has the world. */
export interface StreamDoor {
  receive(message: StreamMessage): void;
  /** The other end of the pipe has gone. */
  close(): void;
}

interface Open {
  readonly gone: AbortController;
  /** The piece of the body that is waited for; null: none is. */
  wanted: Deferred<Uint8Array<ArrayBuffer>> | null;
  /** Null until the head has gone. */
  answer: AsyncIterator<Uint8Array> | null;
}

/** The pool's side of the files that come and go through one pipe of messages. */
export class StreamServer implements StreamDoor {
  readonly #handle: OpenStream;
  readonly #say: (message: StreamAnswer, transfer: Transferable[]) => void;
  readonly #open = new Map<number, Open>();

  constructor(handle: OpenStream, say: (message: StreamAnswer, transfer: Transferable[]) => void) {
    this.#handle = handle;
    this.#say = say;
  }

  receive(message: StreamMessage): void {
    const { id } = message;
    if (message.type === 'stream') {
      this.#start(message).catch((error: unknown) => this.#end(id, reasonOf(error)));
      return;
    }
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (message.type === 'stream-data') open.wanted?.resolve(message.bytes);
    else if (message.type === 'stream-pull') {
      this.#next(id, open).catch((error: unknown) => this.#end(id, reasonOf(error)));
    } else this.#drop(id, open);
  }

  close(): void {
    for (const [id, open] of this.#open) this.#drop(id, open);
  }

  async #start({ id, method, path, server, uploadBytes }: Opening): Promise<void> {
    const open: Open = { gone: new AbortController(), wanted: null, answer: null };
    this.#open.set(id, open);
    const request: HttpRequest = {
      method,
      path,
      headers: uploadBytes === null ? {} : { 'content-length': String(uploadBytes) },
      body: '',
      signal: open.gone.signal,
      ...(uploadBytes !== null && { upload: this.#upload(id, open) }),
    };
    const { status, headers, body } = await this.#handle(request, server);
    open.answer = piecesOf(body)[Symbol.asyncIterator]();
    // Whoever has gone meanwhile has not read it.
    if (open.gone.signal.aborted) await open.answer.return?.();
    else this.#say({ type: 'stream-head', id, status, headers }, []);
  }

  async *#upload(id: number, open: Open): AsyncIterable<Uint8Array> {
    for (;;) {
      if (open.gone.signal.aborted) throw new ConnectionCut('The client has gone.');
      open.wanted = deferred();
      this.#say({ type: 'stream-want', id }, []);
      const bytes = await open.wanted.promise;
      if (bytes.length === 0) return;
      yield bytes;
    }
  }

  async #next(id: number, { answer, gone }: Open): Promise<void> {
    const step = await answer?.next();
    if (step === undefined || gone.signal.aborted) return;
    if (step.done === true) this.#end(id);
    else if (step.value.length === 0) await this.#next(id, { answer, gone, wanted: null });
    else {
      // A view may be of bytes that others still read.
      const bytes = step.value.slice();
      this.#say({ type: 'stream-data', id, bytes }, [bytes.buffer]);
    }
  }

  #end(id: number, reason?: string): void {
    if (this.#open.delete(id)) this.#say({ type: 'stream-end', id, ...(reason !== undefined && { reason }) }, []);
  }

  #drop(id: number, { gone, wanted, answer }: Open): void {
    this.#open.delete(id);
    gone.abort();
    wanted?.reject(new ConnectionCut('The client has gone.'));
    void answer?.return?.();
  }
}

function piecesOf(body: HttpBody): AsyncIterable<Uint8Array> {
  return typeof body === 'string' || body instanceof Uint8Array ? bodyChunks({ body }) : body;
}

/** A failure of the pool says what it is, as it does on the task. */
function reasonOf(error: unknown): string {
  return error instanceof Fault ? error.message : toSentence(error);
}
