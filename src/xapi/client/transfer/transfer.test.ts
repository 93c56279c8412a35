import { describe, expect, it } from 'vitest';
import type { StreamRequest, StreamResponse, Transport } from '../contract';
import type { TransferRequest } from './messages';
import { serveTransfer } from './serve-transfer';
import { startTransfer } from './transfer';

const GET: TransferRequest = { method: 'GET', path: '/export?ref=vm', server: null, body: null };

async function* texts(...parts: readonly string[]): AsyncIterable<Uint8Array<ArrayBuffer>> {
  for (const part of parts) yield await Promise.resolve(new TextEncoder().encode(part));
}

/** A transfer to a pool that answers as `answer` does. */
function start(
  answer: ((request: StreamRequest) => StreamResponse | Promise<StreamResponse>) | null,
  request = GET,
  signal = new AbortController().signal,
) {
  const asked: StreamRequest[] = [];
  const transport: Transport = {
    request: () => Promise.reject(new Error('no calls')),
    close: () => undefined,
    ...(answer && {
      stream: async (each: StreamRequest) => {
        asked.push(each);
        return await answer(each);
      },
    }),
  };
  const { port1, port2 } = new MessageChannel();
  serveTransfer(port2, { id: () => Promise.resolve('OpaqueRef:secret') }, transport);
  const sent: number[] = [];
  return { asked, sent, started: startTransfer(port1, request, { signal, onSent: (bytes) => sent.push(bytes) }) };
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += new TextDecoder().decode(chunk);
  return text;
}

describe('a file', () => {
  it('comes with its length where that is known; the session is added where the page cannot see it', async () => {
    const { started, asked } = start(() => ({
      status: 200,
      headers: { 'content-length': '6' },
      chunks: texts('abc', 'def'),
    }));
    const { totalBytes, chunks } = await started;
    expect([totalBytes, await read(chunks)]).toEqual([6, 'abcdef']);
    expect(asked[0]?.path).toBe('/export?ref=vm&session_id=OpaqueRef:secret');
    const plain = start(() => ({ status: 200, headers: {}, chunks: texts() }), { ...GET, path: '/audit_log' });
    expect((await plain.started).totalBytes).toBeNull();
    expect(plain.asked[0]?.path).toBe('/audit_log?session_id=OpaqueRef:secret');
  });

  it('goes, and tells how much of it has gone', async () => {
    const body = new Blob(['12345']);
    const { started, sent } = start(
      ({ onSent }) => {
        onSent(5);
        return { status: 200, headers: {}, chunks: texts() };
      },
      { method: 'PUT', path: '/import', server: null, body },
    );
    expect(await read((await started).chunks)).toBe('');
    expect(sent).toEqual([5]);
  });

  it('is looked for at the server that the pool names', async () => {
    const { started, asked } = start(({ server }) =>
      server === null
        ? { status: 302, headers: { location: 'https://10.0.0.7/export?ref=vm&session_id=s' }, chunks: texts() }
        : { status: 200, headers: {}, chunks: texts(server) },
    );
    expect(await read((await started).chunks)).toBe('10.0.0.7');
    expect(asked[1]?.path).toBe('/export?ref=vm&session_id=s');
  });

  it('is refused with the words of the server, without its markup', async () => {
    const page = '<html><body><h1>HTTP 403 Forbidden</h1>RBAC_PERMISSION_DENIED</body></html>';
    const { started } = start(() => ({ status: 403, headers: {}, chunks: texts(page) }));
    await expect(started).rejects.toMatchObject({
      code: 'TRANSFER_REFUSED',
      params: ['403', 'HTTP 403 Forbidden RBAC_PERMISSION_DENIED'],
    });
    const late = start(() => ({ status: 401, headers: {}, chunks: texts() }));
    await expect(late.started).rejects.toMatchObject({ code: 'SESSION_INVALID' });
    await expect(start(null).started).rejects.toMatchObject({ code: 'TRANSFERS_NOT_CARRIED' });
  });

  it('ends with a word when the connection does, or when a person takes it back', async () => {
    const broken = start(() => ({
      status: 200,
      headers: {},
      chunks: (async function* () {
        yield* texts('abc');
        throw new Error('gone');
      })(),
    }));
    await expect(read((await broken.started).chunks)).rejects.toMatchObject({
      code: 'TRANSFER_CUT',
      params: ['gone'],
    });
    const stop = new AbortController();
    let heard: AbortSignal | undefined;
    const { started } = start(
      ({ signal }) => {
        heard = signal;
        return { status: 200, headers: {}, chunks: texts('a', 'b') };
      },
      GET,
      stop.signal,
    );
    const chunks = (await started).chunks[Symbol.asyncIterator]();
    await chunks.next();
    stop.abort();
    await expect(chunks.next()).rejects.toMatchObject({ code: 'TRANSFER_CUT' });
    await expect.poll(() => heard?.aborted).toBe(true);
    await expect(start(() => new Promise(() => undefined), GET, stop.signal).started).rejects.toMatchObject({
      code: 'TRANSFER_CUT',
    });
  });
});
