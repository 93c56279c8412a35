import type { World } from '../api/world';
import { handlerFor, POOL_PATHS } from './handlers';
import { handleJsonRpc } from './jsonrpc';
import { errorPage, type HttpRequest, type HttpResponse } from './plain';
import { handleXmlRpc } from './xmlrpc';

/** Whether a request is for the pool and not for the files that a server hands out beside it. */
export function isPoolRequest(method: string, target: string): boolean {
  const path = originForm(target);
  return (method !== 'GET' && method !== 'HEAD') || POOL_PATHS.some((at) => path === at || path.startsWith(`${at}/`));
}

/** A path alone: clients of a proxy ask for a whole address, and every server has to take that (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  return target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*\/?/i, '/');
}

/** Where a POST is no call of the API. */
const NO_CALLS: readonly string[] = ['/services', '/remote_db_access'];

/** `xe` speaks a protocol of its own, which is no HTTP. */
const NO_CLI = 'This pool has no thin CLI: use XML-RPC or JSON-RPC.';

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

/**
 * Answers one request of a client: the whole of the simulator behind one function. A POST that nobody else takes is an
 * XML-RPC call: xapi matches handlers by the longest prefix, and that one stands at `/`.
 */
export function handleHttp(world: World, asked: HttpRequest): HttpResponse | Promise<HttpResponse> {
  const request = asked.path.startsWith('/') ? asked : { ...asked, path: originForm(asked.path) };
  const { method } = request;
  const at = request.path.indexOf('?');
  const path = at < 0 ? request.path : request.path.slice(0, at);
  // Handlers are found by the longest prefix of the text, not by whole names (xapi: http_svr.ml, radix_tree.ml).
  if (method === 'POST' && path === '/cli') return errorPage(501, 'Not Implemented', NO_CLI);
  if (method === 'POST' && !NO_CALLS.some((prefix) => path.startsWith(prefix))) {
    return (path.startsWith('/jsonrpc') ? handleJsonRpc : handleXmlRpc)(world, request);
  }
  if (method === 'OPTIONS') return preflight(request);
  const handler = handlerFor(method, path);
  if (handler === undefined) return errorPage(404, 'Not Found', `There is nothing at ${path}.`);
  return handler(world, request, new URLSearchParams(at < 0 ? '' : request.path.slice(at + 1)));
}
