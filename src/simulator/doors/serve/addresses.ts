import type { Ref } from '../../../xapi/datamodel/ref';
import { coordinator } from '../../api/world';
import type { Simulator } from '../../simulator';
import { useLoopbackAddresses } from './host-names';
import type { ServerOptions } from './options';
import type { PoolServer } from './pool-server';

/** A server, where it answers, and what it is called there. */
interface Listener {
  readonly simulator: Simulator;
  readonly host: Ref<'host'>;
  readonly port: number;
}

/**
 * Opens all addresses of the pool and of the spare servers.
 * @returns what the person at the terminal is told
 */
export async function listenAll(
  server: PoolServer,
  pool: Simulator,
  spares: readonly Simulator[],
  options: ServerOptions,
): Promise<readonly string[]> {
  const worlds = [pool, ...spares];
  const origins = new Map<Ref<'host'>, string>();
  const main = coordinator(pool.world.db);
  const addressOf = ({ world }: Simulator, host: Ref<'host'>): string => world.db.row('host', host).address;
  let shared: string | undefined;
  if (options.hostAddresses) {
    let next = 1;
    for (const simulator of worlds) {
      for (const [host, address] of useLoopbackAddresses(simulator.world, next)) {
        origins.set(host, await server.listen(options.port, address, address));
        next += 1;
      }
    }
  } else {
    shared = await server.listen(options.port, options.host);
    for (const { simulator, host, port } of listeners(worlds, options)) {
      origins.set(host, await server.listen(port, options.host, addressOf(simulator, host)));
    }
  }
  const origin = shared ?? origins.get(main) ?? '';
  for (const { world } of worlds) world.surroundings.originOf = (host) => origins.get(host) ?? origin;
  const lines = [...origins].map(([host, at]) => `  ${labelOf(worlds, host)}: ${at}/`);
  return [`Simulated pool at ${origin}/ (user root). Press Ctrl+C to stop.`, ...lines];
}

function labelOf(worlds: readonly Simulator[], ref: Ref<'host'>): string {
  for (const { world } of worlds) {
    const host = world.db.get('host', ref);
    if (host !== undefined) return `${host.name_label} (${host.address})`;
  }
  return '';
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
