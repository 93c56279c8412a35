import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { HttpRequest, HttpResponse } from '../../http/plain';
import type { Pipe, SocketEnd } from '../../http/sockets';

/** Screens send much, clients little: keys, the pointer, pasted text. */
const LARGEST_MESSAGE = 1024 * 1024;
/** What may wait for a slow client before it is given up. */
const MOST_WAITING = 32 * 1024 * 1024;

const PROTOCOL = 'Sec-WebSocket-Protocol: binary';

type Open = (request: HttpRequest, name: string | undefined) => Promise<HttpResponse | ((pipe: Pipe) => SocketEnd)>;

/** Carries sockets of the pool: as WebSockets with the sub-protocol `binary`, and as tunnels by CONNECT. */
export class SocketDoor {
  readonly #open: Open;
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    handleProtocols: () => 'binary',
  });

  constructor(open: Open) {
    this.#open = open;
    // xapi names it whatever the client offers, and when it offers nothing (ws_helpers.ml).
    this.#webSockets.on('headers', (headers) => {
      if (!headers.some((line) => line.startsWith('Sec-WebSocket-Protocol:'))) headers.push(PROTOCOL);
    });
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, name: string | undefined): Promise<void> {
    socket.on('error', () => socket.destroy());
    const opened = await this.#open(toPlain(request), name);
    if (typeof opened !== 'function') return refuse(socket, opened);
    this.#webSockets.handleUpgrade(request, socket, head, (client) => {
      const end = opened({
        send: (bytes) => {
          if (client.bufferedAmount > MOST_WAITING) client.terminate();
          else client.send(bytes);
        },
        close: () => client.close(),
      });
      client.on('message', (data, isBinary) => end.receive(bytesOf(data, isBinary)));
      client.on('close', () => end.closed());
      client.on('error', () => client.terminate());
    });
  }

  async connect(request: IncomingMessage, socket: Duplex, head: Buffer, name: string | undefined): Promise<void> {
    socket.on('error', () => socket.destroy());
    const opened = await this.#open(toPlain(request), name);
    if (typeof opened !== 'function') return refuse(socket, opened);
    socket.write('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nCache-Control: no-cache, no-store\r\n\r\n');
    const end = opened({
      send: (bytes) => {
        if (socket.writableLength > MOST_WAITING) socket.destroy();
        else if (!socket.destroyed) socket.write(bytes);
      },
      close: () => socket.end(),
    });
    socket.on('data', (bytes: Buffer) => end.receive(bytes));
    socket.on('close', () => end.closed());
    socket.on('end', () => socket.end());
    if (head.length > 0) end.receive(head);
  }

  close(): void {
    for (const client of this.#webSockets.clients) client.terminate();
    this.#webSockets.close();
  }
}

function bytesOf(data: unknown, isBinary: boolean): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data as Buffer[]);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return isBinary ? (data as Buffer) : new TextEncoder().encode(String(data));
}

function toPlain(request: IncomingMessage): HttpRequest {
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: request.headers as Readonly<Record<string, string>>,
    body: '',
  };
}

function refuse(socket: Duplex, { status, headers, body }: HttpResponse): void {
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}\r\n${lines.join('')}\r\n${typeof body === 'string' ? body : ''}`,
  );
}
