import { parseSearchText, stateFromSearch } from '../../features/navigation';
import { readBootRequest } from './boot-request';
import { connectPool, prepareClient } from './connect-pool';
import { createConsolePools } from './console-pools';
import type { ConsolePools } from './console-pools';
import { openerOf } from './opener';
import { openPoolSession } from './pool-session';
import type { PoolSessionDeps } from './pool-session';
import { setShell } from '../shell-store';
import { serverList } from './server-list';
import type { SimulatorWorker } from './simulator-handle';

/** The server that is itself a pool marks the page with this meta element. */
function poolMeta(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="xenia-pool"]')?.content ?? null;
}

/** The only line of the console that names the simulator: by the address of its worker. */
function spawnSimulator(): SimulatorWorker {
  return new Worker(new URL('../../simulator/worker.ts', import.meta.url), { type: 'module', name: 'xenia-simulator' });
}

function everySecond(tick: (visible: boolean) => void): () => void {
  const timer = setInterval(() => tick(document.visibilityState === 'visible'), 1000);
  return () => clearInterval(timer);
}

const request = readBootRequest(window.location.search, poolMeta(), window.location.href);

export const poolKind = request.kind;

let pools: ConsolePools | null = null;

const deps: Omit<PoolSessionDeps, 'request'> = {
  spawnSimulator,
  connect: connectPool,
  startMocks: async (boot) => {
    const [{ startMocks }, { connectInPage }, { fetchTransport }, { maxAnswerLength }] = await Promise.all([
      import('../../../mocks/browser'),
      import('../../xapi/client/connect-in-page'),
      import('../../xapi/client/transport-fetch'),
      import('../../xapi/client/pool-client'),
    ]);
    await startMocks(boot);
    const transport = fetchTransport('', { maxBodyBytes: maxAnswerLength, sockets: false });
    return (id, credentials) => connectInPage({ id, transport, credentials });
  },
  wallNowMs: () => Date.now(),
  everySecond,
};

/** The pools of this page; the first call opens the one that it begins with. */
export function browserPools(): ConsolePools {
  pools ??= createConsolePools(openPoolSession({ ...deps, request }), {
    list: serverList({
      getItem: (key) => localStorage.getItem(key),
      setItem: (key, text) => localStorage.setItem(key, text),
    }),
    ask: () => setShell({ serverDialog: { kind: 'add' } }),
    openTwin: (id, twin, content) => {
      const file = { name: `${twin.name}.xml`, content };
      return openPoolSession({ ...deps, request: { kind: 'embedded', boot: { file, persist: false } }, id, twin });
    },
    open: ({ username, members }, { id, origin }) =>
      openPoolSession({ ...deps, request: { kind: 'live', origin }, id, username, members }),
  });
  return pools;
}

/** Has the pool begin to open before anything is drawn; called as early as the page can. */
export function startBrowserPool(): void {
  if (request.kind !== 'mocks') prepareClient();
  enterByOpener(browserPools());
}

/** A window that the console opened for one object has its pool let it in by that page. */
function enterByOpener(known: ConsolePools): void {
  // The types of the DOM know no better.
  const opener = window.opener as Window | null;
  const { alone, selection } = stateFromSearch(parseSearchText(window.location.search), known.primary.id);
  const [first] = selection;
  if (opener === null || !alone || first === undefined) return;
  known.session(first.connection)?.loginByOpener(openerOf(opener, window.location.origin));
}
