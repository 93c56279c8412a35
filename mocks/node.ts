import { setupServer, type SetupServer } from 'msw/node';
import type { Simulator } from '../src/simulator/simulator';
import { poolHandlers } from './handlers';

/** A simulated pool behind `fetch` in Node, for tests of API clients: `listen()` before, `close()` after. */
export function mockPool(simulator: Simulator, origin: string): SetupServer {
  return setupServer(
    ...poolHandlers(
      (request, signal) => simulator.handlePlain({ ...request, body: request.body ?? '', signal }),
      origin,
    ),
  );
}
