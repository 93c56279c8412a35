import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { makePool } from '../../features/fixtures/pools';
import type { FakePool } from '../../features/fixtures/records';
import { mount } from '../../ui/testing/mount';
import type { BootRequest } from '../connections/boot-request';
import { createConsolePools } from '../connections/console-pools';
import { connectionIdOf } from '../connections/pool-session';
import { PoolConsole } from '../pool-console';
import { createConsoleRouter } from '../router/console-router';
import { EMBEDDED, openFakeSession, settled } from './fake-session';

export interface ConsoleSetUp {
  readonly request?: BootRequest;
  readonly pool?: FakePool;
  /** The address that is opened, from its path on. */
  readonly path?: string;
}

/** The whole console in the page of a component test, on a scripted pool, with everything loaded. */
export async function mountConsole({ request = EMBEDDED, pool, path = '/' }: ConsoleSetUp = {}) {
  const world = openFakeSession(request, undefined, pool ?? makePool({ hosts: 2, vms: 4 }));
  const history = createMemoryHistory({ initialEntries: [path] });
  const pools = createConsolePools(world.session);
  const page = () => <PoolConsole pools={pools} />;
  const router = createConsoleRouter({ connectionId: connectionIdOf(request.kind), page, history });
  const box = mount(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
    { width: '1280px', height: '800px' },
  );
  await settled();
  await router.load();
  for (const connection of world.connections) connection.load();
  return { ...world, pools, router, box };
}
