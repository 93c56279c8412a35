import type { ClassName, Ref } from '../datamodel/ref';
import type { Records } from '../datamodel/types.gen';

/** All that the console holds of a pool: by class, then by reference. Never changed in place. */
export type Inventory = { readonly [C in ClassName]: ReadonlyMap<Ref<C>, Records[C]> };

/** Why nothing can be asked of a pool now: it does not answer, or it wants a person to log in again. */
export type Outage = 'silent' | 'logged out';

const outages = new WeakMap<object, Outage>();

/** What keeps the pool of an inventory from answering; null: nothing that is known. */
export function outageOf(inventory: object): Outage | null {
  return outages.get(inventory) ?? null;
}

/** An inventory as it is, in view of an outage. */
export function inOutage(inventory: Inventory, outage: Outage | null): Inventory {
  if (outage !== null) outages.set(inventory, outage);
  return inventory;
}

const none: ReadonlyMap<never, never> = new Map<never, never>();

/** Before anything is loaded. */
export const emptyInventory: Inventory = {
  session: none,
  auth: none,
  subject: none,
  role: none,
  task: none,
  event: none,
  pool: none,
  pool_patch: none,
  pool_update: none,
  VM: none,
  VM_metrics: none,
  VM_guest_metrics: none,
  VMPP: none,
  VMSS: none,
  VM_appliance: none,
  DR_task: none,
  host: none,
  host_crashdump: none,
  host_patch: none,
  host_metrics: none,
  host_cpu: none,
  network: none,
  VIF: none,
  VIF_metrics: none,
  PIF: none,
  PIF_metrics: none,
  Bond: none,
  VLAN: none,
  SM: none,
  SR: none,
  sr_stat: none,
  probe_result: none,
  LVHD: none,
  VDI: none,
  VBD: none,
  VBD_metrics: none,
  PBD: none,
  crashdump: none,
  VTPM: none,
  console: none,
  user: none,
  data_source: none,
  blob: none,
  message: none,
  secret: none,
  tunnel: none,
  network_sriov: none,
  PCI: none,
  PGPU: none,
  GPU_group: none,
  VGPU: none,
  VGPU_type: none,
  PVS_site: none,
  PVS_server: none,
  PVS_proxy: none,
  PVS_cache_storage: none,
  Feature: none,
  SDN_controller: none,
  vdi_nbd_server_info: none,
  PUSB: none,
  USB_group: none,
  VUSB: none,
  Cluster: none,
  Cluster_host: none,
  Certificate: none,
  Diagnostics: none,
  Repository: none,
  Observer: none,
  VM_group: none,
  Host_driver: none,
  Driver_variant: none,
  Caller: none,
  Rate_limit: none,
};
