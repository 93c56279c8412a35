import type { SocketRefusal } from '../../control/protocol';
import { originOf } from '../api/world';
import { collect } from '../http/plain';
import type { Pipe, SocketEnd } from '../http/sockets';
import type { Simulator } from '../simulator';

/** Opens a socket at whichever server of the pool has it: a port, unlike an address, leads to all of them. */
export async function openAnywhere(simulator: Simulator, path: string, pipe: Pipe): Promise<SocketEnd | SocketRefusal> {
  const request = { method: 'GET', path, headers: {}, body: '' };
  let opened = await simulator.openSocket(request);
  if (typeof opened !== 'function' && opened.status === 302) {
    const { world } = simulator;
    const location = opened.headers['location'] ?? '';
    const host = world.db.refs('host').find((ref) => location === `${originOf(world, ref)}${path}`);
    if (host !== undefined) opened = await simulator.openSocket({ ...request, host });
  }
  if (typeof opened === 'function') return opened(pipe);
  return { status: opened.status, text: textOf(await collect(opened.body)) };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };

/** What an error page says below its title. */
function textOf(page: string | Uint8Array): string {
  const html = typeof page === 'string' ? page : new TextDecoder().decode(page);
  const text = /<\/h1>([^<]*)/.exec(html)?.[1] ?? '';
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
}
