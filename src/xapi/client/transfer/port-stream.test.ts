import { describe, expect, it } from 'vitest';
import type { StreamRequest } from '../contract';
import { PortStreams, type StreamMessage } from './port-stream';

const MIB = 1024 * 1024;
const bytes = (...of: readonly number[]): Uint8Array<ArrayBuffer> => new Uint8Array(of);

function open(request: Partial<StreamRequest> = {}) {
  const said: StreamMessage[] = [];
  const streams = new PortStreams((message) => said.push(message));
  const usual = { method: 'GET', path: '/x', server: null, body: null, onSent: () => undefined } as const;
  const started = streams.start(7, { ...usual, signal: new AbortController().signal, ...request });
  const head = (): void => streams.receive({ type: 'stream-head', id: 7, status: 200, headers: { a: 'b' } });
  return { said, streams, started, head };
}

describe('a file through a port', () => {
  it('is asked for chunk by chunk', async () => {
    const { said, streams, started, head } = open({ server: '10.0.0.7' });
    expect(said).toEqual([{ type: 'stream', id: 7, method: 'GET', path: '/x', server: '10.0.0.7', uploadBytes: null }]);
    head();
    const { status, headers, chunks } = await started;
    expect([status, headers]).toEqual([200, { a: 'b' }]);
    const iterator = chunks[Symbol.asyncIterator]();
    const first = iterator.next();
    expect(said.at(-1)).toEqual({ type: 'stream-pull', id: 7 });
    streams.receive({ type: 'stream-data', id: 7, bytes: bytes(1, 2) });
    expect(await first).toEqual({ done: false, value: bytes(1, 2) });
    const last = iterator.next();
    streams.receive({ type: 'stream-end', id: 7 });
    expect((await last).done).toBe(true);
    expect(said.filter(({ type }) => type === 'stream-end')).toEqual([]);
  });

  it('goes in pieces of a megabyte, the last one empty', async () => {
    const sent: number[] = [];
    const body = new Blob([new Uint8Array(1.5 * MIB)]);
    const { said, streams } = open({ method: 'PUT', body, onSent: (count) => sent.push(count) });
    expect(said[0]).toMatchObject({ uploadBytes: 1.5 * MIB });
    for (let wanted = 1; wanted <= 3; wanted += 1) {
      streams.receive({ type: 'stream-want', id: 7 });
      await expect.poll(() => said.length).toBe(wanted + 1);
    }
    expect(said.slice(1).map((message) => message.type === 'stream-data' && message.bytes.length)).toEqual([
      MIB,
      MIB / 2,
      0,
    ]);
    expect(sent).toEqual([MIB, 1.5 * MIB, 1.5 * MIB]);
  });

  it('ends where either side breaks off', async () => {
    const broken = open();
    broken.streams.receive({ type: 'stream-end', id: 7, reason: 'The world was closed.' });
    await expect(broken.started).rejects.toMatchObject({ code: 'TRANSFER_CUT', params: ['The world was closed.'] });
    const stop = new AbortController();
    const taken = open({ signal: stop.signal });
    taken.head();
    const { chunks } = await taken.started;
    stop.abort();
    expect(taken.said.at(-1)).toEqual({ type: 'stream-end', id: 7 });
    await expect(chunks[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'TRANSFER_CUT' });
    const closed = open();
    closed.streams.close();
    await expect(closed.started).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });

  it('that cannot be read any more is not sent as if it were whole', async () => {
    const body = { size: 3, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('changed')) }) };
    const { said, streams, started } = open({ method: 'PUT', body: body as unknown as Blob });
    streams.receive({ type: 'stream-want', id: 7 });
    await expect(started).rejects.toMatchObject({ code: 'TRANSFER_CUT' });
    expect(said.at(-1)).toEqual({ type: 'stream-end', id: 7 });
  });
});
