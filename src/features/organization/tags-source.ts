import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { SortedTree, TreeSource } from '../infrastructure';
import { ALL_POOLS } from '../navigation';
import type { ObjectId } from '../navigation';
import { labelOr, row } from '../objects';
import type { Changes, Inventory, ObjectRowClass } from '../objects';
import { naturalKey } from '../values';
import { FILED } from './filed';
import { PlacedObjects } from './placed-objects';

const GLYPH: GlyphSpec = { kind: 'tag' };
const KEY_PREFIX = 'tag ';

/** Tags with the objects of all pools that carry them; what has no tag is not shown (XenCenter's rule). */
export class TagsSource implements TreeSource {
  private readonly objects: PlacedObjects;

  /** @param counts Objects by the key of their tag, over all pools of the tree. */
  constructor(
    private readonly tree: SortedTree,
    connection: string,
    private readonly counts = new Map<string, number>(),
  ) {
    this.objects = new PlacedObjects({
      tree,
      connection,
      classes: FILED,
      groupsOf: tagKeys,
      onMember: (key, change) => this.count(key, change),
    });
  }

  apply(inventory: Inventory, changes: Changes): void {
    this.objects.apply(inventory, changes);
  }

  keysOf(id: ObjectId): readonly string[] {
    return id.class === 'tag' ? [KEY_PREFIX + id.ref] : this.objects.placesOf(id);
  }

  private count(key: string, change: number): void {
    const count = (this.counts.get(key) ?? 0) + change;
    if (count > 0) this.counts.set(key, count);
    else {
      this.counts.delete(key);
      this.tree.remove(key);
    }
    if (count !== change || count <= 0) return;
    const ref = key.slice(KEY_PREFIX.length);
    const label = labelOr(ref);
    const id: ObjectId = { connection: ALL_POOLS, class: 'tag', ref };
    const node = { key, id, kind: 'tag', label, glyph: GLYPH, hidden: false, note: '' } as const;
    this.tree.set({ key, parent: '', rank: 0, sortKey: naturalKey(label), toggle: null, onlyWithChildren: true, node });
  }
}

function tagKeys(inventory: Inventory, cls: ObjectRowClass, ref: string): readonly string[] {
  const record = row(inventory, cls, ref);
  const tags = record !== undefined && 'tags' in record ? record.tags : [];
  return tags.length === 0 ? tags : [...new Set(tags)].map((tag) => KEY_PREFIX + tag);
}
