import { describe, expect, it } from 'vitest';
import type { StreamAnswer } from '../../control/protocol';
import { Fault } from '../api/fault';
import { bodyChunks, ConnectionCut, type HttpBody, type HttpRequest } from '../http/plain';
import { ControlRefusal } from './control-refusal';
import { StreamServer } from './stream-server';

const OWN_MISTAKE = 'The simulator could not do this because of a mistake of its own. The running world is untouched.';

type Handle = (request: HttpRequest, server: string | null) => HttpBody;

function open(handle: Handle, uploadBytes: number | null = null) {
  const said: StreamAnswer[] = [];
  let told: () => void = () => undefined;
  const server = new StreamServer(
    (request, name) =>
      Promise.resolve().then(() => ({ status: 200, headers: { a: 'b' }, body: handle(request, name) })),
    (message) => {
      said.push(message);
      told();
    },
  );
  /** The next that is said. */
  const next = async (): Promise<StreamAnswer> => {
    while (said.length === 0) await new Promise<void>((resolve) => (told = resolve));
    return said.shift() as StreamAnswer;
  };
  const method = uploadBytes === null ? 'GET' : 'PUT';
  server.receive({ type: 'stream', id: 7, method, path: '/x', server: '10.0.0.7', uploadBytes });
  return { server, next, pull: () => server.receive({ type: 'stream-pull', id: 7 }) };
}

const text = (answer: StreamAnswer): string =>
  answer.type === 'stream-data' ? new TextDecoder().decode(answer.bytes) : answer.type;
const bytes = (of: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(of);

describe('a file that a client takes', () => {
  it('is made while it is asked for', async () => {
    const made: number[] = [];
    const names: (string | null)[] = [];
    const { next, pull } = open((_request, server) => {
      names.push(server);
      return (async function* () {
        for (const at of [1, 2]) {
          made.push(at);
          yield await Promise.resolve(bytes(String(at)));
        }
      })();
    });
    expect(await next()).toEqual({ type: 'stream-head', id: 7, status: 200, headers: { a: 'b' } });
    expect([names, made]).toEqual([['10.0.0.7'], []]);
    pull();
    expect([text(await next()), made]).toEqual(['1', [1]]);
    pull();
    pull();
    expect([text(await next()), await next()]).toEqual(['2', { type: 'stream-end', id: 7 }]);
  });

  it('may be short enough to come at once', async () => {
    const { next, pull } = open(() => 'all of it');
    await next();
    pull();
    expect(text(await next())).toBe('all of it');
  });

  it.each([
    ['the pool', new Fault('VDI_IO_ERROR', 'Device I/O errors'), 'VDI_IO_ERROR Device I/O errors'],
    ['a person', new ControlRefusal('The world is gone.'), 'The world is gone.'],
    ['nobody, without its insides', new Error('x is undefined'), OWN_MISTAKE],
  ])('breaks off with words that are meant for %s', async (_whom, error, reason) => {
    const { next, pull } = open(() =>
      (async function* (): AsyncIterable<Uint8Array> {
        yield* [];
        await Promise.reject(error);
      })(),
    );
    await next();
    pull();
    expect(await next()).toEqual({ type: 'stream-end', id: 7, reason });
    const refused = open(() => {
      throw error;
    });
    expect(await refused.next()).toEqual({ type: 'stream-end', id: 7, reason });
  });
});

describe('a file that a client sends', () => {
  const echo: Handle = (request) =>
    (async function* () {
      for await (const piece of bodyChunks(request)) yield piece;
      yield bytes(request.headers['content-length'] ?? '');
    })();

  it('is asked for piece by piece, and ends with an empty one', async () => {
    const { server, next, pull } = open(echo, 3);
    await next();
    pull();
    expect(text(await next())).toBe('stream-want');
    server.receive({ type: 'stream-data', id: 7, bytes: bytes('abc') });
    expect(text(await next())).toBe('abc');
    pull();
    expect(text(await next())).toBe('stream-want');
    server.receive({ type: 'stream-data', id: 7, bytes: bytes('') });
    expect(text(await next())).toBe('3');
  });

  it.each([
    ['breaks off', (server: StreamServer) => server.receive({ type: 'stream-end', id: 7 })],
    ['has gone', (server: StreamServer) => server.close()],
  ])('is cut where the client %s', async (_how, leave) => {
    let cut: (error: unknown) => void = () => undefined;
    const heard = new Promise((resolve) => (cut = resolve));
    let signal: AbortSignal | undefined;
    const { server, next, pull } = open((request) => {
      ({ signal } = request);
      return (async function* () {
        try {
          for await (const piece of bodyChunks(request)) yield piece;
        } catch (error) {
          cut(error);
        }
      })();
    }, 3);
    await next();
    pull();
    await next();
    leave(server);
    expect(await heard).toBeInstanceOf(ConnectionCut);
    expect(signal?.aborted).toBe(true);
  });
});
