import { useCallback } from 'react';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import { commandsFor, targetsOf, useRunCommand } from '../commands';
import { againOf } from './earlier-work';
import { dismissEvents } from './event-actions';
import type { EventRow } from './event-rows';
import { texts } from './texts';

export interface Retry {
  /** Why it cannot be begun again; null: it can. */
  readonly reason: string | null;
  readonly run: () => void;
}

/** Begins work again that has failed or was cancelled; null: there is nothing to begin again. */
export function useRetry(): (event: EventRow) => Retry | null {
  const connection = useConnection();
  const runCommand = useRunCommand();
  return useCallback(
    (event) => {
      if (event.state !== 'failed' && event.state !== 'cancelled') return null;
      const again = event.isOwn ? againOf(event.id) : null;
      if (again === null) return { reason: texts.events.notAgain, run: () => undefined };
      const { command, target, input } = again;
      const targets = targetsOf(readInventory(connection), [target.id]);
      const [offered] = commandsFor(readInventory(connection), targets, [command]);
      const reason = targets.length === 0 ? texts.objectGone : offered ? offered.disabledReason : texts.events.notNow;
      return {
        reason,
        run: () => {
          // With its tasks, which would look like another client's.
          void dismissEvents(connection, [event]);
          runCommand(command, [target.id], input ?? undefined);
        },
      };
    },
    [connection, runCommand],
  );
}
