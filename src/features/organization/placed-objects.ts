import type { ClassName } from '../../xapi/datamodel/ref';
import { twinNote } from '../connections';
import { sameNodeOr, visibilityOf } from '../infrastructure';
import type { SortedTree } from '../infrastructure';
import { objectKey } from '../navigation';
import type { ObjectId } from '../navigation';
import { changedIn, glyphOf, kindOf, nameOf, row, rows } from '../objects';
import type { Changes, Inventory, ObjectKind, ObjectRowClass } from '../objects';
import { naturalKey } from '../values';

/** Siblings below a group: what holds others first, then by type (XenCenter's order). */
const RANK: Record<ObjectKind, number> = {
  pool: 1,
  host: 2,
  vm: 3,
  appliance: 4,
  snapshot: 5,
  template: 6,
  sr: 7,
  vdi: 8,
  network: 9,
  pgpu: 10,
  gpuGroup: 10,
};

/** Classes whose rows are not placed but decide states and names of some that are. */
const DEPENDENTS: Readonly<Partial<Record<ClassName, readonly ObjectRowClass[]>>> = {
  pool: ['host', 'SR'],
  host: ['pool', 'SR'],
  host_metrics: ['host'],
  PBD: ['SR'],
  PIF: ['network'],
  PIF_metrics: ['network'],
  VM: ['VM_appliance'],
};

/** Keys of the groups an object belongs to, without duplicates. */
export type GroupsOf = (inventory: Inventory, cls: ObjectRowClass, ref: string) => readonly string[];

export interface PlacedObjectsOptions {
  readonly tree: SortedTree;
  readonly connection: string;
  readonly classes: readonly ObjectRowClass[];
  readonly groupsOf: GroupsOf;
  /** Called with the key of a group when an object came into it (+1) or left it (−1). */
  readonly onMember: (group: string, change: 1 | -1) => void;
}

interface Membership {
  readonly groups: readonly string[];
  readonly cls: ObjectRowClass;
}

/** Keeps objects below the groups they belong to, each as often as it has groups; follows changes object by object. */
export class PlacedObjects {
  /** By reference, which is unique in a pool. */
  private readonly members = new Map<string, Membership>();

  constructor(private readonly options: PlacedObjectsOptions) {}

  apply(inventory: Inventory, changes: Changes): void {
    const again = new Set<string>();
    for (const cls of changes.refs.keys()) for (const dependent of DEPENDENTS[cls] ?? []) again.add(dependent);
    if (again.size > 0) {
      for (const [ref, { cls }] of [...this.members]) if (again.has(cls)) this.place(inventory, cls, ref);
    }
    for (const cls of this.options.classes) {
      if (changes.all) {
        for (const [ref, member] of [...this.members]) if (member.cls === cls) this.place(inventory, cls, ref);
        for (const ref of rows(inventory, cls).keys()) this.place(inventory, cls, ref);
      } else {
        for (const ref of changedIn(changes, cls)) this.place(inventory, cls, ref);
      }
    }
  }

  /** Keys of the places where an object stands. */
  placesOf(id: ObjectId): readonly string[] {
    return (this.members.get(id.ref)?.groups ?? []).map((group) => placeKey(group, id));
  }

  private place(inventory: Inventory, cls: ObjectRowClass, ref: string): void {
    const { tree, connection, groupsOf, onMember } = this.options;
    const id: ObjectId = { connection, class: cls, ref };
    const before = this.members.get(ref)?.groups ?? [];
    const record = row(inventory, cls, ref);
    const groups = record === undefined ? [] : groupsOf(inventory, cls, ref);
    if (before.length === 0 && groups.length === 0) return;
    const visibility = record === undefined ? 'never' : visibilityOf(inventory, cls, ref);
    const kind = kindOf(inventory, cls, ref);
    const label = nameOf(inventory, cls, ref);
    const glyph = kind === null ? undefined : glyphOf(inventory, kind, ref);
    const isShown = visibility !== 'never' && kind !== null && label !== undefined && glyph !== undefined;
    const now = isShown ? groups : [];
    for (const group of before) {
      if (now.includes(group)) continue;
      tree.remove(placeKey(group, id));
      onMember(group, -1);
    }
    if (now.length === 0) this.members.delete(ref);
    else this.members.set(ref, { groups: now, cls });
    if (!isShown) return;
    for (const group of now) {
      const key = placeKey(group, id);
      const node = { key, id, kind, label, glyph, hidden: visibility === 'hidden', note: twinNote(connection) };
      tree.set({
        key,
        parent: group,
        rank: RANK[kind],
        sortKey: naturalKey(label),
        toggle: null,
        onlyWithChildren: false,
        node: sameNodeOr(tree.get(key)?.node, node),
      });
      if (!before.includes(group)) onMember(group, 1);
    }
  }
}

function placeKey(group: string, id: ObjectId): string {
  return `${group}\n${objectKey(id)}`;
}
