import { connectInWorker } from '../../xapi/client/connect-in-worker';
import type { Connection } from '../../xapi/client/contract';
import type { Credentials, PoolDoor } from './pool-session';

/** A XenAPI client in a worker of its own, so that a pool's JSON never blocks the page. */
export function connectPool(id: string, door: PoolDoor, credentials: Credentials): Connection {
  const worker = new Worker(new URL('../../xapi/client/worker.ts', import.meta.url), {
    type: 'module',
    name: 'xenia-client',
  });
  const server = door.kind === 'port' ? { port: door.port } : { baseUrl: door.origin };
  return connectInWorker(worker, { id, server, credentials });
}
