import { dispatch } from '../api/dispatch';
import { Fault, toFault } from '../api/fault';
import type { World } from '../api/world';
import { bodyText, errorPage, type HttpRequest, type HttpResponse } from './plain';

/** Constants.http_limit_max_rpc_size */
const LARGEST_BODY = 300 * 1024;

const HEADERS = {
  'content-type': 'application/json',
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'X-Requested-With',
};

interface Parsed {
  readonly id: string | number;
  readonly version: 1 | 2;
  readonly method: string;
  readonly params: readonly unknown[];
}

/**
 * JSON-RPC 1.0 and 2.0 (2.0 when the member `jsonrpc` is "2.0"), one call a request.
 * Malformed requests answer HTTP 500 as xapi does (api_server.ml jsoncallback, ocaml-rpc jsonrpc.ml).
 */
export async function handleJsonRpc(world: World, request: HttpRequest): Promise<HttpResponse> {
  if (request.body.length > LARGEST_BODY) {
    return errorPage(413, 'Request Entity Too Large', `The request is larger than ${LARGEST_BODY} bytes.`);
  }
  const body = bodyText(request);
  const call = parse(body.text);
  if (typeof call === 'string') return errorPage(500, 'Internal Error', call);
  let reply: string;
  try {
    if (!body.isUtf8) throw new Fault('INVALID_VALUE', 'Invalid UTF-8 string in parameter', damagedText(call.params));
    const result: unknown = await dispatch(
      world,
      call.method,
      call.params,
      request.signal ? { signal: request.signal } : {},
    );
    reply = success(call, result);
  } catch (error) {
    reply = failure(call, toFault(error).toList());
  }
  return { status: 200, headers: HEADERS, body: reply };
}

function parse(text: string): Parsed | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'Jsonrpc.Malformed_method_request: the body is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'Jsonrpc.Malformed_method_request: the body is not an object';
  }
  const { id, method, params, jsonrpc } = value as Record<string, unknown>;
  if (typeof id !== 'string' && !(typeof id === 'number' && Number.isInteger(id))) {
    return 'Jsonrpc.Malformed_method_request: id must be a whole number or a string';
  }
  if (typeof method !== 'string') return 'Jsonrpc.Malformed_method_request: method must be a string';
  const version = jsonrpc === '2.0' ? 2 : 1;
  if (Array.isArray(params)) return { id, version, method, params };
  if (version === 2 && (params === undefined || params === null)) return { id, version, method, params: [] };
  if (version === 2 && typeof params === 'object') return { id, version, method, params: [params] };
  return 'Jsonrpc.Malformed_method_request: params must be an array';
}

/** The first parameter that holds something other than UTF-8, as far as it can be read. */
function damagedText(params: readonly unknown[]): string {
  const texts = params.map((param) => (typeof param === 'string' ? param : JSON.stringify(param)));
  return texts.find((text) => text.includes('\ufffd')) ?? '';
}

function success(call: Parsed, result: unknown): string {
  const text = JSON.stringify(result ?? '');
  const id = JSON.stringify(call.id);
  return call.version === 2
    ? `{"jsonrpc":"2.0","result":${text},"id":${id}}`
    : `{"result":${text},"error":null,"id":${id}}`;
}

function failure(call: Parsed, error: readonly string[]): string {
  const { id } = call;
  return call.version === 2
    ? JSON.stringify({ jsonrpc: '2.0', error: { code: 1, message: error[0], data: error.slice(1) }, id })
    : JSON.stringify({ result: null, error, id });
}
