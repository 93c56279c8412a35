import { useEffect } from 'react';
import { useConsolePools } from '../connections/pool-context';

/** Adds the commands about connections to the table, soon after the shell stands. */
export function useConnectionCommands(): void {
  const pools = useConsolePools();
  useEffect(() => {
    // Without a network they come with the next reload.
    void import('../connections/connection-commands').then(
      ({ addConnectionCommands }) => addConnectionCommands(pools),
      () => undefined,
    );
  }, [pools]);
}
