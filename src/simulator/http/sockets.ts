import { httpTable } from '../../xapi/datamodel/http.gen';
import type { Ref } from '../../xapi/datamodel/ref';
import { coordinator, type World } from '../api/world';
import { requirePermission } from '../api/access/rbac';
import { toFault, type Fault } from '../api/fault';
import { withSession } from './auth';
import { errorPage, type HttpRequest, type HttpResponse } from './plain';

/** The client's side of a socket, whatever carries it: a WebSocket, a tunnel by CONNECT, a port of the page. */
export interface Pipe {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** What the pool does with a socket. */
export interface SocketEnd {
  receive(bytes: Uint8Array): void;
  /** The client has gone. */
  closed(): void;
}

export interface SocketCall {
  readonly world: World;
  readonly request: HttpRequest;
  readonly query: URLSearchParams;
  readonly session: Ref<'session'>;
  readonly host: Ref<'host'>;
}

/** Opens a socket, or refuses with a Fault; a response sends the client elsewhere. */
export type SocketHandler = (call: SocketCall) => HttpResponse | ((pipe: Pipe) => SocketEnd);

const sockets = new Map<string, { readonly name: string; readonly open: SocketHandler }>();

/** Serves a socket at the path of a datamodel handler, such as `connect_console`; by CONNECT and as a WebSocket. */
export function defineSocket(name: string, open: SocketHandler): void {
  const model = httpTable[name];
  if (model === undefined) throw new Error(`There is no HTTP handler ${name}`);
  sockets.set(model.path, { name, open });
}

/**
 * Opens the socket that a request asks for. The door first sends its answer to the client, then calls the function.
 * @returns a response to refuse with, or what takes the client's side
 */
export async function openSocket(
  world: World,
  request: HttpRequest,
): Promise<HttpResponse | ((pipe: Pipe) => SocketEnd)> {
  const at = request.path.indexOf('?');
  const path = at < 0 ? request.path : request.path.slice(0, at);
  const socket = sockets.get(path);
  if (socket === undefined) return errorPage(404, 'Not Found', `There is nothing at ${path}.`);
  const query = new URLSearchParams(at < 0 ? '' : request.path.slice(at + 1));
  let opened: ((pipe: Pipe) => SocketEnd) | null = null;
  const response = await withSession(world, request, query, 'xapi', (session) => {
    try {
      requirePermission(world, session, `http/${socket.name}`);
      const host = request.host ?? coordinator(world.db);
      const result = socket.open({ world, request, query, session, host });
      if (typeof result !== 'function') return result;
      opened = result;
      return { status: 200, headers: {}, body: '' };
    } catch (error) {
      return refusal(toFault(error));
    }
  });
  return opened ?? response;
}

function refusal(fault: Fault): HttpResponse {
  const text = fault.toList().join(' ');
  if (fault.code === 'RBAC_PERMISSION_DENIED') return errorPage(403, 'Forbidden', text);
  return errorPage(fault.code === 'HANDLE_INVALID' ? 404 : 500, 'Refused', text);
}
