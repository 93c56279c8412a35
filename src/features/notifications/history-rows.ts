import type { ObjectId } from '../navigation';
import type { Change } from '../history';
import type { AlertRow } from './alert-rows';
import type { EventRow } from './event-rows';
import { historyTexts as texts } from './history-texts';
import { isHistory } from './message-kinds';

export type HistoryKind = keyof typeof texts.kinds;

/** One line of the history of an object. */
export interface HistoryRow {
  /** Of a group, as what happened is no object. */
  readonly id: ObjectId;
  readonly timeMs: number | null;
  readonly kind: HistoryKind;
  readonly what: string;
  readonly detail: string;
}

export interface Happened {
  readonly events: readonly EventRow[];
  readonly alerts: readonly AlertRow[];
  readonly changes: readonly Change[];
}

/** All that is known to have happened to an object, newest first; what goes on stands at the top. */
export function historyOf(id: ObjectId, { events, alerts, changes }: Happened): readonly HistoryRow[] {
  const isAbout = (other: ObjectId | undefined): boolean => other?.ref === id.ref && other.class === id.class;
  const rowId = (key: string): ObjectId => ({ connection: id.connection, class: 'group', ref: key });
  const list: HistoryRow[] = [
    ...events
      .filter(({ object }) => isAbout(object?.id))
      .map(({ id: key, finishedMs, startedMs, title, state, error }): HistoryRow => ({
        id: rowId(`task ${key}`),
        timeMs: finishedMs ?? startedMs,
        kind: 'task',
        what: title,
        detail: state === 'failed' && error ? texts.failedWith(error.code) : texts.states[state],
      })),
    ...alerts
      .filter(({ object }) => isAbout(object?.id))
      .map(({ ref, record, title, summary, timeMs }): HistoryRow => ({
        id: rowId(`message ${ref}`),
        timeMs,
        kind: isHistory(record.name) ? 'event' : 'alert',
        what: title,
        detail: summary,
      })),
    ...changes.map(({ id: key, timeMs, field, before, after }): HistoryRow => ({
      id: rowId(`change ${key}`),
      timeMs,
      kind: 'change',
      what: field,
      detail: texts.changed(before, after),
    })),
  ];
  return list.sort((a, b) => (b.timeMs ?? Infinity) - (a.timeMs ?? Infinity) || 0);
}
