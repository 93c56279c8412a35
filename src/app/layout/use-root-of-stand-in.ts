import { useCallback, useEffect } from 'react';
import { rootIdOf } from '../../features/infrastructure';
import { useNavigation } from '../../features/navigation';
import type { Inventory } from '../../features/objects';
import { useSelect } from '../../xapi/cache/hooks';
import { usePool } from '../connections/pool-context';

/** What stood for a pool while nothing of it was known gives way to the pool, once it is there. */
export function useRootOfStandIn(): void {
  const { state, navigate } = useNavigation();
  const { id } = usePool();
  const [first] = state.selection;
  const isStandIn = first?.class === 'connection' && first.connection === id;
  const root = useSelect(
    ['pool', 'host'],
    useCallback((inventory: Inventory) => (isStandIn ? rootIdOf(inventory, id) : null), [isStandIn, id]),
    (a, b) => a?.ref === b?.ref && a?.class === b?.class,
  );
  useEffect(() => {
    if (isStandIn && root !== null) navigate({ selection: [root] }, { replace: true });
  }, [isStandIn, root, navigate]);
}
