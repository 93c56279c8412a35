import { useCallback } from 'react';
import type { WorldSource } from '../../control/protocol';
import { useNavigation } from '../../features/navigation';
import { usePool } from '../connections/pool-context';

/** Adds what a scenario needs to be built again elsewhere; other worlds cannot travel in an address. */
export function withWorld(address: string, source: WorldSource | null): string {
  if (source?.kind !== 'scenario') return address;
  const url = new URL(address);
  url.searchParams.set('scenario', source.name);
  url.searchParams.set('seed', String(source.seed));
  if (source.hosts !== undefined) url.searchParams.set('hosts', String(source.hosts));
  if (source.vms !== undefined) url.searchParams.set('vms', String(source.vms));
  return url.href.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%7E', '~');
}

/** The address of the present view, complete, as it is at the moment of asking. */
export function useShareUrl(): () => string {
  const { href } = useNavigation();
  const session = usePool();
  return useCallback(
    () => withWorld(new URL(href({}), window.location.href).href, session.store.getState().world?.source ?? null),
    [href, session],
  );
}
