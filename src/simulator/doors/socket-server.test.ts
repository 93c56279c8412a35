import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { SocketAnswer } from '../../control/protocol';
import type { Ref } from '../../xapi/datamodel/ref';
import { testPool, testVm, type TestPool } from '../api/testing';
import { openAnywhere } from './open-anywhere';
import { createLog } from './serve/log';
import { PoolServer } from './serve/pool-server';
import { SocketServer } from './socket-server';

const SCREEN_BYTES = 800 * 600 * 4;

let pool: TestPool;
let server: PoolServer;
let vm: Ref<'VM'>;
let path: string;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant', hosts: 2 });
  vm = await testVm(pool);
  await pool.sim.call('VM.start_on', vm, pool.hosts[1] ?? '', false, true);
  pool.sim.idle();
  const log = createLog(
    'error',
    () => undefined,
    () => new Date(0),
  );
  server = new PoolServer({ simulator: pool.sim, pacer: null, log });
  const session = await pool.sim.call('session.login_with_password', 'root', 'password', '1.0', 'test');
  path = `/console?ref=${vm}&session_id=${session}`;
});
afterEach(() => server.close());

/** The whole conversation of a client that takes the screen once, after the handshake and a key. */
const SAID = [
  Buffer.from('RFB 003.008\n'),
  Uint8Array.of(1, 1),
  Uint8Array.of(4, 1, 0, 0, 0, 0, 0, 0x61),
  Uint8Array.of(3, 0, 0, 0, 0, 0, 3, 32, 2, 88),
];

interface Port {
  readonly sockets: SocketServer;
  /** Everything that came back, in its order. */
  readonly said: SocketAnswer[];
  bytes(): Buffer;
}

function openPort(): Port {
  const said: SocketAnswer[] = [];
  const sockets = new SocketServer(
    (where, pipe) => openAnywhere(pool.sim, where, pipe),
    (message) => said.push(structuredClone(message)),
  );
  const bytes = (): Buffer =>
    Buffer.concat(said.map((each) => (each.type === 'socket-data' ? each.bytes : Buffer.of())));
  return { sockets, said, bytes };
}

async function heardByWebSocket(bytes: number): Promise<Buffer> {
  const base = await server.listen(0, '127.0.0.1');
  const socket = new WebSocket(`${base.replace('http', 'ws')}${path}`, ['binary'], {
    headers: { host: pool.sim.world.db.row('host', pool.hosts[1] ?? '').address },
  });
  let all = Buffer.alloc(0);
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => SAID.forEach((bytes) => socket.send(bytes)));
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      all = Buffer.concat([all, data]);
      if (all.length >= bytes) resolve();
    });
  });
  socket.terminate();
  return all;
}

test('a port carries the same bytes as a WebSocket, from whichever server has the machine', async () => {
  const { sockets, said, bytes } = openPort();
  sockets.receive({ type: 'socket', id: 7, path });
  await expect.poll(() => said.length).toBe(2);
  expect(said[0]).toEqual({ type: 'socket-open', id: 7 });
  for (const each of SAID) sockets.receive({ type: 'socket-data', id: 7, bytes: Uint8Array.from(each) });
  sockets.receive({ type: 'socket-end', id: 7 });

  const heard = bytes();
  expect(heard.length).toBeGreaterThan(SCREEN_BYTES);
  expect(Buffer.compare(heard, await heardByWebSocket(heard.length))).toBe(0);
});

test('a port says when the machine has gone, and nothing after it has hung up itself', async () => {
  const { sockets, said } = openPort();
  sockets.receive({ type: 'socket', id: 1, path });
  sockets.receive({ type: 'socket', id: 2, path });
  await expect.poll(() => said.length).toBe(4);
  sockets.receive({ type: 'socket-end', id: 1 });
  await pool.sim.call('VM.hard_shutdown', vm);
  expect(said.slice(4)).toEqual([{ type: 'socket-end', id: 2 }]);
});

test('a port passes on why a socket is refused', async () => {
  await pool.sim.call('VM.hard_shutdown', vm);
  const { sockets, said } = openPort();
  sockets.receive({ type: 'socket', id: 1, path });
  await expect
    .poll(() => said)
    .toEqual([
      {
        type: 'socket-end',
        id: 1,
        refusal: { status: 500, text: `VM_BAD_POWER_STATE ${vm} running halted` },
      },
    ]);
});
