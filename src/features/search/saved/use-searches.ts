import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { showToast } from '../../../ui/feedback/toast-queue';
import { onInventory, readInventory } from '../../../xapi/cache/cache';
import { useRunCommand } from '../../commands';
import { usePools } from '../../connections';
import { only } from '../../objects';
import { texts } from '../texts';
import type { SavedSearch } from '../xencenter/saved-search';
import { writeSearch } from '../xencenter/write-search';
import { changeInput, changeReason, changeSearches } from './commands';
import { keyOf, poolSearches } from './pool-searches';
import type { PoolSearch } from './pool-searches';

export interface Searches {
  readonly list: readonly PoolSearch[];
  /** Keeps searches in a pool, in place of those of the same uuid. */
  readonly save: (pool: string, searches: readonly SavedSearch[], what: string) => void;
  readonly rename: (search: PoolSearch, name: string) => void;
  /** With an offer to take it back. */
  readonly remove: (search: PoolSearch) => void;
  /** Why a pool takes no searches; null: it does. */
  readonly reason: (pool: string) => string | null;
}

/** The searches that the pools keep, and what can be done with them. */
export function useSearches(): Searches {
  const pools = usePools();
  const run = useRunCommand();
  const subscribe = useCallback(
    (listener: () => void) => {
      const offs = pools.map(({ connection }) =>
        onInventory(connection, (_inventory, touched) => {
          if (touched.has('pool')) listener();
        }),
      );
      return () => {
        for (const off of offs) off();
      };
    },
    [pools],
  );
  // The rows of pools are few; what they keep changes seldom, and is compared by its text.
  const kept = useSyncExternalStore(subscribe, () =>
    JSON.stringify(pools.map(({ connection }) => only(readInventory(connection), 'pool')?.[1].gui_config ?? {})),
  );
  return useMemo(() => {
    const entries = pools.map(({ id, connection }) => [id, readInventory(connection)] as const);
    const change = (pool: string, what: string, write: Readonly<Record<string, string>>, gone: readonly string[]) => {
      const inventory = entries.find(([id]) => id === pool)?.[1];
      const [ref] = (inventory && only(inventory, 'pool')) ?? [];
      if (ref === undefined) return;
      run(changeSearches, [{ connection: pool, class: 'pool', ref }], changeInput(what, write, gone));
    };
    return {
      list: kept === '' ? [] : poolSearches(entries),
      save: (pool, searches, what) =>
        change(
          pool,
          what,
          Object.fromEntries(searches.map((search) => [keyOf(search.uuid), writeSearch(search).xml])),
          [],
        ),
      rename: ({ search, kept: places }, name) => {
        if (search === null) return;
        const { xml } = writeSearch({ ...search, name });
        for (const [pool, { key }] of places) change(pool, texts.saved.renaming(name), { [key]: xml }, []);
      },
      remove: ({ name, kept: places }) => {
        for (const [pool, { key }] of places) change(pool, texts.saved.deleting(name), {}, [key]);
        showToast({
          title: texts.saved.deleted(name),
          actions: [
            {
              label: texts.saved.undo,
              onAction: () => {
                for (const [pool, { key, xml }] of places) change(pool, texts.saved.saving(name), { [key]: xml }, []);
              },
            },
          ],
        });
      },
      reason: (pool) => {
        const inventory = entries.find(([id]) => id === pool)?.[1];
        return inventory === undefined ? null : changeReason(inventory);
      },
    };
  }, [pools, kept, run]);
}
