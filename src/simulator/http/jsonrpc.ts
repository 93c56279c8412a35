import { JsonText } from '../api/json-text';
import { resultTypeOf } from '../api/method';
import { rpcHandler, type ParsedCall } from './rpc';

interface JsonCall extends ParsedCall {
  /** As it was written: 64 bits are more than a number of JavaScript holds. */
  readonly id: string;
  readonly version: 1 | 2;
}

/** JSON-RPC 1.0 and 2.0 (2.0 when the member `jsonrpc` is "2.0"), one call a request. Source: ocaml-rpc jsonrpc.ml. */
export const handleJsonRpc = rpcHandler<JsonCall>({
  contentType: 'application/json',
  isJson: true,
  parse,
  success({ id, version, method }, result) {
    const head = version === 2 ? '{"jsonrpc":"2.0","result":' : '{"result":';
    const tail = version === 2 ? `,"id":${id}}` : `,"error":null,"id":${id}}`;
    // In one go: the records of a large pool are 40 MB, and a text that is put into another is copied.
    if (result instanceof JsonText) return [head, ...result.parts, tail].join('');
    return `${head}${toJson(method, result ?? '')}${tail}`;
  },
  failure({ id, version }, error) {
    return version === 2
      ? `{"jsonrpc":"2.0","error":${JSON.stringify({ code: 1, message: error[0], data: error.slice(1) })},"id":${id}}`
      : `{"result":null,"error":${JSON.stringify(error)},"id":${id}}`;
  },
});

const FLOATS = /float|data_source/;

/** As ocaml-rpc does, numbers that JSON does not know are written all the same: `Infinity`, `NaN`. */
function toJson(method: string, result: unknown): string {
  if (!FLOATS.test(resultTypeOf(method) ?? '')) return JSON.stringify(result);
  const marked = JSON.stringify(result, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? `\0${value}` : value,
  );
  return marked.replaceAll(/"\\u0000(NaN|-?Infinity)"/g, '$1');
}

function parse(text: string): JsonCall | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'Jsonrpc.Malformed_method_request: the body is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'Jsonrpc.Malformed_method_request: the body is not an object';
  }
  const { id: given, method, params, jsonrpc } = value as Record<string, unknown>;
  const id = idText(given, text);
  if (id === null) {
    return 'Jsonrpc.Malformed_method_request: id must be a whole number or a string';
  }
  if (typeof method !== 'string') return 'Jsonrpc.Malformed_method_request: method must be a string';
  const version = jsonrpc === '2.0' ? 2 : 1;
  if (Array.isArray(params)) return { id, version, method, params };
  if (version === 2 && (params === undefined || params === null)) return { id, version, method, params: [] };
  if (version === 2 && typeof params === 'object') return { id, version, method, params: [params] };
  return 'Jsonrpc.Malformed_method_request: params must be an array';
}

/** The id of a call as JSON; null when it is neither a text nor a whole number of 64 bits. */
function idText(id: unknown, text: string): string | null {
  if (typeof id === 'string') return JSON.stringify(id);
  if (typeof id !== 'number' || !Number.isInteger(id)) return null;
  if (Number.isSafeInteger(id)) return String(id);
  for (const [, digits = ''] of text.matchAll(/"id"\s*:\s*(-?\d{16,19})(?![\d.eE])/g)) {
    if (Number(digits) === id && BigInt.asIntN(64, BigInt(digits)) === BigInt(digits)) return digits;
  }
  return null;
}
