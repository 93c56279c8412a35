import { ServerClockProvider } from '../features/values';
import { ConnectionProvider } from '../xapi/cache/connection-context';
import { LoginPage } from './connections/login-page';
import { PoolProvider, usePool, usePoolState } from './connections/pool-context';
import { connectionIdOf } from './connections/pool-session';
import type { PoolSession } from './connections/pool-session';
import { StartProblem } from './connections/start-problem';
import { ConnectedShell, Shell } from './layout/shell';
import { RoutedNavigation } from './router/routed-navigation';

/** What the page shows depends on how far the pool is: a login, a problem, or the console. */
function PoolGate() {
  const { kind } = usePool();
  const phase = usePoolState((state) => state.phase);
  const connection = usePoolState((state) => state.connection);
  const epoch = usePoolState((state) => state.epoch);
  const reached = usePoolState((state) => state.reached);
  if (kind === 'live' && !reached) return <LoginPage />;
  if (phase.kind === 'stopped' && phase.during === 'start') return <StartProblem stop={phase.stop} />;
  if (connection === null) return <Shell />;
  return (
    <ConnectionProvider key={epoch} connection={connection}>
      <ConnectedShell />
    </ConnectionProvider>
  );
}

/** The console of one pool: its page has a router above it. */
export function PoolConsole({ session }: { readonly session: PoolSession }) {
  return (
    <PoolProvider session={session}>
      <ServerClockProvider clock={session.clock}>
        <RoutedNavigation connectionId={connectionIdOf(session.kind)}>
          <PoolGate />
        </RoutedNavigation>
      </ServerClockProvider>
    </PoolProvider>
  );
}
