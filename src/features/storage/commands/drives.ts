import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';

/** The disk a command is about: the target itself, or what is in the drive that it is. Null: an empty drive. */
export function diskRefOf(inventory: Inventory, target: Target): Ref<'VDI'> | null {
  if (target.kind === 'vdi') return target.ref;
  const vbd = row(inventory, 'VBD', target.ref);
  return vbd === undefined || isNullRef(vbd.VDI) ? null : vbd.VDI;
}

export function vdiUuid(inventory: Inventory, ref: string): string {
  return row(inventory, 'VDI', ref)?.uuid ?? ref;
}

export function vbdUuid(inventory: Inventory, ref: string): string {
  return row(inventory, 'VBD', ref)?.uuid ?? ref;
}

export function srUuid(inventory: Inventory, ref: string): string {
  return row(inventory, 'SR', ref)?.uuid ?? ref;
}

export function vmUuid(inventory: Inventory, ref: string): string {
  return row(inventory, 'VM', ref)?.uuid ?? ref;
}

/** One use of a disk: a drive with the machine, template or snapshot it belongs to. */
export interface Use {
  readonly ref: Ref<'VBD'>;
  readonly vbd: Records['VBD'];
  readonly vm: Records['VM'];
}

/** The drives a disk is in; control domains take disks for a moment to read or write them and do not count. */
export function usesOf(inventory: Inventory, vdi: Records['VDI']): readonly Use[] {
  return vdi.VBDs.flatMap((ref) => {
    const vbd = row(inventory, 'VBD', ref);
    const vm = vbd && row(inventory, 'VM', vbd.VM);
    return vbd && vm && !vm.is_control_domain ? [{ ref, vbd, vm }] : [];
  });
}

/** What `VBD.create` is given: a drive at the first free place. */
export function newDrive(
  vm: Ref<'VM'>,
  vdi: string,
  fields: Pick<Records['VBD'], 'type' | 'mode' | 'empty'> & Partial<Records['VBD']>,
): Partial<Records['VBD']> {
  return {
    VM: vm,
    VDI: vdi,
    userdevice: 'autodetect',
    bootable: false,
    unpluggable: fields.type === 'Disk',
    other_config: {},
    qos_algorithm_type: '',
    qos_algorithm_params: {},
    ...fields,
  };
}
