import type { Ref } from '../../xapi/datamodel/ref';
import { Fault } from '../api/fault';
import { authenticate, checkSession, endSession } from '../api/sessions';
import type { World } from '../api/world';
import { parameter } from './parameters';
import { errorPage, type HttpRequest, type HttpResponse } from './plain';

/**
 * Runs a handler for a request that says who asks: a session as cookie or query (the cookie wins), or HTTP Basic, which
 * opens a session for this request only. Otherwise 401. Source: xapi_http.ml assert_credentials_ok.
 */
export async function withSession(
  world: World,
  request: HttpRequest,
  query: URLSearchParams,
  label: string,
  handler: (session: Ref<'session'>) => HttpResponse | Promise<HttpResponse>,
): Promise<HttpResponse> {
  const given = parameter(request, query, 'session_id');
  if (given !== null) {
    try {
      checkSession(world, given);
    } catch {
      return refused(label);
    }
    return handler(given);
  }
  const account = basicAccount(request.headers['authorization'] ?? '');
  if (account === null) return refused(label);
  const session = authenticate(world, account.user, account.password, '');
  if (session instanceof Fault) return refused(label);
  try {
    return await handler(session);
  } finally {
    endSession(world, session);
  }
}

function refused(label: string): HttpResponse {
  const page = errorPage(401, 'Unauthorised', 'Please log in: with a session_id, or with user and password.');
  return { ...page, headers: { ...page.headers, 'www-authenticate': `Basic realm="${label}"` } };
}

function basicAccount(header: string): { user: string; password: string } | null {
  const match = /^Basic ([A-Za-z0-9+/=]{1,1024})$/.exec(header);
  if (match?.[1] === undefined) return null;
  let text: string;
  try {
    text = new TextDecoder().decode(Uint8Array.from(atob(match[1]), (byte) => byte.charCodeAt(0)));
  } catch {
    return null;
  }
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
