import { useEffect, useMemo, useRef, useState } from 'react';
import type { PoolEntry } from '../connections';
import { useNavigation } from '../navigation';
import { columnOfWord, columnWord } from './column-words';
import { findColumn, startingColumns } from './columns';
import type { ObjectColumn } from './columns';
import type { RowKind } from './grid-row';
import { useNeeded } from './use-grid-rows';

export interface ShownColumns {
  readonly columns: readonly ObjectColumn[];
  /** By column id, where a person has chosen one. */
  readonly widths: Readonly<Record<string, number>>;
  readonly setWidths: (widths: Readonly<Record<string, number>>) => void;
  /** Null: the usual ones. */
  readonly choose: (ids: readonly string[] | null) => void;
}

/** A width is dragged pixel by pixel; the address takes it when it rests. */
const REST_MS = 400;

/** The chosen columns, or those that kinds like these begin with; the name is always there, and first. */
export function useColumns(kinds: readonly RowKind[], total: number, pools: readonly PoolEntry[]): ShownColumns {
  const { state, navigate } = useNavigation();
  // The kinds are few; their names decide, not the array they come in.
  const usual = startingColumns(kinds, total);
  const begins = pools.length > 1 ? ['name', 'pool', ...usual.filter((id) => id !== 'name')] : usual;
  const key = (state.columns ?? begins).join(' ');
  const chosen = useMemo(() => key.split(' ').map(columnOfWord), [key]);
  const columns = useMemo(() => {
    const found = chosen.map(({ id }) => findColumn(id)).filter((column) => column !== undefined);
    const name = findColumn('name');
    return name && !found.includes(name) ? [name, ...found] : found;
  }, [chosen]);
  useNeeded(
    useMemo(() => columns.flatMap((column) => column.needs ?? []), [columns]),
    pools,
  );
  const stored = useMemo(
    () => Object.fromEntries(chosen.flatMap(({ id, widthPx }) => (widthPx === null ? [] : [[id, widthPx]]))),
    [chosen],
  );
  const [dragged, setDragged] = useState<Readonly<Record<string, number>> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const write = (ids: readonly string[], widths: Readonly<Record<string, number>>): void =>
    navigate({ columns: ids.map((id) => columnWord({ id, widthPx: widths[id] ?? null })) }, { replace: true });
  return {
    columns,
    widths: dragged ?? stored,
    setWidths: (widths) => {
      setDragged(widths);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        write(
          columns.map((column) => column.id),
          widths,
        );
        setDragged(null);
      }, REST_MS);
    },
    choose: (ids) => (ids === null ? navigate({ columns: null }, { replace: true }) : write(ids, dragged ?? stored)),
  };
}
