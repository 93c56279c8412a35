import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { sameNodeOr } from '../infrastructure';
import type { SortedTree, TreeSource } from '../infrastructure';
import { ALL_POOLS } from '../navigation';
import type { ObjectId } from '../navigation';
import { changedIn, row, rows } from '../objects';
import type { Changes, Inventory, ObjectRowClass } from '../objects';
import { formatCount, naturalKey } from '../values';
import { FILED } from './filed';
import { emptyFolders, folderNames, folderPath } from './folder-path';
import { PlacedObjects } from './placed-objects';

const GLYPH: GlyphSpec = { kind: 'folder' };
const KEY_PREFIX = 'folder ';

export interface Folder {
  readonly names: readonly string[];
  /** Objects in it and below it. */
  objects: number;
  /** It, or one below it, is kept by the pool although nothing is filed there. */
  keptEmpty: number;
}

/** Folders, one below the other, with the objects filed in them; empty ones too when the pool keeps them. */
export class FoldersSource implements TreeSource {
  private readonly changed = new Set<string>();
  private kept: readonly (readonly string[])[] = [];
  private readonly objects: PlacedObjects;

  /** @param folders By path, over all pools of the tree. */
  constructor(
    private readonly tree: SortedTree,
    connection: string,
    private readonly folders = new Map<string, Folder>(),
  ) {
    this.objects = new PlacedObjects({
      tree,
      connection,
      classes: FILED,
      groupsOf: folderKeys,
      onMember: (key, change) =>
        this.each(folderNames(key.slice(KEY_PREFIX.length)), (folder) => (folder.objects += change)),
    });
  }

  apply(inventory: Inventory, changes: Changes): void {
    this.objects.apply(inventory, changes);
    if (changes.all || changedIn(changes, 'pool').length > 0) this.keepEmpty(inventory);
    for (const path of this.changed) this.place(path);
    this.changed.clear();
  }

  keysOf(id: ObjectId): readonly string[] {
    return id.class === 'folder' ? [KEY_PREFIX + id.ref] : this.objects.placesOf(id);
  }

  private keepEmpty(inventory: Inventory): void {
    for (const names of this.kept) this.each(names, (folder) => folder.keptEmpty--);
    this.kept = [...rows(inventory, 'pool').values()].flatMap((pool) => emptyFolders(pool.other_config));
    for (const names of this.kept) this.each(names, (folder) => folder.keptEmpty++);
  }

  /** Visits a folder and those it is in. */
  private each(names: readonly string[], visit: (folder: Folder) => void): void {
    for (let depth = 1; depth <= names.length; depth++) {
      const part = names.slice(0, depth);
      const path = folderPath(part);
      let folder = this.folders.get(path);
      if (!folder) this.folders.set(path, (folder = { names: part, objects: 0, keptEmpty: 0 }));
      visit(folder);
      this.changed.add(path);
    }
  }

  private place(path: string): void {
    const key = KEY_PREFIX + path;
    const folder = this.folders.get(path);
    if (!folder || (folder.objects === 0 && folder.keptEmpty === 0)) {
      this.folders.delete(path);
      this.tree.remove(key);
      return;
    }
    const { names, objects } = folder;
    const label = names.at(-1) ?? path;
    const id: ObjectId = { connection: ALL_POOLS, class: 'folder', ref: path };
    const note = objects === 0 ? '' : formatCount(objects);
    const node = { key, id, kind: 'folder', label, glyph: GLYPH, hidden: false, note } as const;
    this.tree.set({
      key,
      parent: names.length === 1 ? '' : KEY_PREFIX + folderPath(names.slice(0, -1)),
      rank: 0,
      sortKey: naturalKey(label),
      toggle: null,
      onlyWithChildren: false,
      node: sameNodeOr(this.tree.get(key)?.node, node),
    });
  }
}

function folderKeys(inventory: Inventory, cls: ObjectRowClass, ref: string): readonly string[] {
  const record = row(inventory, cls, ref);
  const path = record !== undefined && 'other_config' in record ? record.other_config['folder'] : undefined;
  if (path === undefined) return [];
  const names = folderNames(path);
  return names.length === 0 ? [] : [KEY_PREFIX + folderPath(names)];
}
