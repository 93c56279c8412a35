import { afterAll, beforeAll, expect, test } from 'vitest';
import { Simulator } from '../src/simulator/simulator';
import { mockPool } from './node';

const ORIGIN = 'http://pool.test';
const server = mockPool(new Simulator(), ORIGIN);

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());

test('an unmodified HTTP client reaches the simulated pool through the mocks', async () => {
  const response = await fetch(`${ORIGIN}/jsonrpc`, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 'a', method: 'VM.get_all', params: ['OpaqueRef:none'] }),
  });
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({
    jsonrpc: '2.0',
    error: { code: 1, message: 'SESSION_INVALID', data: ['OpaqueRef:none'] },
    id: 'a',
  });
});
