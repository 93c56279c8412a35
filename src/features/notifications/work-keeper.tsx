import { useEffect, useRef } from 'react';
import { onInventory } from '../../xapi/cache/cache';
import { usePools } from '../connections';
import { WorkHistory } from './earlier-work';

/** Lets events survive a reload; shows nothing. The shell mounts exactly one. */
export function WorkKeeper() {
  const pools = usePools();
  const history = useRef<WorkHistory | null>(null);
  useEffect(() => {
    const made = new WorkHistory();
    history.current = made;
    return () => made.stop();
  }, []);
  useEffect(() => {
    const look = (): void => history.current?.look(pools);
    look();
    const offs = pools.flatMap(({ connection }) => [
      onInventory(connection, (_inventory, touched) => {
        if (touched.has('task')) look();
      }),
      connection.onStatus(look),
    ]);
    return () => {
      for (const off of offs) off();
    };
  }, [pools]);
  return null;
}
