import type { Ref } from '../../../xapi/datamodel/ref';
import { postMessage } from '../message';
import type { World } from '../world';

/** Alert names of the datamodel about what happened to a VM. */
type VmAlert =
  | 'VM_CHECKPOINTED'
  | 'VM_CLONED'
  | 'VM_MIGRATED'
  | 'VM_PAUSED'
  | 'VM_REBOOTED'
  | 'VM_RESUMED'
  | 'VM_SHUTDOWN'
  | 'VM_SNAPSHOTTED'
  | 'VM_SNAPSHOT_REVERTED'
  | 'VM_STARTED'
  | 'VM_SUSPENDED'
  | 'VM_UNPAUSED';

/** `'name' (uuid: …)`, as the texts name objects. */
export function named(row: { readonly name_label: string; readonly uuid: string }): string {
  return `'${row.name_label}' (uuid: ${row.uuid})`;
}

/** Posts an alert about a VM: `VM 'name' (uuid: …) ` and what happened to it. */
export function announce(world: World, name: VmAlert, ref: Ref<'VM'>, happened: string): void {
  const vm = world.db.row('VM', ref);
  postMessage(world, { name, cls: 'VM', obj_uuid: vm.uuid, body: `VM ${named(vm)} ${happened}` });
}

/** `on host: name (uuid: …)` */
export function onHost({ db }: World, host: Ref<'host'>): string {
  const row = db.row('host', host);
  return `on host: ${row.name_label} (uuid: ${row.uuid})`;
}
