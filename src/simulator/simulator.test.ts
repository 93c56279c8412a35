import { expect, test } from 'vitest';
import { Simulator } from './simulator';

test('a call without a session is refused by name', async () => {
  const simulator = new Simulator();
  const request = new Request('http://pool/jsonrpc', {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'VM.get_all', params: ['OpaqueRef:x'] }),
  });
  const response = await simulator.handle(request);
  expect(await response.json()).toEqual({
    jsonrpc: '2.0',
    error: { code: 1, message: 'SESSION_INVALID', data: ['OpaqueRef:x'] },
    id: 1,
  });
});
