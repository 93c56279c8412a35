import type { World } from '../api/world';
import { handleJsonRpc } from './jsonrpc';
import { errorPage, type HttpRequest, type HttpResponse } from './plain';

export type HttpHandler = (
  world: World,
  request: HttpRequest,
  query: URLSearchParams,
) => Promise<HttpResponse> | HttpResponse;

const routes = new Map<string, HttpHandler>([['POST /jsonrpc', handleJsonRpc]]);

/** Adds a handler for a method and a path, such as `GET /pool/xmldbdump`. */
export function defineRoute(route: string, handler: HttpHandler): void {
  routes.set(route, handler);
}

/** Whether a path belongs to the pool and not to the files that a server hands out beside it. */
export function isPoolPath(path: string): boolean {
  return [...routes.keys()].some((route) => route.endsWith(` ${path}`));
}

/** CORS pre-flight of the call endpoints (http_svr.ml). */
function preflight(request: HttpRequest): HttpResponse {
  const asked = request.headers['access-control-request-headers'];
  return {
    status: 200,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': asked === undefined ? 'X-Requested-With' : `${asked}, X-Requested-With`,
      'access-control-allow-methods': 'PUT',
    },
    body: '',
  };
}

/** Answers one request of a client: the whole of the simulator behind one function. */
export async function handleHttp(world: World, request: HttpRequest): Promise<HttpResponse> {
  const at = request.path.indexOf('?');
  const path = at < 0 ? request.path : request.path.slice(0, at);
  if (request.method === 'OPTIONS') return preflight(request);
  const handler = routes.get(`${request.method} ${path}`);
  if (handler === undefined) return errorPage(404, 'Not Found', `There is nothing at ${path}.`);
  return handler(world, request, new URLSearchParams(at < 0 ? '' : request.path.slice(at + 1)));
}
