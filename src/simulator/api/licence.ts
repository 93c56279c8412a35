import { Fault } from './fault';
import { thePool, type World } from './world';

/** Features that an edition may forbid, with the key of `pool.restrictions` that does (xapi: features.ml). */
const KEYS = {
  Checkpoint: 'restrict_checkpoint',
  DR: 'restrict_dr',
  Live_set_vcpus: 'restrict_set_vcpus_number_live',
  Storage_motion: 'restrict_storage_xen_motion',
  VM_groups: 'restrict_vm_groups',
  VM_start: 'restrict_vm_start',
  VMSS: 'restrict_vmss',
  VSS: 'restrict_vss',
  Xen_motion: 'restrict_xen_motion',
} as const;

type Feature = keyof typeof KEYS;

/** Whether the licence of the pool allows a feature; pools that do not name it do. */
export function isLicensed({ db }: World, feature: Feature): boolean {
  return thePool(db)[1].restrictions[KEYS[feature]] !== 'true';
}

/** LICENCE_RESTRICTION [feature] when the licence forbids it (pool_features.ml assert_enabled). */
export function assertLicensed(world: World, feature: Feature): void {
  if (!isLicensed(world, feature)) throw new Fault('LICENCE_RESTRICTION', feature);
}
