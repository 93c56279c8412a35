import { alarmIn } from './alarm';
import type { AlertRow } from './alert-rows';
import { isHistory } from './message-kinds';

const folded = new WeakMap<AlertRow, AlertRow>();

/** Stays the same while more of the same come: what is selected stays selected. */
export function foldKey({ ref, record, own }: AlertRow): string {
  if (own !== null || isHistory(record.name) || record.obj_uuid === '') return ref;
  return `${record.name} ${record.obj_uuid} ${alarmIn(record)?.variable ?? ''}`;
}

/**
 * Alerts of one kind about one object as one row, the newest, which holds the others. What happened to machines is a
 * list of its own and stays as long as it is.
 */
export function foldAlerts(newestFirst: readonly AlertRow[]): readonly AlertRow[] {
  const groups = new Map<string, AlertRow[]>();
  for (const alert of newestFirst) {
    const key = foldKey(alert);
    const group = groups.get(key);
    if (group) group.push(alert);
    else groups.set(key, [alert]);
  }
  return [...groups.values()].flatMap(([newest, ...repeats]) => {
    if (newest === undefined || repeats.length === 0) return newest ?? [];
    const before = folded.get(newest);
    if (before?.repeats.length === repeats.length && repeats.every((each, at) => each === before.repeats[at])) {
      return before;
    }
    const made: AlertRow = { ...newest, repeats };
    folded.set(newest, made);
    return made;
  });
}

/** How many alerts rows stand for. */
export const alertCount = (rows: readonly AlertRow[]): number =>
  rows.reduce((sum, { repeats }) => sum + 1 + repeats.length, 0);
