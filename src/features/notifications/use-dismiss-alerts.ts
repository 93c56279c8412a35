import { useCallback, useState } from 'react';
import { announce } from '../../ui/feedback/live-region';
import { showToast } from '../../ui/feedback/toast-queue';
import { useConnection } from '../../xapi/cache/connection-context';
import { tellRefusals } from './tell-refusals';
import { destroyMessages } from './dismissing';
import { texts } from './texts';

export interface Dismissal {
  readonly isPending: boolean;
  /** Removes messages from the pool and tells how it went. */
  readonly dismiss: (refs: readonly string[]) => Promise<void>;
}

export function useDismissAlerts(): Dismissal {
  const connection = useConnection();
  const [pending, setPending] = useState(0);
  const dismiss = useCallback(
    async (refs: readonly string[]) => {
      setPending((before) => before + 1);
      const refusals = await destroyMessages(connection, refs);
      setPending((before) => before - 1);
      const stayed = refusals.reduce((sum, refusal) => sum + refusal.count, 0);
      const gone = refs.length - stayed;
      if (gone > 1) showToast({ tone: 'ok', title: texts.alerts.dismissed(gone), key: 'dismissed' });
      else if (gone === 1) announce(texts.alerts.dismissed(1));
      if (stayed > 0) await tellRefusals(connection, texts.alerts.dismissFailed(stayed), refusals);
    },
    [connection],
  );
  return { isPending: pending > 0, dismiss };
}
