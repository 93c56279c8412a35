import { http, HttpResponse, type HttpHandler } from 'msw';
import type { PlainRequest, PlainResponse } from '../src/control/protocol';
import { POOL_PATHS } from '../src/simulator/http/handlers';

/** Answers a request of the page: a simulator's `handle` without the web's own classes. */
export type Answer = (request: PlainRequest, signal: AbortSignal) => Promise<PlainResponse>;

/**
 * One catch-all handler for each family of addresses: hundreds of patterns would be tried for every file of the page.
 * @param origin address of the mocked pool, such as `http://127.0.0.1:4180`; empty: the page's own
 */
export function poolHandlers(answer: Answer, origin = ''): readonly HttpHandler[] {
  const forward = async ({ request }: { request: Request }): Promise<HttpResponse<ArrayBuffer | string>> => {
    const { pathname, search } = new URL(request.url);
    const { status, headers, body } = await answer(
      {
        method: request.method,
        path: pathname + search,
        headers: Object.fromEntries(request.headers),
        body: new Uint8Array(await request.arrayBuffer()),
      },
      request.signal,
    );
    return new HttpResponse(typeof body === 'string' ? body : body.buffer, { status, headers });
  };
  const paths = ['/jsonrpc', '/RPC2', ...POOL_PATHS];
  return paths.map((path) => http.all(`${origin}${path}`, forward));
}
