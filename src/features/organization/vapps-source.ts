import { isNullRef } from '../../xapi/datamodel/ref';
import { twinNote } from '../connections';
import { sameNodeOr } from '../infrastructure';
import type { SortedTree, TreeSource } from '../infrastructure';
import { objectKey } from '../navigation';
import type { ObjectId } from '../navigation';
import { changedIn, glyphOf, nameOf, row, rows } from '../objects';
import type { Changes, Inventory, ObjectRowClass } from '../objects';
import { formatCount, naturalKey } from '../values';
import { PlacedObjects } from './placed-objects';

/** vApps with the machines they start and stop together; an empty one is shown too. */
export class VappsSource implements TreeSource {
  private readonly counts = new Map<string, number>();
  private readonly appliances = new Set<string>();
  private readonly objects: PlacedObjects;

  constructor(
    private readonly tree: SortedTree,
    private readonly connection: string,
  ) {
    this.objects = new PlacedObjects({
      tree,
      connection,
      classes: ['VM'],
      groupsOf: (inventory, cls, ref) => this.applianceKeys(inventory, cls, ref),
      onMember: (key, change) => this.counts.set(key, (this.counts.get(key) ?? 0) + change),
    });
  }

  apply(inventory: Inventory, changes: Changes): void {
    this.objects.apply(inventory, changes);
    // The state of a vApp is that of its machines: there are few vApps, so all are looked at again.
    if (!changes.all && changedIn(changes, 'VM').length + changedIn(changes, 'VM_appliance').length === 0) return;
    for (const ref of this.appliances) if (!row(inventory, 'VM_appliance', ref)) this.place(inventory, ref);
    for (const ref of rows(inventory, 'VM_appliance').keys()) this.place(inventory, ref);
  }

  keysOf(id: ObjectId): readonly string[] {
    return id.class === 'VM_appliance' ? [objectKey(id)] : this.objects.placesOf(id);
  }

  private place(inventory: Inventory, ref: string): void {
    const id: ObjectId = { connection: this.connection, class: 'VM_appliance', ref };
    const key = objectKey(id);
    const label = nameOf(inventory, 'VM_appliance', ref);
    const glyph = glyphOf(inventory, 'appliance', ref);
    if (label === undefined || glyph === undefined) {
      this.appliances.delete(ref);
      this.tree.remove(key);
      return;
    }
    this.appliances.add(ref);
    const count = this.counts.get(key) ?? 0;
    const note = [twinNote(this.connection), count === 0 ? '' : formatCount(count)].filter(Boolean).join(' · ');
    const node = { key, id, kind: 'appliance', label, glyph, hidden: false, note } as const;
    this.tree.set({
      key,
      parent: '',
      rank: 0,
      sortKey: naturalKey(label),
      toggle: null,
      onlyWithChildren: false,
      node: sameNodeOr(this.tree.get(key)?.node, node),
    });
  }

  private applianceKeys(inventory: Inventory, cls: ObjectRowClass, ref: string): readonly string[] {
    const vm = cls === 'VM' ? row(inventory, 'VM', ref) : undefined;
    if (!vm || vm.is_a_template || isNullRef(vm.appliance)) return [];
    return [objectKey({ connection: this.connection, class: 'VM_appliance', ref: vm.appliance })];
  }
}
