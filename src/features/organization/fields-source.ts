import type { GlyphSpec } from '../../ui/glyphs/kinds';
import { sameNodeOr } from '../infrastructure';
import type { SortedTree, TreeSource } from '../infrastructure';
import { ALL_POOLS } from '../navigation';
import type { ObjectId } from '../navigation';
import { row } from '../objects';
import type { Changes, Inventory, ObjectRowClass } from '../objects';
import { formatCount, formatTime, naturalKey, parseFieldDate } from '../values';
import { fieldRef, fieldsIn, partsOfField } from './custom-field';
import { FILED } from './filed';
import { PlacedObjects } from './placed-objects';

const GLYPH: GlyphSpec = { kind: 'custom-field' };
const KEY_PREFIX = 'field ';

/** Custom fields, each with its values, each with the objects of all pools that have it (XenCenter's view). */
export class FieldsSource implements TreeSource {
  private readonly objects: PlacedObjects;
  private readonly changed = new Set<string>();

  /** @param counts Objects by the reference of a field and of its values, over all pools of the tree. */
  constructor(
    private readonly tree: SortedTree,
    connection: string,
    private readonly counts = new Map<string, number>(),
  ) {
    this.objects = new PlacedObjects({
      tree,
      connection,
      classes: FILED,
      groupsOf: valueKeys,
      onMember: (key, change) => {
        const ref = key.slice(KEY_PREFIX.length);
        this.count(ref, change);
        this.count(partsOfField(ref).name, change);
      },
    });
  }

  apply(inventory: Inventory, changes: Changes): void {
    this.objects.apply(inventory, changes);
    for (const ref of this.changed) this.place(ref);
    this.changed.clear();
  }

  keysOf(id: ObjectId): readonly string[] {
    return id.class === 'field' ? [KEY_PREFIX + id.ref] : this.objects.placesOf(id);
  }

  private count(ref: string, change: number): void {
    this.counts.set(ref, (this.counts.get(ref) ?? 0) + change);
    this.changed.add(ref);
  }

  private place(ref: string): void {
    const key = KEY_PREFIX + ref;
    const count = this.counts.get(ref) ?? 0;
    if (count <= 0) {
      this.counts.delete(ref);
      this.tree.remove(key);
      return;
    }
    const { name, value } = partsOfField(ref);
    const label = value === null ? name : shown(value);
    const id: ObjectId = { connection: ALL_POOLS, class: 'field', ref };
    const node = { key, id, kind: 'field', label, glyph: GLYPH, hidden: false, note: formatCount(count) } as const;
    this.tree.set({
      key,
      parent: value === null ? '' : KEY_PREFIX + name,
      rank: 0,
      // A date as it is written is in order already.
      sortKey: naturalKey(value ?? name),
      toggle: null,
      onlyWithChildren: false,
      node: sameNodeOr(this.tree.get(key)?.node, node),
    });
  }
}

/** Dates, as XenCenter writes them, in the zone of this computer. */
function shown(value: string): string {
  const timeMs = parseFieldDate(value);
  return timeMs === null ? value : formatTime(timeMs);
}

function valueKeys(inventory: Inventory, cls: ObjectRowClass, ref: string): readonly string[] {
  const record = row(inventory, cls, ref);
  if (record === undefined || !('other_config' in record)) return [];
  return fieldsIn(record.other_config).map(([name, value]) => KEY_PREFIX + fieldRef(name, value));
}
