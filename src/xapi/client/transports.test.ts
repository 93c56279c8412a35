import { describe, expect, it, vi } from 'vitest';

import type { TransportRequest } from './contract';
import { fetchTransport } from './transport-fetch';
import { portTransport, type PortLike, type PortRequest } from './transport-port';

const request: TransportRequest = { method: 'POST', path: '/jsonrpc', headers: {}, body: '{}' };

function openPort() {
  const sent: PortRequest[] = [];
  const listeners = new Set<(event: MessageEvent) => void>();
  const port: PortLike = {
    postMessage: (message) => sent.push(message as PortRequest),
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
  };
  const answer = (data: unknown): void => {
    for (const listener of listeners) listener({ data } as MessageEvent);
  };
  return { sent, answer, listeners, transport: portTransport(port) };
}

describe('the way through a port', () => {
  it('matches answers to requests by number, in whatever order they come', async () => {
    const { sent, answer, transport } = openPort();
    const first = transport.request(request);
    const second = transport.request({ ...request, path: '/other' });
    expect(sent).toMatchObject([
      { type: 'http', id: 1, request },
      { id: 2, request: { path: '/other' } },
    ]);
    answer({ type: 'info', id: 1 });
    answer({ type: 'http', id: 2, response: { status: 200, headers: {}, body: 'b' } });
    answer({ type: 'http', id: 1, response: { status: 200, headers: {}, body: 'a' } });
    expect([(await first).body, (await second).body]).toEqual(['a', 'b']);
  });

  it('takes requests back', async () => {
    const { sent, transport } = openPort();
    const controller = new AbortController();
    const taken = transport.request({ ...request, signal: controller.signal });
    controller.abort();
    await expect(taken).rejects.toThrow('taken back');
    expect(sent[1]).toEqual({ type: 'abort', id: 1 });
    await expect(transport.request({ ...request, signal: controller.signal })).rejects.toThrow('taken back');
    expect(sent).toHaveLength(2);
  });

  it('ends what waits when it closes', async () => {
    const { transport, listeners } = openPort();
    const waiting = transport.request(request);
    transport.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await expect(transport.request(request)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(listeners.size).toBe(0);
  });
});

describe('sockets through a port', () => {
  function openSocket() {
    const port = openPort();
    const told: unknown[] = [];
    const channel = port.transport.openSocket?.(
      { path: '/console?ref=c', origin: null },
      {
        opened: () => told.push('open'),
        received: (bytes) => told.push([...bytes]),
        closed: (error) => told.push(error === null ? 'closed' : `${error.code} ${error.params.join(' ')}`),
      },
    );
    return { ...port, told, channel };
  }

  it('carry bytes both ways until the other side ends them', () => {
    const { sent, answer, told, channel } = openSocket();
    answer({ type: 'socket-open', id: 1 });
    answer({ type: 'socket-data', id: 1, bytes: Uint8Array.of(1, 2) });
    answer({ type: 'socket-data', id: 2, bytes: Uint8Array.of(9) });
    channel?.send(Uint8Array.of(3));
    answer({ type: 'socket-end', id: 1 });
    channel?.send(Uint8Array.of(4));
    channel?.close();
    expect(told).toEqual(['open', [1, 2], 'closed']);
    expect(sent).toEqual([
      { type: 'socket', id: 1, path: '/console?ref=c' },
      { type: 'socket-data', id: 1, bytes: Uint8Array.of(3) },
    ]);
  });

  it('say why they were refused', () => {
    const { answer, told } = openSocket();
    answer({ type: 'socket-end', id: 1, refusal: { status: 403, text: 'RBAC_PERMISSION_DENIED' } });
    expect(told).toEqual(['SOCKET_REFUSED 403 RBAC_PERMISSION_DENIED']);
  });

  it('end with the transport, and say nothing after they were closed from here', () => {
    const left = openSocket();
    left.transport.close();
    expect(left.told).toEqual(['CONNECTION_CLOSED ']);
    expect(left.sent.at(-1)).toEqual({ type: 'socket-end', id: 1 });
    const closed = openSocket();
    closed.channel?.close();
    closed.answer({ type: 'socket-end', id: 1 });
    closed.transport.close();
    expect(closed.told).toEqual([]);
  });
});

describe('the way by HTTP', () => {
  it('posts to the origin and reads the answer', async () => {
    const asked: unknown[] = [];
    const transport = fetchTransport('https://pool.example', {
      maxBodyBytes: 100,
      sockets: true,
      fetch: (url, init) => {
        asked.push([url, init?.method, init?.body]);
        return Promise.resolve(new Response('{"ä":1}', { headers: { 'content-type': 'application/json' } }));
      },
    });
    const response = await transport.request(request);
    expect(asked).toEqual([['https://pool.example/jsonrpc', 'POST', '{}']]);
    expect(response).toEqual({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"ä":1}' });
  });

  it('refuses an answer that is too large', async () => {
    const transport = fetchTransport('', {
      maxBodyBytes: 10,
      sockets: true,
      fetch: () => Promise.resolve(new Response('x'.repeat(11))),
    });
    await expect(transport.request(request)).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE', params: ['11', '10'] });
  });

  it('takes requests back, and ends all when it closes', async () => {
    const endless = (_url: unknown, init?: RequestInit): Promise<Response> =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      });
    const transport = fetchTransport('', { maxBodyBytes: 10, sockets: true, fetch: endless });
    const controller = new AbortController();
    const taken = transport.request({ ...request, signal: controller.signal });
    controller.abort();
    await expect(taken).rejects.toMatchObject({ name: 'AbortError' });
    const waiting = transport.request(request);
    transport.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });
});

it('a file that is on another server of the pool says which one was not reached', async () => {
  const transport = fetchTransport('https://pool.example:8443', {
    maxBodyBytes: 10,
    sockets: true,
    fetch: () => Promise.reject(new TypeError('Failed to fetch')),
  });
  vi.stubGlobal('self', { location: { href: 'https://console.example/' } });
  const stream = (server: string | null) =>
    transport.stream?.({
      method: 'GET',
      path: '/x',
      body: null,
      server,
      signal: new AbortController().signal,
      onSent: () => undefined,
    });
  await expect(stream('10.0.0.9')).rejects.toMatchObject({ params: ['https://10.0.0.9:8443: Failed to fetch'] });
  await expect(stream(null)).rejects.toMatchObject({ code: 'TRANSFER_CUT', params: ['Failed to fetch'] });
  vi.unstubAllGlobals();
});
