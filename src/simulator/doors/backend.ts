import type {
  ControlMessages,
  ControlMethod,
  FromSimulator,
  PlainRequest,
  PlainResponse,
  StreamAnswer,
  StreamMessage,
  ToSimulator,
  WorldInfo,
} from '../../control/protocol';
import { toSentence } from './control-refusal';
import { SocketServer, type OpenSocket } from './socket-server';
import type { StreamDoor } from './stream-server';

/** What answers a page: the world in this worker, or the tab that leads it. */
export interface Backend {
  handle(request: PlainRequest, signal?: AbortSignal): Promise<PlainResponse>;
  control<M extends ControlMethod>(method: M, args: ControlMessages[M]['args']): Promise<ControlMessages[M]['result']>;
  readonly openSocket: OpenSocket;
  /** Where the files of one pipe come and go. */
  openStreams(say: (message: StreamAnswer, transfer: Transferable[]) => void): StreamDoor;
  info(): WorldInfo;
}

/** The part of a port or a worker's global scope that a door needs. */
export interface Pipe {
  postMessage(message: FromSimulator, options?: { readonly transfer: Transferable[] }): void;
}

/** Serves the calls that come through one pipe. Requests under way can be called off by their number. */
export class PipeServer {
  readonly #pipe: Pipe;
  readonly #backend: () => Backend;
  readonly #underWay = new Map<number, AbortController>();
  readonly #sockets: SocketServer;
  #streams: { readonly of: Backend; readonly door: StreamDoor } | null = null;

  constructor(pipe: Pipe, backend: () => Backend) {
    this.#pipe = pipe;
    this.#backend = backend;
    this.#sockets = new SocketServer(
      async (path, end) => {
        try {
          return await this.#backend().openSocket(path, end);
        } catch (error) {
          return { status: 503, text: toSentence(error) };
        }
      },
      (message, transfer) => pipe.postMessage(message, { transfer }),
    );
  }

  receive(message: ToSimulator): void {
    if (message.type === 'http') void this.#http(message.id, message.request);
    else if (message.type === 'control') void this.#control(message.id, message.method, message.args);
    else if (message.type === 'abort') this.#underWay.get(message.id)?.abort();
    else if (message.type === 'socket' || message.type === 'socket-data' || message.type === 'socket-end')
      this.#sockets.receive(message);
    else if (message.type.startsWith('stream')) this.#stream(message as StreamMessage);
  }

  #stream(message: StreamMessage): void {
    try {
      const of = this.#backend();
      // A tab that followed may lead by now.
      if (this.#streams?.of !== of) {
        const door = of.openStreams((answer, transfer) => this.#pipe.postMessage(answer, { transfer }));
        this.#streams = { of, door };
      }
      this.#streams.door.receive(message);
    } catch (error) {
      this.#pipe.postMessage({ type: 'stream-end', id: message.id, reason: toSentence(error) });
    }
  }

  async #http(id: number, request: PlainRequest): Promise<void> {
    const controller = new AbortController();
    this.#underWay.set(id, controller);
    let response: PlainResponse;
    try {
      response = await this.#backend().handle(request, controller.signal);
    } catch (error) {
      response = { status: 503, headers: { 'content-type': 'text/plain' }, body: toSentence(error) };
    }
    this.#underWay.delete(id);
    if (!controller.signal.aborted) this.#pipe.postMessage({ type: 'http', id, response });
  }

  async #control(id: number, method: ControlMethod, args: readonly unknown[]): Promise<void> {
    try {
      const result = await this.#backend().control(method, args as never);
      this.#pipe.postMessage({ type: 'control', id, result });
    } catch (error) {
      this.#pipe.postMessage({ type: 'control', id, error: { message: toSentence(error) } });
    }
  }
}
