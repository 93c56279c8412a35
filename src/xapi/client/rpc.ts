import type { Transport } from './contract';
import { decodeAnswer, encodeCall, notXenApi } from './json-rpc';
import { clientErrorCodes, XapiError } from './xapi-error';

/** Sends one call and answers its result. Rejects with XapiError, or with an AbortError when `signal` fired. */
export type Rpc = (method: string, params: readonly unknown[], signal?: AbortSignal) => Promise<unknown>;

const headers = { 'content-type': 'application/json', accept: 'application/json' };

/** @param maxAnswerLength Longer answers, in characters or bytes, are refused unread. */
export function createRpc(transport: Transport, maxAnswerLength: number): Rpc {
  let lastId = 0;
  const decoder = new TextDecoder();

  return async (method, params, signal) => {
    lastId += 1;
    const id = lastId;
    const body = encodeCall(id, method, params);
    const request = { method: 'POST', path: '/jsonrpc', headers, body };
    let response;
    try {
      signal?.throwIfAborted();
      response = await transport.request(signal ? { ...request, signal } : request);
    } catch (error) {
      if (signal?.aborted || error instanceof XapiError) throw error;
      throw new XapiError(clientErrorCodes.lost, [error instanceof Error ? error.message : String(error)]);
    }
    if (response.body.length > maxAnswerLength) {
      throw new XapiError(clientErrorCodes.tooLarge, [String(response.body.length), String(maxAnswerLength)]);
    }
    const text = typeof response.body === 'string' ? response.body : decoder.decode(response.body);
    // XenAPI refusals are answers with status 200; a 5xx comes from a server or a proxy in trouble.
    if (response.status >= 500) throw new XapiError(clientErrorCodes.lost, [`HTTP ${response.status}`]);
    if (response.status !== 200) throw notXenApi(`HTTP ${response.status} ${text}`);
    return decodeAnswer(text, id);
  };
}
