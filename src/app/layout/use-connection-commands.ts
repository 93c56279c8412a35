import { useEffect } from 'react';
import { useNavigate } from '../../features/navigation';
import { useConsolePools } from '../connections/pool-context';

/** Adds the commands about connections to the table, soon after the shell stands. */
export function useConnectionCommands(): void {
  const pools = useConsolePools();
  const navigate = useNavigate();
  useEffect(() => {
    // Without a network they come with the next reload.
    void import('../connections/connection-commands').then(
      ({ addConnectionCommands }) => addConnectionCommands(pools, navigate),
      () => undefined,
    );
  }, [pools, navigate]);
}
