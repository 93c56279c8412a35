import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useConnection } from '../../../xapi/cache/connection-context';
import type { Ref } from '../../../xapi/datamodel/ref';
import { wallTimers } from '../../../xapi/client/timers';
import { ConsoleLink } from './console-link';
import type { LinkState } from './console-link';

/**
 * Keeps one console open while mounted.
 * @param place where it is and whether the pool answers; when that changes, a lost console is looked for at once
 */
export function useConsoleLink(
  console: Ref<'console'>,
  place: string,
): { readonly state: LinkState; readonly again: () => void } {
  const connection = useConnection();
  const link = useMemo(
    () => new ConsoleLink((listener) => connection.openConsole(console, listener), wallTimers),
    [connection, console],
  );
  useEffect(() => {
    link.start();
    return () => link.stop();
  }, [link]);
  const known = useRef(place);
  useEffect(() => {
    if (known.current !== place) link.again();
    known.current = place;
  }, [link, place]);
  const state = useSyncExternalStore(link.subscribe, link.state);
  return { state, again: () => link.again() };
}
