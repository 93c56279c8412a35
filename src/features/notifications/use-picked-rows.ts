import { useCallback, useMemo, useState } from 'react';

const NOTHING: ReadonlySet<string> = new Set();

export interface PickedRows<Row> {
  /** In the order of the list; rows that are gone or filtered out are not picked any more. */
  readonly picked: readonly Row[];
  readonly keys: ReadonlySet<string>;
  readonly pick: (keys: ReadonlySet<string>) => void;
  /** Picks the row that comes up when these are taken out of the list, so that one can go on from there. */
  readonly pickAfter: (leaving: readonly Row[]) => void;
}

/** The rows picked in a list. */
export function usePickedRows<Row>(rows: readonly Row[], rowKey: (row: Row) => string): PickedRows<Row> {
  const [keys, pick] = useState(NOTHING);
  const picked = useMemo(
    () => (keys.size === 0 ? [] : rows.filter((row) => keys.has(rowKey(row)))),
    [rows, rowKey, keys],
  );
  const pickAfter = useCallback(
    (leaving: readonly Row[]) => {
      const gone = new Set(leaving);
      const last = rows.findLastIndex((row) => gone.has(row));
      const next = rows[last + 1] ?? rows.findLast((row) => !gone.has(row));
      pick(next === undefined ? NOTHING : new Set([rowKey(next)]));
    },
    [rows, rowKey],
  );
  return { picked, keys, pick, pickAfter };
}
