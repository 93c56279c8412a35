import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { hostIsLive } from './liveness';
import { row } from './inventory';
import type { Inventory } from './inventory';

/**
 * The server a VM belongs under: where it runs, else the server whose local storage holds what is in its drives, else its
 * home server while that lives (XenCenter's rule). A snapshot is where its VM is. Null: any server of the pool, as for
 * all templates.
 */
export function homeHost(inventory: Inventory, vm: Records['VM']): Ref<'host'> | null {
  const of = vm.is_a_snapshot ? row(inventory, 'VM', vm.snapshot_of) : vm;
  if (of === undefined || of.is_a_template) return null;
  if (!isNullRef(of.resident_on)) return of.resident_on;
  const host = storageHost(inventory, of);
  if (host !== null) return host;
  const home = isNullRef(of.affinity) ? undefined : row(inventory, 'host', of.affinity);
  return home && hostIsLive(inventory, home) ? of.affinity : null;
}

/** Whether `homeHost` looked at the storage, and thus depends on it. */
export function homeIsByStorage(vm: Records['VM']): boolean {
  return !vm.is_a_template && isNullRef(vm.resident_on);
}

/** A suspended VM is tied to its memory image too, which XenCenter does not look at. */
function storageHost(inventory: Inventory, vm: Records['VM']): Ref<'host'> | null {
  for (const ref of vm.VBDs) {
    const vbd = row(inventory, 'VBD', ref);
    const host = vbd && !isNullRef(vbd.VDI) ? hostOfDisk(inventory, vbd.VDI) : null;
    if (host !== null) return host;
  }
  return vm.power_state === 'Suspended' && !isNullRef(vm.suspend_VDI) ? hostOfDisk(inventory, vm.suspend_VDI) : null;
}

function hostOfDisk(inventory: Inventory, ref: Ref<'VDI'>): Ref<'host'> | null {
  const vdi = row(inventory, 'VDI', ref);
  if (vdi === undefined || vdi.missing || !vdi.managed) return null;
  const sr = row(inventory, 'SR', vdi.SR);
  return sr ? srHost(inventory, sr) : null;
}

/** The one server that can reach a local storage repository; null for shared ones, and where it is not one. */
export function srHost(inventory: Inventory, sr: Records['SR']): Ref<'host'> | null {
  const [only, second] = sr.PBDs;
  if (sr.shared || only === undefined || second !== undefined) return null;
  const pbd = row(inventory, 'PBD', only);
  return pbd && row(inventory, 'host', pbd.host) ? pbd.host : null;
}
