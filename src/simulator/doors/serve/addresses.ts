import type { Ref } from '../../../xapi/datamodel/ref';
import { coordinator } from '../../api/world';
import type { Simulator } from '../../simulator';
import { useLoopbackAddresses } from './host-names';
import type { ServerOptions } from './options';
import type { PoolServer } from './pool-server';
import type { ServedSite } from './served-site';

/** A server, where it answers, and what it is called there. */
interface Listener {
  readonly simulator: Simulator;
  readonly host: Ref<'host'>;
  readonly port: number;
}

/**
 * Opens all addresses of the pool and of the servers beside it.
 * @returns what the person at the terminal is told
 */
export async function listenAll(
  server: PoolServer,
  pool: Simulator,
  site: ServedSite,
  options: ServerOptions,
): Promise<readonly string[]> {
  const worlds = [pool, ...site.beside(pool)];
  /** By the addresses of servers, which they keep when they join a pool or leave it. */
  const origins = new Map<string, string>();
  const addressOf = ({ world }: Simulator, host: Ref<'host'>): string => world.db.row('host', host).address;
  let shared: string | undefined;
  if (options.hostAddresses) {
    let next = 1;
    for (const simulator of worlds) {
      for (const address of useLoopbackAddresses(simulator.world, next).values()) {
        origins.set(address, await server.listen(options.port, address, address));
        next += 1;
      }
    }
  } else {
    shared = await server.listen(options.port, options.host);
    for (const { simulator, host, port } of listeners(worlds, options)) {
      const address = addressOf(simulator, host);
      origins.set(address, await server.listen(port, options.host, address));
    }
  }
  const origin = shared ?? origins.get(addressOf(pool, coordinator(pool.world.db))) ?? '';
  site.useOrigins((address) => origins.get(address) ?? origin);
  const lines = [...origins].map(([address, at]) => `  ${labelOf(worlds, address)} (${address}): ${at}/`);
  return [`Simulated pool at ${origin}/ (user root). Press Ctrl+C to stop.`, ...lines];
}

function labelOf(worlds: readonly Simulator[], address: string): string {
  const hosts = worlds.flatMap(({ world }) => [...world.db.all('host')]);
  return hosts.find(([, host]) => host.address === address)?.[1].name_label ?? '';
}

function listeners(worlds: readonly Simulator[], { hostPorts }: ServerOptions): readonly Listener[] {
  if (hostPorts === undefined) return [];
  const servers = worlds.flatMap((simulator) => simulator.world.db.refs('host').map((host) => ({ simulator, host })));
  if ('from' in hostPorts) return servers.map((each, at) => ({ ...each, port: hostPorts.from + at }));
  const labelled = servers.map((each) => ({
    ...each,
    label: each.simulator.world.db.row('host', each.host).name_label,
  }));
  return [...hostPorts.byName].map(([name, port]) => {
    const found = labelled.find(({ label }) => label === name);
    if (found !== undefined) return { ...found, port };
    const names = labelled.map(({ label }) => label).join(', ');
    throw new Error(`--host-ports: there is no server ${name}. There are: ${names}.`);
  });
}
