import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { isPoolRequest } from '../../http/handle';
import { errorPage, type HttpRequest } from '../../http/plain';
import { DroppedConnection } from '../../http/rpc';
import { Random } from '../../engine/random';
import type { Simulator } from '../../simulator';
import type { Pacer } from '../pacer';
import type { ControlApi } from './control';
import { leave, readRequest, sendHead, sendResponse } from './exchange';
import { HostNames } from './host-names';
import { joinWrites } from './joined-writes';
import { Jumps } from './jumps';
import type { Log } from './log';
import { SocketDoor } from './sockets';

export type FileHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface PoolServerOptions {
  readonly simulator: Simulator;
  /** Absent where virtual time jumps whenever a call waits, or polls. */
  readonly pacer: Pacer | null;
  /** Servers beyond this pool, by address or name: those that stand alone, or have left it. */
  readonly neighbour?: (name: string) => ServedHost | undefined;
  readonly log: Log;
  readonly latencyMs?: number;
  readonly jitterMs?: number;
  readonly seed?: number;
  readonly control?: ControlApi;
  /** Hands out the console's files. */
  readonly files?: FileHandler;
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Who answers a request. */
export interface ServedHost {
  readonly simulator: Simulator;
  readonly pacer: Pacer | null;
  /** Undefined: the coordinator. */
  readonly host: string | undefined;
}

/** How long calls under way may take to end after the server was told to stop. */
const PATIENCE_MS = 2000;

/** How often connections are closed meanwhile that have nothing more to carry. */
const TIDY_MS = 50;

/** A pool over HTTP: at one address for all of it, and at any number of further ones for single servers. */
export class PoolServer {
  readonly #options: PoolServerOptions;
  readonly #servers: Server[] = [];
  readonly #sockets: SocketDoor;
  readonly #random: Random;
  readonly #jumps = new Jumps();
  readonly #names: HostNames;
  #closing = false;

  constructor(options: PoolServerOptions) {
    this.#options = options;
    this.#names = new HostNames(options.simulator.world);
    this.#random = new Random({ seed: options.seed ?? 1, streams: {} });
    this.#sockets = new SocketDoor((request, name) => this.#openSocket(request, name));
  }

  /**
   * Listens at one more address. Rejects when that is not possible.
   * @param name address of the server that answers there; unless given, the one that the `Host` header names
   * @returns the address, such as `http://127.0.0.1:4190`
   */
  async listen(port: number, address: string, name?: string): Promise<string> {
    const { tls } = this.#options;
    const listener: RequestListener = (request, response) => {
      this.#answer(request, response, name).catch(() => response.destroy());
    };
    // Clients that write their requests themselves leave the header `Host` out.
    const http = { requireHostHeader: false };
    const server: Server =
      tls === undefined ? createServer(http, listener) : createTlsServer({ ...http, ...tls }, listener);
    // An upload may take longer than the five minutes that Node allows a request.
    server.requestTimeout = 0;
    server.keepAliveTimeout = 65_000;
    server.on('connection', joinWrites);
    server.on('upgrade', (request, socket, head) => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        socket.unshift(withoutUpgrade(request, head));
        server.emit(tls === undefined ? 'connection' : 'secureConnection', socket);
        return;
      }
      this.#sockets.upgrade(request, socket, head, name).catch(() => socket.destroy());
    });
    server.on('connect', (request, socket, head) => {
      this.#sockets.connect(request, socket, head, name).catch(() => socket.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.#servers.push(server);
    const bound = server.address() as AddressInfo;
    const at = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
    return `${tls === undefined ? 'http' : 'https'}://${at}:${bound.port}`;
  }

  /** Takes no more calls, lets those under way end, and closes every connection. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = this.#servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
        }),
    );
    // Polls wait for the death of their sessions.
    this.#options.simulator.endSessions();
    this.#sockets.close();
    this.#jumps.stop();
    // A call that ended leaves its connection open for the next one.
    const tidying = setInterval(() => this.#servers.forEach((server) => server.closeIdleConnections()), TIDY_MS);
    const impatience = setTimeout(() => this.#servers.forEach((server) => server.closeAllConnections()), PATIENCE_MS);
    await Promise.all(closed);
    clearInterval(tidying);
    clearTimeout(impatience);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, listener: string | undefined): Promise<void> {
    // On a connection that is still open: nobody is there, as for whoever opens one.
    if (this.#closing) return void response.destroy();
    const { control, files, log } = this.#options;
    const method = request.method ?? 'GET';
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const begun = performance.now();
    const isControl = control !== undefined && (path === '/simulator' || path.startsWith('/simulator/'));
    if (!isControl && files !== undefined && !isPoolRequest(method, path)) return files(request, response);
    const served = this.#find(listener, request.headers.host);
    // A server that restarts after it has left its pool: nobody is there.
    if (served === undefined) return void response.destroy();
    const { simulator, pacer, host } = served;
    const plain = await readRequest(request, response, host, isControl);
    if (plain === null) {
      response.writeHead(413, { 'content-type': 'text/plain', connection: 'close' }).end('The request is too large.\n');
      return;
    }
    if (isControl) {
      const { status, json } = isForeign(request)
        ? { status: 403, json: { error: 'Pages of other origins may not steer the simulator.' } }
        : control.answer(method, path, new TextDecoder().decode(plain.body as Uint8Array));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      return;
    }
    const delay = this.#delay();
    if (delay !== undefined) await delay;
    pacer?.catchUp();
    try {
      const answered = simulator.handlePlain(plain);
      // Before the answer: it may be one that waits for longer than it may hold up others.
      if (pacer === null) this.#jumps.called(simulator);
      else pacer.plan();
      const answer = answered instanceof Promise ? await answered : answered;
      const { status } = answer;
      if (pacer === null) this.#jumps.called(simulator);
      else pacer.plan();
      if (status >= 500) log.write('error', 'request failed', { method, path, status });
      if (response.destroyed) return void (await leave(answer.body));
      const sending = method === 'HEAD' ? sendHead(response, answer) : sendResponse(response, answer);
      if (sending !== undefined) await sending;
      pacer?.plan();
      if (log.isOn('debug')) {
        log.write('debug', 'request', { method, path, status, ms: Math.round(performance.now() - begun) });
      }
    } catch (error) {
      if (!(error instanceof DroppedConnection)) {
        log.write('error', 'request failed', { method, path });
        if (!response.headersSent) {
          const page = errorPage(500, 'Internal Error', 'The simulator made a mistake of its own.');
          response.writeHead(page.status, page.headers).end(page.body);
          return;
        }
      } else log.write('info', 'connection dropped by a fault rule', { path });
      response.destroy();
    }
  }

  /** What comes through a socket finds virtual time up to date, as a call does. */
  async #openSocket(request: HttpRequest, name: string | undefined): ReturnType<Simulator['openSocket']> {
    const served = this.#find(name, request.headers['host']);
    if (served === undefined) return errorPage(503, 'Service Unavailable', 'The server does not answer.');
    const { simulator, pacer, host } = served;
    pacer?.catchUp();
    const opened = await simulator.openSocket(host === undefined ? request : { ...request, host });
    if (typeof opened !== 'function') return opened;
    return (pipe) => {
      const end = opened(pipe);
      return {
        receive: (bytes) => {
          pacer?.catchUp();
          end.receive(bytes);
          pacer?.plan();
        },
        closed: () => end.closed(),
      };
    };
  }

  /** The server of a listener's name, or of the `Host` header; a header that names nobody means the coordinator. */
  #find(name: string | undefined, header: string | undefined): ServedHost | undefined {
    const { simulator, pacer, neighbour } = this.#options;
    const host = this.#names.find(name ?? header);
    if (host !== undefined) return { simulator, pacer, host };
    const other = neighbour?.(name ?? header?.replace(/:\d+$/, '') ?? '');
    return other ?? (name === undefined ? { simulator, pacer, host } : undefined);
  }

  #delay(): Promise<void> | undefined {
    const { latencyMs = 0, jitterMs = 0 } = this.#options;
    if (latencyMs === 0 && jitterMs === 0) return undefined;
    const delayMs = latencyMs + jitterMs * (2 * this.#random.fraction('jitter') - 1);
    return new Promise((resolve) => setTimeout(resolve, Math.max(0, delayMs)));
  }
}

/**
 * A request that offers another protocol than this server knows, as Java's client does with HTTP/2: it is answered as if
 * it had not (RFC 9110, 7.8), for which Node has to read it once more.
 */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage, head: Buffer): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${rawHeaders[at + 1] ?? ''}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]);
}

/** Browsers say from which page a request comes; a page of somebody else must not reach the control API. */
function isForeign({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}
