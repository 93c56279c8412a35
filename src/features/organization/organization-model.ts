import { createTreeModel, perConnection } from '../infrastructure';
import type { SortedTree, TreeModel, TreeSource } from '../infrastructure';
import type { Connection } from '../../xapi/client/contract';
import type { ObjectId, Organization } from '../navigation';
import { FoldersSource } from './folders-source';
import { TagsSource } from './tags-source';
import { VappsSource } from './vapps-source';

interface PlacingSource extends TreeSource {
  keysOf(id: ObjectId): readonly string[];
}

/** A tree model whose source knows where an object stands. */
function modelOf(
  create: (tree: SortedTree, connection: string) => PlacingSource,
): (connection: Connection) => TreeModel {
  return perConnection((connection) => {
    let source: PlacingSource | undefined;
    return createTreeModel(
      connection,
      (tree, id) => (source = create(tree, id)),
      (id) => source?.keysOf(id) ?? [],
    );
  });
}

export const organizationModels: Readonly<Record<Organization, (connection: Connection) => TreeModel>> = {
  tags: modelOf((tree, id) => new TagsSource(tree, id)),
  folders: modelOf((tree, id) => new FoldersSource(tree, id)),
  vapps: modelOf((tree, id) => new VappsSource(tree, id)),
};
