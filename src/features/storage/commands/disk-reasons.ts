import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { objectTexts, row } from '../../objects';
import type { Inventory } from '../../objects';
import { usesOf } from './drives';
import type { Use } from './drives';
import { texts } from './texts';

const why = texts.reasons;

type Plugging = 'plug' | 'unplug';

/** Why a drive cannot come or go now; null: it can. `allowed_operations` decides, the sentence comes from what is seen. */
export function pluggingReason(inventory: Inventory, ref: string, operation: Plugging): string | null {
  const vbd = row(inventory, 'VBD', ref);
  const vm = vbd && row(inventory, 'VM', vbd.VM);
  if (!vbd || !vm) return why.gone;
  const vdi = row(inventory, 'VDI', vbd.VDI);
  if (operation === 'unplug' && isSystemDisk(vbd, vdi) && vbd.currently_attached) return why.systemDisk;
  if (vbd.allowed_operations.includes(operation)) return null;
  const busy = busyReason(vbd) ?? (vdi && busyReason(vdi));
  if (busy) return busy;
  const state = stateReason(vm, operation);
  if (state !== null) return state;
  if (operation === 'plug' && vbd.currently_attached) return why.activeAlready;
  if (operation === 'unplug' && !vbd.currently_attached) return why.notActive;
  if (vbd.type === 'CD') return why.cdStays;
  // A pool that has not worked out what it allows allows what the state does; the call has the last word.
  if (vbd.allowed_operations.length === 0) return null;
  if (operation === 'unplug' && !vbd.unpluggable) return why.staysWhileRunning;
  if (vdi && operation === 'plug' && !isReached(inventory, vdi.SR, vm.resident_on)) return why.storageElsewhere;
  return why.noDrivers;
}

/** Why a disc cannot be put in or taken out; null: it can. */
export function mediumReason(inventory: Inventory, ref: string, operation: 'insert' | 'eject'): string | null {
  const vbd = row(inventory, 'VBD', ref);
  const vm = vbd && row(inventory, 'VM', vbd.VM);
  if (!vbd || !vm) return why.gone;
  if (operation === 'eject' && vbd.empty) return why.noDisc;
  const busy = busyReason(vbd);
  if (busy) return busy;
  // A drive that is not empty is emptied first.
  if (vbd.allowed_operations.includes(operation) || vbd.allowed_operations.includes('eject')) return null;
  if (vm.power_state === 'Suspended') return why.suspended;
  return vbd.allowed_operations.length === 0 ? null : why.notAllowedNow;
}

/** Why a drive cannot be taken off its VM; null: it can, after it was deactivated where it is active. */
export function detachReason(inventory: Inventory, ref: string): string | null {
  const vbd = row(inventory, 'VBD', ref);
  const vm = vbd && row(inventory, 'VM', vbd.VM);
  if (!vbd || !vm) return why.gone;
  const busy = busyReason(vbd);
  if (busy) return busy;
  return vbd.currently_attached ? pluggingReason(inventory, ref, 'unplug') : null;
}

/** Why a disk cannot be deleted; null: it can. */
export function deleteReason(inventory: Inventory, ref: string | null): string | null {
  const vdi = ref === null ? undefined : row(inventory, 'VDI', ref);
  if (!vdi) return why.gone;
  const sr = row(inventory, 'SR', vdi.SR);
  if (vdi.is_tools_iso || sr?.is_tools_sr === true) return why.isTools;
  if (sr?.type === 'udev') return why.isDevice;
  if (sr?.content_type === 'iso') return why.isDisc;
  const busy = busyReason(vdi);
  if (busy) return busy;
  for (const use of usesOf(inventory, vdi)) {
    const reason = reasonOfUse(use);
    if (reason !== null) return reason;
  }
  return vdi.allowed_operations.includes('destroy') || vdi.allowed_operations.length === 0
    ? null
    : (storageReason(inventory, vdi) ?? why.notAllowedNow);
}

/** What a use of a disk says against deleting it. */
function reasonOfUse({ vbd, vm }: Use): string | null {
  if (vm.is_a_snapshot) return why.inSnapshot(vm.name_label);
  if (vm.power_state === 'Suspended') return why.inSuspended(vm.name_label);
  return vbd.currently_attached ? why.activeIn(vm.name_label) : null;
}

/** Whether a guest uses the disk now, so that it has to be resized or moved under its hands. */
export function activeUse(inventory: Inventory, vdi: Records['VDI']): Use | undefined {
  return usesOf(inventory, vdi).find(({ vbd }) => vbd.currently_attached);
}

/** Why a disk cannot do an operation now; null: it can. */
export function diskReason(
  inventory: Inventory,
  ref: string | null,
  operation: Extract<
    Enums['vdi_operations'],
    'resize' | 'resize_online' | 'mirror' | 'copy' | 'enable_cbt' | 'disable_cbt'
  >,
): string | null {
  const vdi = ref === null ? undefined : row(inventory, 'VDI', ref);
  if (!vdi) return why.gone;
  if (vdi.allowed_operations.includes(operation)) return null;
  const busy = busyReason(vdi);
  if (busy) return busy;
  const storage = storageReason(inventory, vdi);
  if (storage !== null) return storage;
  if (operation === 'mirror' && vdi.cbt_enabled) return why.cbt;
  if (vdi.allowed_operations.length === 0) return null;
  const use = activeUse(inventory, vdi);
  return use ? why.notWhileActive(use.vm.name_label) : why.unsupported;
}

function storageReason(inventory: Inventory, vdi: Records['VDI']): string | null {
  const sr = row(inventory, 'SR', vdi.SR);
  const isAttached = sr?.PBDs.some((pbd) => row(inventory, 'PBD', pbd)?.currently_attached) ?? false;
  return isAttached ? null : why.detachedStorage;
}

/** Whether a server has a repository attached. */
export function isReached(inventory: Inventory, sr: string, host: string): boolean {
  return (row(inventory, 'SR', sr)?.PBDs ?? []).some((ref) => {
    const pbd = row(inventory, 'PBD', ref);
    return pbd !== undefined && pbd.currently_attached && pbd.host === host;
  });
}

/** The disk that came with the VM as its system (XenCenter's rule), or from which it boots. */
function isSystemDisk(vbd: Records['VBD'], vdi: Records['VDI'] | undefined): boolean {
  if (vbd.type !== 'Disk') return false;
  return (vdi?.type === 'system' && 'owner' in vbd.other_config) || (vbd.bootable && vbd.userdevice === '0');
}

function stateReason(vm: Records['VM'], operation: Plugging): string | null {
  switch (vm.power_state) {
    case 'Halted':
      return operation === 'plug' ? why.haltedActivate : why.haltedDeactivate;
    case 'Suspended':
      return why.suspended;
    case 'Paused':
      return why.paused;
    default:
      return null;
  }
}

function busyReason(record: { readonly current_operations: Readonly<Record<string, string>> }): string | null {
  const [operation] = Object.values(record.current_operations);
  if (operation === undefined) return null;
  const labels: Readonly<Record<string, string>> = objectTexts.operations;
  return why.busy(labels[operation] ?? operation);
}
