import { showToast } from '../../ui/feedback/toast-queue';
import type { Connection } from '../../xapi/client/contract';
import { keepState } from './kept-states';
import { takeNow } from './sources';
import { texts } from './texts';

/** Keeps a pool as it is now, and says how that went. */
export function keepNow(pool: string, connection: Connection, takenMs: number): void {
  takeNow(connection, new AbortController().signal)
    .then((dump) => keepState(pool, takenMs, dump))
    .then(
      () => showToast({ title: texts.keptToast(pool), detail: texts.keptToastText }),
      (thrown: unknown) =>
        showToast({
          tone: 'danger',
          title: texts.notKept,
          detail: thrown instanceof Error ? thrown.message : String(thrown),
        }),
    );
}
