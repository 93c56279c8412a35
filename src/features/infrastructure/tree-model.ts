import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import type { PoolEntry, PoolList } from '../connections';
import type { ObjectId } from '../navigation';
import { objectKey } from '../navigation';
import { EVERYTHING } from '../objects';
import type { Changes, Inventory } from '../objects';
import { keyOfStandIn, PoolBranch } from './pool-branch';
import { placeRoot } from './root';
import { SortedTree } from './sorted-tree';

/** Places the objects of one pool in a tree and follows their changes. */
export interface TreeSource {
  apply(inventory: Inventory, changes: Changes): void;
  /** Hears of the pool itself: how it is called, how far it is; null: it has left the list. */
  show?(entry: PoolEntry | null, inventory: Inventory): void;
}

/** A tree over all pools that keeps itself up to date. */
export interface TreeModel {
  readonly tree: SortedTree;
  /** Changes whenever the tree may have. */
  version(): number;
  subscribe(listener: () => void): () => void;
  /** Where an object stands, the place to bring into view first. Keys of places that do not exist do no harm. */
  keysOf(id: ObjectId): readonly string[];
}

interface Followed {
  readonly source: TreeSource;
  readonly connection: Connection;
  readonly stop: () => void;
  entry: PoolEntry | null;
}

export function createTreeModel(
  list: PoolList,
  createSource: (tree: SortedTree, connection: string) => TreeSource,
  keysOf: (id: ObjectId) => readonly string[],
): TreeModel {
  const tree = new SortedTree();
  const followed = new Map<string, Followed>();
  const listeners = new Set<() => void>();
  let version = 0;

  function changed(): void {
    version++;
    for (const listener of [...listeners]) listener();
  }

  function follow({ id, connection }: PoolEntry): Followed {
    const source = createSource(tree, id);
    source.apply(readInventory(connection), EVERYTHING);
    const stop = onInventory(connection, (inventory, touched) => {
      source.apply(inventory, { all: false, refs: new Map([...touched].map(([cls, refs]) => [cls, [...refs]])) });
      changed();
    });
    return { source, connection, stop, entry: null };
  }

  function followList(): void {
    const entries = list.entries();
    for (const [id, { source, connection, stop }] of followed) {
      if (entries.some((entry) => entry.id === id && entry.connection === connection)) continue;
      stop();
      source.show?.(null, {});
      source.apply({}, EVERYTHING);
      followed.delete(id);
    }
    for (const entry of entries) {
      let each = followed.get(entry.id);
      if (!each) followed.set(entry.id, (each = follow(entry)));
      if (each.entry === entry) continue;
      each.entry = entry;
      each.source.show?.(entry, readInventory(entry.connection));
    }
    changed();
  }

  followList();
  list.subscribe(followList);
  return {
    tree,
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    keysOf,
  };
}

/** One model a list of pools, made when first shown and kept: coming back to a view finds it up to date. */
export function perList(create: (list: PoolList) => TreeModel): (list: PoolList) => TreeModel {
  const models = new WeakMap<PoolList, TreeModel>();
  return (list) => {
    let model = models.get(list);
    if (!model) models.set(list, (model = create(list)));
    return model;
  };
}

export const infrastructureModel = perList((list) =>
  createTreeModel(
    list,
    (tree, id) => {
      placeRoot(tree);
      return new PoolBranch(tree, id);
    },
    (id) => [...(id.class === 'connection' ? [] : [objectKey(id)]), keyOfStandIn(id.connection)],
  ),
);
