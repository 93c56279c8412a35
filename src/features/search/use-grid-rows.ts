import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ClassName } from '../../xapi/datamodel/ref';
import { usePools } from '../connections';
import type { PoolEntry } from '../connections';
import { ALL_POOLS } from '../navigation';
import type { ObjectId, SortKey } from '../navigation';
import { findColumn } from './columns';
import type { GridResult } from './grid-model';
import { GridOverPools } from './grid-over-pools';
import { ListMembers } from './list-members';
import { indexOf } from './pool-index';
import type { Filter, ScopeType } from './query/model';
import type { PropertyIndex } from './query/property-index';
import { QueryRun } from './query/query-run';
import { useIndexChanges } from './use-index-changes';

/** Answers that change with time alone are asked for again so often. */
const TIME_PASSES_MS = 30_000;

/** What a list shows. All parts keep their identity while they are the same. */
export interface ListedObjects {
  readonly selection: readonly ObjectId[];
  /** Over everything, instead of what is below the selection. */
  readonly scope: readonly ScopeType[] | null;
  readonly filter: Filter | null;
  readonly sort: readonly SortKey[];
}

/** The rows for a list, and the kinds among them, as they are now. */
export function useGridRows({ selection, scope, filter, sort }: ListedObjects): GridResult {
  const pools = usePoolsOf(scope === null ? selection : EVERYTHING);
  const order = useOrder(pools, sort);
  const [grid] = useState(() => new GridOverPools());
  const lists = useMemo(
    () =>
      pools.map(({ id, name, connection }) => {
        const index = indexOf(connection);
        const model = grid.modelOf(index, { connection: id, pool: name });
        return { index, model, members: new ListMembers(index, inPool(selection, id), scope) };
      }),
    [pools, grid, selection, scope],
  );
  const parts = useMemo(
    () =>
      lists.map((list, at) => {
        const clock = pools[at]?.clock;
        const run = filter && new QueryRun(filter, { index: list.index, nowMs: () => clock?.nowMs() ?? 0 });
        return { ...list, run };
      }),
    [lists, pools, filter],
  );
  useTime(parts);
  useWarmth(lists);
  const subscribe = useCallback(
    (listener: () => void) => {
      // Who is told last finds what those before it have noted.
      const offs = parts.flatMap(({ index, members, run, model }) => [
        members.follow(),
        model.follow(),
        ...(run ? [run.follow()] : []),
        index.follow(listener),
      ]);
      return () => {
        for (const off of offs) off();
      };
    },
    [parts],
  );
  return useSyncExternalStore(subscribe, () =>
    grid.merge(
      parts.map(({ members, run, model }) => {
        const found = members.read();
        return model.read({ members: found, sort: order, matching: run?.read(found) ?? null });
      }),
      order,
    ),
  );
}

/** Answers that change with time alone are asked for again now and then. */
function useTime(parts: readonly { readonly run: QueryRun | null }[]): void {
  const [, setPassed] = useState(0);
  useEffect(() => {
    const timed = parts.flatMap(({ run }) => (run?.isTimed === true ? [run] : []));
    if (timed.length === 0) return undefined;
    const timer = setInterval(() => {
      for (const run of timed) run.timePassed();
      setPassed((times) => times + 1);
    }, TIME_PASSES_MS);
    return () => clearInterval(timer);
  }, [parts]);
}

/** What words are looked for in is put together before somebody types the first: a little at a time. */
function useWarmth(lists: readonly { readonly index: PropertyIndex; readonly members: ListMembers }[]): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const offs = lists.map(({ index }) => index.follow(() => undefined));
    const waiting = lists.flatMap(({ index, members }) =>
      members.read().map(({ cls, ref }) => ({ values: index.property('anything'), cls, ref })),
    );
    let at = 0;
    const go = (): void => {
      const end = performance.now() + SLICE_MS;
      for (; at < waiting.length && performance.now() < end; at++) {
        const one = waiting[at];
        one?.values.get(one.cls, one.ref);
      }
      timer = at < waiting.length ? setTimeout(go, PAUSE_MS) : undefined;
    };
    timer = setTimeout(go, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      for (const off of offs) off();
    };
  }, [lists]);
}

const SLICE_MS = 4;
const PAUSE_MS = 20;

/** The sort keys, as new ones each time the values they order by have changed without the rows. */
function useOrder(pools: readonly PoolEntry[], sort: readonly SortKey[]): readonly SortKey[] {
  const isChanged = useMemo(() => {
    const properties = sort.flatMap(({ column }) => findColumn(column)?.property ?? []);
    if (properties.length === 0) return null;
    return (index: PropertyIndex, _pool: string, all: boolean) =>
      all || properties.some((id) => index.property(id).changed.size > 0);
  }, [sort]);
  const changes = useIndexChanges(pools, isChanged);
  return useMemo(() => ({ changes, sort: [...sort] }), [changes, sort]).sort;
}

const EVERYTHING: readonly ObjectId[] = [];

/** Pools that the selection has something in: one, unless it is a group over all of them, or objects of several. */
export function usePoolsOf(selection: readonly ObjectId[]): readonly PoolEntry[] {
  const all = usePools();
  return useMemo(
    () => all.filter(({ id }) => selection.length === 0 || inPool(selection, id).length > 0),
    [all, selection],
  );
}

function inPool(selection: readonly ObjectId[], pool: string): readonly ObjectId[] {
  return selection.filter(({ connection }) => connection === pool || connection === ALL_POOLS);
}

/** Follows the classes that are needed and that are not held from the start. */
export function useNeeded(needs: readonly ClassName[], pools: readonly PoolEntry[]): void {
  const key = [...new Set(needs)].sort().join(' ');
  useEffect(() => {
    if (key === '') return undefined;
    const classes = key.split(' ') as ClassName[];
    const offs = pools.flatMap(({ connection }) => classes.map((cls) => connection.watch(cls)));
    return () => {
      for (const off of offs) off();
    };
  }, [pools, key]);
}
