import { columnKey, field, listOf, measured, parseLoosely, wholeOf } from './readings';
import type { Column, Readings, Subject, Wanted } from './readings';

/**
 * What `/vm_rrd`, `/host_rrd` and `/sr_rrd` answer as JSON: all archives of one object, rows oldest first. Answers the
 * averages, the finest archive first. Throws where it is something else. Source: rrd.ml Json.
 */
export function parseDump(text: string, subject: Subject, uuid: string, wanted: Wanted = null): readonly Readings[] {
  const dump = parseLoosely(text);
  const stepS = wholeOf(field(dump, 'step'));
  const lastS = wholeOf(field(dump, 'lastupdate'));
  const isWanted = wanted === null ? null : new Set(wanted);
  const names = listOf(field(dump, 'ds')).map((ds) => String(field(ds, 'name')));
  return listOf(field(dump, 'rra'))
    .filter((rra) => field(rra, 'cf') === 'AVERAGE')
    .map((rra): Readings => {
      const rowS = stepS * wholeOf(field(rra, 'pdp_per_row'));
      const rows = listOf(field(rra, 'database')).map(listOf);
      const columns = names.flatMap((name, at): Column[] =>
        isWanted?.has(columnKey(subject, uuid, name)) === false
          ? []
          : [{ subject, uuid, name, values: Float64Array.from(rows, (row) => measured(row[at])) }],
      );
      return { stepS: rowS, endS: Math.floor(lastS / rowS) * rowS, rows: rows.length, columns };
    })
    .toSorted((a, b) => a.stepS - b.stepS);
}
