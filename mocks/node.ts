import { setupServer, type SetupServer } from 'msw/node';
import { collect } from '../src/simulator/http/plain';
import type { Simulator } from '../src/simulator/simulator';
import { poolHandlers } from './handlers';

/** A simulated pool behind `fetch` in Node, for tests of API clients: `listen()` before, `close()` after. */
export function mockPool(simulator: Simulator, origin: string): SetupServer {
  return setupServer(
    ...poolHandlers(async (request, signal) => {
      const response = await simulator.handlePlain({ ...request, body: request.body ?? '', signal });
      return { ...response, body: await collect(response.body) };
    }, origin),
  );
}
