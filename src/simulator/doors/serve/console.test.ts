import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Ref } from '../../../xapi/datamodel/ref';
import { testPool, testVm, type TestPool } from '../../api/testing';
import { createLog } from './log';
import { PoolServer } from './pool-server';

let pool: TestPool;
let server: PoolServer;
let port: number;
let vm: Ref<'VM'>;
let path: string;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant', hosts: 1 });
  vm = await testVm(pool);
  await pool.sim.call('VM.start', vm, false, true);
  pool.sim.idle();
  const log = createLog(
    'error',
    () => undefined,
    () => new Date(0),
  );
  server = new PoolServer({ simulator: pool.sim, pacer: null, log });
  port = Number(new URL(await server.listen(0, '127.0.0.1')).port);
  const session = await pool.sim.call('session.login_with_password', 'root', 'password', '1.0', 'test');
  path = `/console?ref=${vm}&session_id=${session}`;
});
afterEach(() => server.close());

interface Line {
  send(bytes: Uint8Array): void;
  /** Resolves when as many bytes have come in all. */
  heard(bytes: number): Promise<Buffer>;
  closed: Promise<void>;
}

function lineOf(
  onData: (hear: (bytes: Buffer) => void) => void,
  onClose: (close: () => void) => void,
  send: (bytes: Uint8Array) => void,
): Line {
  let all = Buffer.alloc(0);
  let check: () => void = () => undefined;
  onData((bytes) => {
    all = Buffer.concat([all, bytes]);
    check();
  });
  return {
    send,
    heard: (bytes) =>
      new Promise((resolve) => {
        check = () => {
          if (all.length >= bytes) resolve(all);
        };
        check();
      }),
    closed: new Promise(onClose),
  };
}

async function byWebSocket(protocols: readonly string[]): Promise<Line> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols]);
  const line = lineOf(
    (hear) => socket.on('message', (data: Buffer) => hear(data)),
    (close) => socket.on('close', () => close()),
    (bytes) => socket.send(bytes),
  );
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  expect(socket.protocol).toBe(protocols[0] ?? '');
  return line;
}

async function byConnect(): Promise<Line> {
  const socket = connect(port, '127.0.0.1');
  const line = lineOf(
    (hear) => socket.on('data', (data: Buffer) => hear(data)),
    (close) => socket.on('close', () => close()),
    (bytes) => socket.write(bytes),
  );
  // The client of the protocol may speak before the tunnel is there.
  line.send(Buffer.from(`CONNECT ${path} HTTP/1.0\r\n\r\nRFB 003.008\n`));
  return line;
}

/** Handshake, the whole screen at 32 bits, and the end of the VM. */
async function watch(line: Line, before: number): Promise<void> {
  expect(String((await line.heard(before + 14)).subarray(before, before + 12))).toBe('RFB 003.008\n');
  line.send(Buffer.from([1, 1, 3, 0, 0, 0, 0, 0, 3, 32, 2, 88]));
  const init = before + 14 + 4 + 24 + 'web-1'.length;
  const bytes = await line.heard(init + 16 + 800 * 600 * 4);
  expect(bytes.subarray(init - 5, init).toString()).toBe('web-1');
  expect([...bytes.subarray(init, init + 16)]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 3, 32, 2, 88, 0, 0, 0, 0]);
  await pool.sim.call('VM.hard_shutdown', vm);
  await line.closed;
}

test('a console comes by WebSocket, with the protocol binary', async () => {
  const line = await byWebSocket(['binary']);
  line.send(Buffer.from('RFB 003.008\n'));
  await watch(line, 0);
});

test('a console comes by CONNECT', async () => {
  const line = await byConnect();
  const answer = 'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nCache-Control: no-cache, no-store\r\n\r\n';
  expect(String(await line.heard(answer.length)).startsWith(answer)).toBe(true);
  await watch(line, answer.length);
});

test('a VM that does not run is refused by both', async () => {
  await pool.sim.call('VM.hard_shutdown', vm);
  const refused = await byConnect();
  await refused.closed;
  expect(String(await refused.heard(1))).toMatch(/^HTTP\/1\.1 500 [^]*VM_BAD_POWER_STATE/);
  await expect(byWebSocket(['binary'])).rejects.toThrow('500');
});

test('a console by WebSocket has the protocol binary, whatever the client offers', async () => {
  for (const offer of ['', 'Sec-WebSocket-Protocol: base64\r\n']) {
    const socket = connect(port, '127.0.0.1');
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
    const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${upgrade}${key}${offer}\r\n`);
    const answer = await new Promise<string>((resolve) => socket.once('data', (data: Buffer) => resolve(String(data))));
    expect(answer).toContain('101 Switching Protocols\r\n');
    expect(answer.match(/Sec-WebSocket-Protocol: .*/g)).toEqual(['Sec-WebSocket-Protocol: binary']);
    socket.destroy();
  }
});
