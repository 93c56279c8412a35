import { Pacer } from '../../src/simulator/doors/pacer';
import { useLoopbackAddresses } from '../../src/simulator/doors/serve/host-names';
import { createLog } from '../../src/simulator/doors/serve/log';
import { PoolServer } from '../../src/simulator/doors/serve/pool-server';
import { wallTimer } from '../../src/simulator/doors/wall-timer';
import { openScenario, scenarioSource } from '../../src/simulator/doors/worlds';
import type { Simulator } from '../../src/simulator/simulator';

export interface ServedPool {
  readonly simulator: Simulator;
  readonly pacer: Pacer;
  readonly server: PoolServer;
  /** `http://127.0.0.1:<port>` of the whole pool. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The world Cambridge behind the Node door, with a clock that runs. */
export async function servePool(
  options: { speed?: number; paused?: boolean; port?: number } = {},
): Promise<ServedPool> {
  const simulator = await openScenario({ clockMode: 'running', timer: wallTimer }, scenarioSource('cambridge', 1));
  const pacer = new Pacer(simulator, { speed: options.speed ?? 1000, paused: options.paused ?? false });
  const log = createLog(
    'off',
    () => undefined,
    () => new Date(),
  );
  const server = new PoolServer({ simulator, pacer, log });
  const url = await server.listen(0, '127.0.0.1');
  simulator.world.surroundings.originOf = () => url;
  const stop = async (): Promise<void> => {
    await server.close();
    pacer.stop();
  };
  return { simulator, pacer, server, url, stop };
}

/** Every server at a loopback address of its own, all with one port: clients that follow addresses find them. */
export async function serveAtAddresses(pool: ServedPool): Promise<readonly string[]> {
  const urls: string[] = [];
  let port = 0;
  for (const [, address] of useLoopbackAddresses(pool.simulator.world, 1)) {
    const url = await pool.server.listen(port, address, address);
    port = Number(new URL(url).port);
    urls.push(url);
  }
  return urls;
}
