import { columnKey, field, listOf, measured, parseLoosely, wholeOf, WrongReadings } from './readings';
import type { Column, Readings, Subject, Wanted } from './readings';

const SUBJECTS: readonly Subject[] = ['host', 'vm', 'sr'];

/** Where rows begin: inside a text of JSON these quotation marks would be escaped. */
const BEGIN = /"data"\s*:\s*\[/;
const NONE = /\s*\]/y;
const HEAD = /\s*\{\s*"t"\s*:\s*"?(\d+)"?\s*,\s*"values"\s*:\s*\[/y;
const TAIL = /\s*\}\s*([,\]])/y;
const COMMA = 44;

/** Where the values of a row stand in the text. */
interface Row {
  readonly endS: number;
  readonly from: number;
  readonly to: number;
}

/**
 * What `/rrd_updates` answers as JSON: rows newest first, numbers bare or as text. Only averages are read. Throws where
 * it is something else.
 *
 * A server with many processors tells of a thousand data sources, of which graphs want a few. Values are therefore read
 * where they stand; `JSON.parse` would make a text of each of the others first and take ten times as long.
 */
export function parseUpdates(text: string, wanted: Wanted = null): Readings {
  const begin = BEGIN.exec(text);
  const from = begin === null ? text.length : begin.index + begin[0].length;
  const { rows, to } = begin === null ? { rows: [], to: from } : rowsFrom(text, from);
  // Little is left around the rows. That it is JSON tells that the answer came to its end.
  const answer = parseLoosely(`${text.slice(0, from)}${text.slice(to)}`);
  const meta = field(answer, 'meta');
  listOf(field(answer, 'data'));
  const stepS = wholeOf(field(meta, 'step'));
  if (stepS <= 0) throw new WrongReadings('The rows have no step.');
  const isWanted = wanted === null ? null : new Set(wanted);
  const places: number[] = [];
  const columns: Column[] = [];
  listOf(field(meta, 'legend')).forEach((entry, at) => {
    const head = headOf(String(entry));
    if (head === null || isWanted?.has(columnKey(head.subject, head.uuid, head.name)) === false) return;
    places.push(at);
    columns.push({ ...head, values: new Float64Array(rows.length).fill(NaN) });
  });
  rows.forEach((row, index) => readRow(text, row, places, columns, rows.length - 1 - index));
  return { stepS, endS: rows[0]?.endS ?? wholeOf(field(meta, 'end')), rows: rows.length, columns };
}

/** The rows that begin there, and where the bracket after the last one stands. */
function rowsFrom(text: string, begin: number): { readonly rows: readonly Row[]; readonly to: number } {
  const rows: Row[] = [];
  let at = begin;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  if (next(NONE) !== null) return { rows, to: at - 1 };
  for (;;) {
    const head = next(HEAD);
    const from = at;
    const to = text.indexOf(']', from);
    if (head === null || to < 0) throw new SyntaxError(`Row ${rows.length + 1} of the statistics is cut or wrong.`);
    rows.push({ endS: Number(head[1]), from, to });
    at = to + 1;
    const tail = next(TAIL);
    if (tail === null) throw new SyntaxError(`Row ${rows.length} of the statistics is cut or wrong.`);
    if (tail[1] === ']') return { rows, to: at - 1 };
  }
}

/** Reads the values at `places`, which ascend, into the columns; values hold no commas. */
function readRow(text: string, { from, to }: Row, places: readonly number[], columns: readonly Column[], row: number) {
  let place = 0;
  let begin = from;
  for (let each = 0; each < places.length && begin <= to; each += 1) {
    const wanted = places[each] ?? 0;
    while (place < wanted && begin <= to) {
      while (begin < to && text.charCodeAt(begin) !== COMMA) begin += 1;
      begin += 1;
      place += 1;
    }
    if (begin > to) return;
    let end = begin;
    while (end < to && text.charCodeAt(end) !== COMMA) end += 1;
    const column = columns[each];
    if (column !== undefined) column.values[row] = measured(text.slice(begin, end).replaceAll('"', '').trim());
  }
}

/** `AVERAGE:host:<uuid>:cpu_avg`; names may hold colons. */
function headOf(entry: string): { subject: Subject; uuid: string; name: string } | null {
  const [cf, kind, uuid = '', ...rest] = entry.split(':');
  const subject = SUBJECTS.find((each) => each === kind);
  if (cf !== 'AVERAGE' || subject === undefined) return null;
  return { subject, uuid, name: rest.join(':') };
}
