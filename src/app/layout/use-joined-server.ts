import { useEffect, useSyncExternalStore } from 'react';
import { useNavigation } from '../../features/navigation';
import { useConsolePools } from '../connections/pool-context';

/** Who looks at a server that joins another pool, which ends its own, goes on looking at it there. */
export function useJoinedServer(): void {
  const { state, navigate } = useNavigation();
  const pools = useConsolePools();
  const [first] = state.selection;
  const server = useSyncExternalStore(pools.subscribe, () => first && pools.joined(first.connection));
  useEffect(() => {
    if (server !== undefined) navigate({ selection: [server], tab: null }, { replace: true });
  }, [server, navigate]);
}
