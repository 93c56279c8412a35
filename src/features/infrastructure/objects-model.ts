import { objectKey } from '../navigation';
import { ObjectsSource } from './objects-source';
import { placeRoot } from './root';
import { createTreeModel, perList } from './tree-model';

export const objectsModel = perList((list) =>
  createTreeModel(
    list,
    (tree, id) => {
      placeRoot(tree);
      return new ObjectsSource(tree, id);
    },
    (id) => [id.class === 'group' ? `group ${id.ref}` : `objects ${objectKey(id)}`],
  ),
);
