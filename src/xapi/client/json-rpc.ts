import * as v from 'valibot';

import { clientErrorCodes, XapiError } from './xapi-error';

/** JSON-RPC 2.0 request; trailing arguments left out stay out, so that the server's defaults apply. */
export function encodeCall(id: number, method: string, params: readonly unknown[]): string {
  let count = params.length;
  while (count > 0 && params[count - 1] === undefined) count -= 1;
  return JSON.stringify({ jsonrpc: '2.0', method, params: params.slice(0, count), id });
}

const text = v.pipe(v.unknown(), v.transform(String));

const answerSchema = v.union([
  v.looseObject({ error: v.looseObject({ message: v.string(), data: v.optional(v.nullable(v.array(text)), []) }) }),
  // JSON-RPC 1.0: the error is the code followed by its parameters.
  v.looseObject({ error: v.tupleWithRest([v.string()], text) }),
  v.looseObject({ error: v.optional(v.null()), result: v.unknown() }),
]);

/** The result within an answer. Throws XapiError: the server's own, or NOT_XENAPI when this is no answer. */
export function decodeAnswer(body: string, id: number): unknown {
  const answer = v.safeParse(answerSchema, parseJson(body));
  if (!answer.success || (answer.output.id !== id && answer.output.id !== undefined)) throw notXenApi(body);
  const { error } = answer.output;
  if (Array.isArray(error)) throw new XapiError(error[0], error.slice(1));
  if (error) throw new XapiError(error.message, error.data ?? []);
  if (!('result' in answer.output)) throw notXenApi(body);
  return answer.output.result;
}

export function notXenApi(body: string): XapiError {
  return new XapiError(clientErrorCodes.notXenApi, [body.slice(0, 120)]);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return parseLenientJson(body);
  }
}

/**
 * XenAPI servers write NaN and Infinity bare (xapi: Jsonrpc float marshalling), which JSON forbids. Outside of strings
 * the infinities become numbers too large for a double and NaN a marker string that the text does not contain.
 */
function parseLenientJson(body: string): unknown {
  let marker = '\u2400NaN';
  while (body.includes(marker)) marker += '\u2400';
  const quotedMarker = `"${marker}"`;
  const pieces: string[] = [];
  let position = 0;
  while (position < body.length) {
    const open = body.indexOf('"', position);
    const outside = open < 0 ? body.slice(position) : body.slice(position, open);
    pieces.push(outside.replaceAll('Infinity', '1e999').replaceAll('NaN', quotedMarker));
    if (open < 0) break;
    const end = endOfString(body, open);
    pieces.push(body.slice(open, end));
    position = end;
  }
  try {
    return JSON.parse(pieces.join(''), (_key, value: unknown) => (value === marker ? Number.NaN : value)) as unknown;
  } catch {
    throw notXenApi(body);
  }
}

/** Where the string that opens at `open` ends, its closing quote included. */
function endOfString(body: string, open: number): number {
  let close = body.indexOf('"', open + 1);
  while (close >= 0) {
    let backslashes = 0;
    while (body[close - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return close + 1;
    close = body.indexOf('"', close + 1);
  }
  return body.length;
}
