import type { PoolList } from '../connections';
import { createTreeModel, perList } from '../infrastructure';
import type { SortedTree, TreeModel, TreeSource } from '../infrastructure';
import type { ObjectId, Organization } from '../navigation';
import { FieldsSource } from './fields-source';
import { FoldersSource } from './folders-source';
import type { Folder } from './folders-source';
import { TagsSource } from './tags-source';
import { VappsSource } from './vapps-source';

interface PlacingSource extends TreeSource {
  keysOf(id: ObjectId): readonly string[];
}

type CreateSource = (tree: SortedTree, connection: string) => PlacingSource;

/** A tree model whose sources know where an object stands. `prepare` begins what the sources of one tree share. */
function modelOf(prepare: () => CreateSource): (list: PoolList) => TreeModel {
  return perList((list) => {
    const create = prepare();
    const sources = new Map<string, PlacingSource>();
    return createTreeModel(
      list,
      (tree, connection) => {
        const source = create(tree, connection);
        sources.set(connection, source);
        return source;
      },
      (id) => [
        ...new Set(isShared(id) ? [...sources.values()].flatMap((source) => source.keysOf(id)) : keysIn(sources, id)),
      ],
    );
  });
}

/** Tags, folders and fields are those of all pools together. */
function isShared({ class: cls }: ObjectId): boolean {
  return cls === 'tag' || cls === 'folder' || cls === 'field';
}

function keysIn(sources: ReadonlyMap<string, PlacingSource>, id: ObjectId): readonly string[] {
  return sources.get(id.connection)?.keysOf(id) ?? [];
}

export const organizationModels: Readonly<Record<Organization, (list: PoolList) => TreeModel>> = {
  tags: modelOf(() => {
    const counts = new Map<string, number>();
    return (tree, id) => new TagsSource(tree, id, counts);
  }),
  folders: modelOf(() => {
    const folders = new Map<string, Folder>();
    return (tree, id) => new FoldersSource(tree, id, folders);
  }),
  fields: modelOf(() => {
    const counts = new Map<string, number>();
    return (tree, id) => new FieldsSource(tree, id, counts);
  }),
  vapps: modelOf(() => (tree, id) => new VappsSource(tree, id)),
};
