import { useCallback } from 'react';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import { commandsFor, findCommand, targetsOf, useCommandTable, useRunCommand } from '../commands';
import { useNavigate } from '../navigation';
import { actionsFor } from './alert-actions';
import type { AlertRow } from './alert-rows';

export interface OfferedAction {
  readonly label: string;
  /** Why it cannot be done now; null: it can. */
  readonly disabledReason: string | null;
  readonly run: () => void;
}

/** What can be done about an alert. A command that makes no sense for its object is left out. */
export function useAlertActions(): (alert: AlertRow) => readonly OfferedAction[] {
  const connection = useConnection();
  const navigate = useNavigate();
  const run = useRunCommand();
  // Again when more commands have arrived.
  const table = useCommandTable();
  return useCallback(
    (alert) => {
      const inventory = readInventory(connection);
      return actionsFor(inventory, alert, connection.id).flatMap((action): OfferedAction | readonly OfferedAction[] => {
        const { label } = action;
        if ('to' in action) return { label, disabledReason: null, run: () => navigate(action.to) };
        const command = table.length > 0 ? findCommand(action.command) : undefined;
        const [offered] = command ? commandsFor(inventory, targetsOf(inventory, action.objects), [command]) : [];
        if (!offered) return [];
        return { label, disabledReason: offered.disabledReason, run: () => run(offered.command, action.objects) };
      });
    },
    [connection, navigate, run, table],
  );
}
