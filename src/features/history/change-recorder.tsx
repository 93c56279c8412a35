import { useEffect } from 'react';
import { usePools } from '../connections';
import { changeLogOf } from './change-log';

/** Begins the log of every pool as soon as the console has it; shows nothing. The shell mounts exactly one. */
export function ChangeRecorder() {
  const pools = usePools();
  useEffect(() => {
    for (const { connection, clock } of pools) changeLogOf(connection, () => clock.nowMs());
  }, [pools]);
  return null;
}
