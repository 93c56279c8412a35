import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { hostIsLive } from './liveness';
import { row } from './inventory';
import type { Inventory } from './inventory';

/**
 * The server a VM belongs under in the tree: where it runs, else its home server while that lives, else the server
 * whose local storage holds one of its disks. Null: any server of the pool (XenCenter's rule).
 * Templates and snapshots belong where their local disks are; a suspended VM where its memory image is.
 */
export function homeHost(inventory: Inventory, vm: Records['VM']): Ref<'host'> | null {
  if (!isNullRef(vm.resident_on)) return vm.resident_on;
  if (!vm.is_a_template && !isNullRef(vm.affinity)) {
    const host = row(inventory, 'host', vm.affinity);
    if (host && hostIsLive(inventory, host)) return vm.affinity;
  }
  return storageHost(inventory, vm);
}

/** Whether `homeHost` looked at the storage, and thus depends on it. */
export function homeIsByStorage(inventory: Inventory, vm: Records['VM']): boolean {
  if (!isNullRef(vm.resident_on)) return false;
  const host = vm.is_a_template || isNullRef(vm.affinity) ? undefined : row(inventory, 'host', vm.affinity);
  return host === undefined || !hostIsLive(inventory, host);
}

function storageHost(inventory: Inventory, vm: Records['VM']): Ref<'host'> | null {
  if (vm.power_state === 'Suspended' && !isNullRef(vm.suspend_VDI)) {
    const host = hostOfDisk(inventory, vm.suspend_VDI);
    if (host !== null) return host;
  }
  for (const ref of vm.VBDs) {
    const vbd = row(inventory, 'VBD', ref);
    if (!vbd || vbd.type !== 'Disk' || isNullRef(vbd.VDI)) continue;
    const host = hostOfDisk(inventory, vbd.VDI);
    if (host !== null) return host;
  }
  return null;
}

function hostOfDisk(inventory: Inventory, ref: Ref<'VDI'>): Ref<'host'> | null {
  const vdi = row(inventory, 'VDI', ref);
  const sr = vdi && row(inventory, 'SR', vdi.SR);
  return sr ? srHost(inventory, sr) : null;
}

/** The one server that can reach a local storage repository; null for shared ones and for those attached nowhere. */
export function srHost(inventory: Inventory, sr: Records['SR']): Ref<'host'> | null {
  if (sr.shared) return null;
  const pbd = sr.PBDs[0] === undefined ? undefined : row(inventory, 'PBD', sr.PBDs[0]);
  return pbd && row(inventory, 'host', pbd.host) ? pbd.host : null;
}
