import { columnKey, field, listOf, measured, parseLoosely, wholeOf, WrongReadings } from './readings';
import type { Column, Readings, Subject, Wanted } from './readings';

const SUBJECTS: readonly Subject[] = ['host', 'vm', 'sr'];

/**
 * What `/rrd_updates` answers as JSON: rows newest first, numbers bare or as text. Only averages are read. Throws where
 * it is something else.
 */
export function parseUpdates(text: string, wanted: Wanted = null): Readings {
  const answer = parseLoosely(text);
  const meta = field(answer, 'meta');
  const rows = listOf(field(answer, 'data'));
  const stepS = wholeOf(field(meta, 'step'));
  if (stepS <= 0) throw new WrongReadings('The rows have no step.');
  const isWanted = wanted === null ? null : new Set(wanted);
  const chosen: { readonly at: number; readonly column: Column }[] = [];
  listOf(field(meta, 'legend')).forEach((entry, at) => {
    const head = headOf(String(entry));
    if (head === null || isWanted?.has(columnKey(head.subject, head.uuid, head.name)) === false) return;
    chosen.push({ at, column: { ...head, values: new Float64Array(rows.length).fill(NaN) } });
  });
  const newest = rows[0];
  const endS = newest === undefined ? wholeOf(field(meta, 'end')) : wholeOf(field(newest, 't'));
  rows.forEach((row, index) => {
    const values = listOf(field(row, 'values'));
    for (const { at, column } of chosen) column.values[rows.length - 1 - index] = measured(values[at]);
  });
  return { stepS, endS, rows: rows.length, columns: chosen.map(({ column }) => column) };
}

/** `AVERAGE:host:<uuid>:cpu_avg`; names may hold colons. */
function headOf(entry: string): { subject: Subject; uuid: string; name: string } | null {
  const [cf, kind, uuid = '', ...rest] = entry.split(':');
  const subject = SUBJECTS.find((each) => each === kind);
  if (cf !== 'AVERAGE' || subject === undefined) return null;
  return { subject, uuid, name: rest.join(':') };
}
