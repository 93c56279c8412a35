import { describe, expect, it } from 'vitest';

import { decodeAnswer, encodeCall } from './json-rpc';
import { XapiError } from './xapi-error';

function refusalOf(body: string, id = 1): XapiError {
  try {
    decodeAnswer(body, id);
  } catch (error) {
    if (error instanceof XapiError) return error;
  }
  throw new Error('The answer was taken.');
}

describe('a call', () => {
  it('is a JSON-RPC 2.0 request', () => {
    expect(JSON.parse(encodeCall(7, 'VM.start', ['s', 'v', false, true]))).toEqual({
      jsonrpc: '2.0',
      method: 'VM.start',
      params: ['s', 'v', false, true],
      id: 7,
    });
  });

  it('leaves out arguments that are not given, so that the defaults of the server apply', () => {
    expect(JSON.parse(encodeCall(1, 'm', ['s', undefined, undefined]))).toMatchObject({ params: ['s'] });
  });
});

describe('an answer', () => {
  it('gives its result, a null or missing value included', () => {
    expect(decodeAnswer('{"jsonrpc":"2.0","result":{"a":[1]},"id":1}', 1)).toEqual({ a: [1] });
    expect(decodeAnswer('{"jsonrpc":"2.0","result":"","id":1}', 1)).toBe('');
    expect(decodeAnswer('{"result":null,"error":null,"id":1}', 1)).toBeNull();
  });

  it('is refused with the code and the parameters of the server', () => {
    const body =
      '{"jsonrpc":"2.0","error":{"code":1,"message":"VM_BAD_POWER_STATE","data":["v","halted","running"]},"id":1}';
    expect(refusalOf(body)).toMatchObject({ code: 'VM_BAD_POWER_STATE', params: ['v', 'halted', 'running'] });
    expect(refusalOf('{"result":null,"error":["SESSION_INVALID","s"],"id":1}')).toMatchObject({
      code: 'SESSION_INVALID',
      params: ['s'],
    });
  });

  it('may hold numbers that JSON does not know, as live servers write them', () => {
    const body = String.raw`{"jsonrpc":"2.0","result":[NaN,Infinity,-Infinity,"NaN \" Infinity \\",{"NaN":1}],"id":1}`;
    expect(decodeAnswer(body, 1)).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      'NaN " Infinity \\',
      { NaN: 1 },
    ]);
  });

  it('that is no XenAPI is said to be none', () => {
    const bodies = [
      '<html>Sign in</html>',
      '',
      '[]',
      '{"jsonrpc":"2.0","id":1}',
      '{"result":1,"id":2}',
      '"NaN',
      '{"a":NaN',
    ];
    expect(bodies.map((body) => refusalOf(body).code)).toEqual(bodies.map(() => 'NOT_XENAPI'));
  });
});
