import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { labelOr, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural } from '../values';
import { texts } from './texts';

export interface VappRow {
  readonly id: ObjectId;
  readonly name: string;
  readonly description: string;
  readonly vms: number;
  readonly running: number;
  /** Who starts when. */
  readonly order: string;
}

/** The VMs of a vApp in the order in which they start. */
export function membersOf(
  inventory: Inventory,
  appliance: Records['VM_appliance'],
): readonly (readonly [ref: string, vm: Records['VM']])[] {
  return appliance.VMs.flatMap((ref) => {
    const vm = row(inventory, 'VM', ref);
    return vm ? [[ref, vm] as const] : [];
  }).sort(([, a], [, b]) => a.order - b.order || compareNatural(a.name_label, b.name_label));
}

export function vappRows(inventory: Inventory, connection: string): readonly VappRow[] {
  return [...rows(inventory, 'VM_appliance')]
    .map(([ref, appliance]): VappRow => {
      const members = membersOf(inventory, appliance);
      const groups = new Map<number, string[]>();
      for (const [, vm] of members) groups.set(vm.order, [...(groups.get(vm.order) ?? []), labelOr(vm.name_label)]);
      return {
        id: { connection, class: 'VM_appliance', ref },
        name: labelOr(appliance.name_label),
        description: appliance.name_description,
        vms: members.length,
        running: members.filter(([, vm]) => vm.power_state === 'Running').length,
        order: [...groups].map(([order, names]) => texts.group(order, names.join(', '))).join(' · '),
      };
    })
    .sort((a, b) => compareNatural(a.name, b.name));
}
