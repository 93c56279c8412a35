import { connectInWorker } from '../../xapi/client/connect-in-worker';
import type { Connection } from '../../xapi/client/contract';
import type { Credentials, PoolDoor } from './pool-session';

function spawnClient(): Worker {
  return new Worker(new URL('../../xapi/client/worker.ts', import.meta.url), {
    type: 'module',
    name: 'xenia-client',
  });
}

let ready: Worker | null = null;

/** Has a client's thread start while the simulator still opens its world; the next connection takes it. */
export function prepareClient(): void {
  ready ??= spawnClient();
}

/** A XenAPI client in a worker of its own, so that a pool's JSON never blocks the page. */
export function connectPool(id: string, door: PoolDoor, credentials: Credentials): Connection {
  const worker = ready ?? spawnClient();
  ready = null;
  const server = door.kind === 'port' ? { port: door.port } : { origin: door.origin, members: door.members };
  return connectInWorker(worker, { id, server, credentials });
}
