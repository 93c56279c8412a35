import { httpTable } from '../../xapi/datamodel/http.gen';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Pipe, SocketEnd } from '../api/console';
import { coordinator, type World } from '../api/world';
import { requirePermission } from '../api/access/rbac';
import { toFault, type Fault } from '../api/fault';
import { withSession } from './auth';
import { errorPage, type HttpRequest, type HttpResponse } from './plain';

export type { Pipe, SocketEnd };

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

/** Serves a socket at the path and method of a datamodel handler: by CONNECT, or as a WebSocket by GET. */
export function defineSocket(name: string, open: SocketHandler): void {
  const model = httpTable[name];
  if (model === undefined) throw new Error(`There is no HTTP handler ${name}`);
  sockets.set(`${model.method} ${model.path}`, { name, open });
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
  const socket = sockets.get(`${request.method} ${path}`);
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
