import type { SocketAnswer, SocketRefusal, SocketRequest } from '../../control/protocol';
import type { Pipe, SocketEnd } from '../http/sockets';

/** Opens a socket at a path and connects it to a pipe, or says why not. */
export type OpenSocket = (path: string, pipe: Pipe) => Promise<SocketEnd | SocketRefusal>;

export function isRefusal(opened: SocketEnd | SocketRefusal): opened is SocketRefusal {
  return 'status' in opened;
}

/** The pool's side of the sockets that come through one pipe of messages. */
export class SocketServer {
  readonly #open: OpenSocket;
  readonly #say: (message: SocketAnswer, transfer: Transferable[]) => void;
  /** Null while it opens. */
  readonly #sockets = new Map<number, SocketEnd | null>();

  constructor(open: OpenSocket, say: (message: SocketAnswer, transfer: Transferable[]) => void) {
    this.#open = open;
    this.#say = say;
  }

  receive(message: SocketRequest): void {
    const { id } = message;
    if (message.type === 'socket') {
      void this.#connect(id, message.path);
      return;
    }
    const socket = this.#sockets.get(id);
    if (message.type === 'socket-data') socket?.receive(message.bytes);
    else if (this.#sockets.delete(id)) socket?.closed();
  }

  /** The other end of the pipe has gone. */
  close(): void {
    for (const socket of this.#sockets.values()) socket?.closed();
    this.#sockets.clear();
  }

  async #connect(id: number, path: string): Promise<void> {
    this.#sockets.set(id, null);
    // What a socket says first comes while it opens, and is to arrive after the word that it is open.
    let early: (() => void)[] | null = [];
    const inTurn = (say: () => void): void => {
      if (early === null) say();
      else early.push(say);
    };
    const opened = await this.#open(path, {
      send: (bytes) => inTurn(() => this.#data(id, bytes)),
      close: () =>
        inTurn(() => {
          if (this.#sockets.delete(id)) this.#say({ type: 'socket-end', id }, []);
        }),
    });
    if (!this.#sockets.has(id)) {
      if (!isRefusal(opened)) opened.closed();
      return;
    }
    if (isRefusal(opened)) {
      this.#sockets.delete(id);
      this.#say({ type: 'socket-end', id, refusal: opened }, []);
      return;
    }
    this.#sockets.set(id, opened);
    this.#say({ type: 'socket-open', id }, []);
    for (const say of early) say();
    early = null;
  }

  #data(id: number, bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#sockets.has(id)) return;
    // A view may be of bytes that others still read.
    const own = bytes.slice();
    this.#say({ type: 'socket-data', id, bytes: own }, [own.buffer]);
  }
}
