import { Suspense, useRef } from 'react';
import type { ReactNode } from 'react';
import { ALL_POOLS, useNavigation } from '../features/navigation';
import { usePools } from '../features/connections';
import { ServerClockProvider } from '../features/values';
import { ConnectionProvider } from '../xapi/cache/connection-context';
import { part } from '../ui/parts/part';
import type { ConsolePools } from './connections/console-pools';
import {
  PoolProvider,
  PoolsProvider,
  useConsolePools,
  usePool,
  usePoolState,
  useSessions,
} from './connections/pool-context';
import type { PoolSession } from './connections/pool-session';
import { ConnectedShell, Shell } from './layout/shell';
import { RoutedNavigation } from './router/routed-navigation';

const LoginPage = part(async () => (await import('./connections/login-page')).LoginPage);
const StartProblem = part(async () => (await import('./connections/start-problem')).StartProblem);

/** The pool in front: the one whose object is selected, else the one that was in front last. */
function useFront(): PoolSession {
  const sessions = useSessions();
  const { primary } = useConsolePools();
  const [first] = useNavigation().state.selection;
  const last = useRef(primary);
  const wanted = first === undefined || first.connection === ALL_POOLS ? last.current.id : first.connection;
  const front = sessions.find(({ id }) => id === wanted) ?? (sessions.includes(last.current) ? last.current : primary);
  last.current = front;
  return front;
}

function FrontPool({ children }: { readonly children: ReactNode }) {
  const front = useFront();
  return (
    <PoolProvider session={front}>
      <ServerClockProvider clock={front.clock}>{children}</ServerClockProvider>
    </PoolProvider>
  );
}

/** A page about one pool shows how far that is: a login, a problem, or the console. Beside others it has its place in the tree. */
function PoolGate() {
  const { id, kind } = usePool();
  const isAlone = useSessions().length === 1;
  const entry = usePools().find((each) => each.id === id);
  const phase = usePoolState((state) => state.phase);
  const reached = usePoolState((state) => state.reached);
  const isConnected = usePoolState((state) => state.connection !== null);
  if (isAlone && kind === 'live' && !reached) {
    return (
      <Suspense fallback={null}>
        <LoginPage />
      </Suspense>
    );
  }
  if (isAlone && phase.kind === 'stopped' && phase.during === 'start') {
    return (
      <Suspense fallback={null}>
        <StartProblem stop={phase.stop} />
      </Suspense>
    );
  }
  if (entry === undefined || (isAlone && !isConnected)) return <Shell />;
  return (
    <ConnectionProvider connection={entry.connection}>
      <ConnectedShell />
    </ConnectionProvider>
  );
}

/** The console of the pools of this page: its page has a router above it. */
export function PoolConsole({ pools }: { readonly pools: ConsolePools }) {
  return (
    <RoutedNavigation connectionId={pools.primary.id}>
      <PoolsProvider pools={pools}>
        <FrontPool>
          <PoolGate />
        </FrontPool>
      </PoolsProvider>
    </RoutedNavigation>
  );
}
