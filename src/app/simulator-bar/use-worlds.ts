import { useEffect, useState } from 'react';
import type { ControlMessages } from '../../control/protocol';
import { usePoolState } from '../connections/pool-context';

type Worlds = ControlMessages['world.list']['result'];

const NONE: Worlds = [];

/** The worlds that the browser keeps; asked for again whenever another one is open. */
export function useWorlds(currentName: string): Worlds {
  const simulator = usePoolState((state) => state.simulator);
  const [worlds, setWorlds] = useState<Worlds>(NONE);
  useEffect(() => {
    let current = true;
    simulator?.control('world.list').then(
      (list) => {
        if (current) setWorlds(list);
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [simulator, currentName]);
  return worlds;
}
