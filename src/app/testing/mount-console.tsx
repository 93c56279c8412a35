import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { makePool } from '../../features/fixtures/pools';
import type { FakePool } from '../../features/fixtures/records';
import { mount } from '../../ui/testing/mount';
import type { BootRequest } from '../connections/boot-request';
import { createConsolePools } from '../connections/console-pools';
import type { ServerKeeper } from '../connections/console-pools';
import { connectionIdOf } from '../connections/pool-session';
import { serverList } from '../connections/server-list';
import type { StoredServer } from '../connections/server-list';
import { PoolConsole } from '../pool-console';
import { createConsoleRouter } from '../router/console-router';
import { setShell } from '../shell-store';
import { EMBEDDED, openFakeSession, settled } from './fake-session';
import type { FakeWorld } from './fake-session';

export interface ConsoleSetUp {
  readonly request?: BootRequest;
  readonly pool?: FakePool;
  /** The server list of the browser; each leads to a pool named Ely. Absent: there is no list. */
  readonly servers?: readonly StoredServer[];
  /** The address that is opened, from its path on. */
  readonly path?: string;
}

/** The whole console in the page of a component test, on a scripted pool, with everything loaded. */
export async function mountConsole({ request = EMBEDDED, pool, servers, path = '/' }: ConsoleSetUp = {}) {
  const world = openFakeSession(request, undefined, pool ?? makePool({ hosts: 2, vms: 4 }));
  let kept = JSON.stringify(servers ?? []);
  const opened = new Map<string, FakeWorld>();
  const keeper: ServerKeeper | undefined = servers && {
    list: serverList({ getItem: () => kept, setItem: (_key, text) => (kept = text) }),
    open(server, { id, origin }) {
      const ely = makePool({ hosts: 1, vms: 2, name: 'Ely' });
      const opening = openFakeSession({ kind: 'live', origin }, undefined, ely, { ...server, id });
      opened.set(id, opening);
      return opening.session;
    },
    openTwin(id, twin, content) {
      const file = { name: twin.name, content };
      const copy = makePool({ hosts: 2, vms: 4 });
      const opening = openFakeSession({ kind: 'embedded', boot: { file, persist: false } }, undefined, copy, {
        id,
        twin,
      });
      opened.set(id, opening);
      return opening.session;
    },
    ask: () => setShell({ serverDialog: { kind: 'add' } }),
  };
  const live = (id: string): FakeWorld => {
    const found = opened.get(id);
    if (found === undefined) throw new Error(`${id} was not opened.`);
    return found;
  };
  const history = createMemoryHistory({ initialEntries: [path] });
  const pools = createConsolePools(world.session, keeper);
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
  return {
    ...world,
    pools,
    live,
    kept: () => serverList({ getItem: () => kept, setItem: () => undefined }).read(),
    router,
    box,
  };
}
