import { useCallback } from 'react';
import { useNavigation } from '../../features/navigation';
import { withWorld } from '../connections/boot-request';
import { usePool } from '../connections/pool-context';

/** The address of the present view, complete, as it is at the moment of asking. */
export function useShareUrl(): () => string {
  const { href } = useNavigation();
  const session = usePool();
  return useCallback(
    () => withWorld(new URL(href({}), window.location.href).href, session.store.getState().world?.source ?? null),
    [href, session],
  );
}
