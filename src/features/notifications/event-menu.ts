import type { MenuEntry } from '../../ui/actions/menu';
import type { Connection } from '../../xapi/client/contract';
import type { ObjectId } from '../navigation';
import { copyText } from './copy-text';
import { cancelEvent, cancelReason } from './event-actions';
import { isOpen } from './event-rows';
import type { EventRow } from './event-rows';
import { texts } from './texts';
import type { Retry } from './use-retry';

interface EventEffects {
  readonly goTo: (id: ObjectId | undefined) => void;
  readonly dismiss: (rows: readonly EventRow[]) => void;
  readonly retryOf: (row: EventRow) => Retry | null;
}

/** What can be done with the events a menu is about. */
export function eventMenu(
  connection: Connection,
  rows: readonly EventRow[],
  { goTo, dismiss, retryOf }: EventEffects,
): readonly MenuEntry[] {
  const [first] = rows;
  if (first === undefined) return [];
  const object = rows.length === 1 ? first.object : null;
  const cancellable = rows.filter((row) => cancelReason(row) === null);
  const retries = rows.flatMap((row) => retryOf(row) ?? []);
  const failed = rows.flatMap((row) => row.error ?? []);
  return [
    {
      id: 'go',
      label: texts.goTo,
      disabledReason: object === null ? texts.noObject : null,
      onAction: () => goTo(object?.id),
    },
    {
      id: 'copy',
      label: texts.events.copyError,
      disabledReason: failed.length === 0 ? texts.events.noError : null,
      onAction: () => copyText(failed.map(({ code, params }) => [code, ...params].join('\n')).join('\n\n')),
    },
    { kind: 'separator', id: 'line' },
    {
      id: 'retry',
      label: texts.events.retry,
      disabledReason: retries.some(({ reason }) => reason === null)
        ? null
        : (retries[0]?.reason ?? texts.events.noFailure),
      onAction: () => {
        for (const { reason, run } of retries) if (reason === null) run();
      },
    },
    {
      id: 'cancel',
      label: texts.events.cancel,
      disabledReason: cancellable.length === 0 ? cancelReason(first) : null,
      onAction: () => {
        for (const row of cancellable) void cancelEvent(connection, row);
      },
    },
    {
      id: 'dismiss',
      label: texts.events.dismiss,
      disabledReason: rows.every(isOpen) ? texts.events.stillRunning : null,
      onAction: () => dismiss(rows),
    },
  ];
}
