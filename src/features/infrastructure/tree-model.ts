import type { Connection } from '../../xapi/client/contract';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import type { ObjectId } from '../navigation';
import { objectKey } from '../navigation';
import { EVERYTHING } from '../objects';
import type { Changes, Inventory } from '../objects';
import { InfrastructureSource } from './infrastructure-source';
import { ObjectsSource } from './objects-source';
import { placeRoot } from './root';
import { SortedTree } from './sorted-tree';

/** Places the objects of one connection in a tree and follows their changes. */
export interface TreeSource {
  apply(inventory: Inventory, changes: Changes): void;
}

/** A tree over a connection that keeps itself up to date. */
export interface TreeModel {
  readonly tree: SortedTree;
  /** Changes whenever the tree may have. */
  version(): number;
  subscribe(listener: () => void): () => void;
  /** Where an object stands, the place to bring into view first. Keys of places that do not exist do no harm. */
  keysOf(id: ObjectId): readonly string[];
}

export function createTreeModel(
  connection: Connection,
  createSource: (tree: SortedTree, connection: string) => TreeSource,
  keysOf: (id: ObjectId) => readonly string[],
): TreeModel {
  const tree = new SortedTree();
  const source = createSource(tree, connection.id);
  const listeners = new Set<() => void>();
  let version = 0;
  source.apply(readInventory(connection), EVERYTHING);
  onInventory(connection, (inventory, touched) => {
    source.apply(inventory, { all: false, refs: new Map([...touched].map(([cls, refs]) => [cls, [...refs]])) });
    version++;
    for (const listener of [...listeners]) listener();
  });
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

/** One model a connection, made when first shown and kept: coming back to a view finds it up to date. */
export function perConnection(create: (connection: Connection) => TreeModel): (connection: Connection) => TreeModel {
  const models = new WeakMap<Connection, TreeModel>();
  return (connection) => {
    let model = models.get(connection);
    if (!model) models.set(connection, (model = create(connection)));
    return model;
  };
}

export const infrastructureModel = perConnection((connection) =>
  createTreeModel(
    connection,
    (tree, id) => {
      placeRoot(tree);
      return new InfrastructureSource(tree, id);
    },
    (id) => [objectKey(id)],
  ),
);

export const objectsModel = perConnection((connection) =>
  createTreeModel(
    connection,
    (tree, id) => {
      placeRoot(tree);
      return new ObjectsSource(tree, id);
    },
    (id) => [id.class === 'group' ? `group ${id.ref}` : `objects ${objectKey(id)}`],
  ),
);
