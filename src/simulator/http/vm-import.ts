import { Fault } from '../api/fault';
import { define } from '../api/registry';
import { need, type World } from '../api/world';
import { handleHttp } from './handle';
import type { HttpBody } from './plain';
import { importFull } from './xva-import';

/** A server may send the client on to the one that has the disks. */
const MOST_REDIRECTS = 3;

/**
 * Gets an export from an address and imports it: from a server within reach of this pool, or from elsewhere where the
 * door can reach it. Source: xapi_vm.ml import, open_uri.ml.
 */
define({
  'VM.import': async (call, address, sr, isRestore, isForced) => {
    const { world } = call;
    need(call.db, 'SR', sr);
    const upload = await download(world, address);
    return importFull(world, { body: '', upload }, call.task(), { sr, isRestore, isForced }, call.host);
  },
});

async function download(world: World, address: string): Promise<AsyncIterable<Uint8Array>> {
  const { site, download: fromElsewhere } = world.surroundings;
  let wanted = address;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    if (!URL.canParse(wanted)) throw new Fault('INVALID_VALUE', 'url', wanted);
    const url = new URL(wanted);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Fault('INVALID_VALUE', 'url', wanted);
    const near = site?.worldAt(url.hostname) ?? ownWorld(world, url.hostname);
    if (near === undefined) {
      if (fromElsewhere === null) throw new Fault('IMPORT_ERROR', `There is no server ${url.hostname} within reach.`);
      return fromElsewhere(url.href).catch((error: unknown) => {
        throw new Fault('IMPORT_ERROR', `${url.host}: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
    const path = url.pathname + url.search;
    const { status, headers, body } = await handleHttp(near, { method: 'GET', path, headers: {}, body: '' });
    const { location } = headers;
    if (status === 302 && location !== undefined) wanted = location;
    else if (status === 200) return chunksOf(body);
    else throw new Fault('IMPORT_ERROR', `${url.host} answered with status ${status}.`);
  }
  throw new Fault('IMPORT_ERROR', 'The servers send the client round in circles.');
}

function ownWorld(world: World, name: string): World | undefined {
  for (const [, { address, hostname }] of world.db.all('host')) if (name === address || name === hostname) return world;
  return undefined;
}

async function* chunksOf(body: HttpBody): AsyncIterable<Uint8Array> {
  if (typeof body === 'string') yield new TextEncoder().encode(body);
  else if (body instanceof Uint8Array) yield body;
  else yield* body;
}
