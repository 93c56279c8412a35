import type { Database } from '../../engine/database';
import { Fault } from '../fault';
import { thePool } from '../world';

/**
 * What a licence can forbid: the feature as errors name it, and its key in `license_params` and `pool.restrictions`.
 * Source: xapi features.ml keys_of_features.
 */
export const FEATURE_KEYS = {
  VLAN: 'restrict_vlan',
  QoS: 'restrict_qos',
  Shared_storage: 'restrict_pool_attached_storage',
  Netapp: 'restrict_netapp',
  Equalogic: 'restrict_equalogic',
  Pooling: 'restrict_pooling',
  HA: 'enable_xha',
  Marathon: 'restrict_marathon',
  Email: 'restrict_email_alerting',
  Performance: 'restrict_historical_performance',
  WLB: 'restrict_wlb',
  RBAC: 'restrict_rbac',
  DMC: 'restrict_dmc',
  Checkpoint: 'restrict_checkpoint',
  CPU_masking: 'restrict_cpu_masking',
  Connection: 'restrict_connection',
  No_platform_filter: 'platform_filter',
  No_nag_dialog: 'regular_nag_dialog',
  VMPR: 'restrict_vmpr',
  VMSS: 'restrict_vmss',
  IntelliCache: 'restrict_intellicache',
  GPU: 'restrict_gpu',
  DR: 'restrict_dr',
  VIF_locking: 'restrict_vif_locking',
  Storage_motion: 'restrict_storage_xen_motion',
  VGPU: 'restrict_vgpu',
  Integrated_GPU: 'restrict_integrated_gpu_passthrough',
  VSS: 'restrict_vss',
  Guest_agent_auto_update: 'restrict_guest_agent_auto_update',
  PCI_device_for_auto_update: 'restrict_pci_device_for_auto_update',
  Xen_motion: 'restrict_xen_motion',
  Guest_ip_setting: 'restrict_guest_ip_setting',
  AD: 'restrict_ad',
  Nested_virt: 'restrict_nested_virt',
  Live_patching: 'restrict_live_patching',
  Live_set_vcpus: 'restrict_set_vcpus_number_live',
  PVS_proxy: 'restrict_pvs_proxy',
  IGMP_snooping: 'restrict_igmp_snooping',
  RPU: 'restrict_rpu',
  Pool_size: 'restrict_pool_size',
  CBT: 'restrict_cbt',
  USB_passthrough: 'restrict_usb_passthrough',
  Network_sriov: 'restrict_network_sriov',
  Corosync: 'restrict_corosync',
  Zstd_export: 'restrict_zstd_export',
  Pool_secret_rotation: 'restrict_pool_secret_rotation',
  Certificate_verification: 'restrict_certificate_verification',
  Updates: 'restrict_updates',
  Internal_repo_access: 'restrict_internal_repo_access',
  VTPM: 'restrict_vtpm',
  VM_groups: 'restrict_vm_groups',
  VM_start: 'restrict_vm_start',
  VM_appliance_start: 'restrict_vm_appliance_start',
} as const;

export type Feature = keyof typeof FEATURE_KEYS;

/** Keys that are true when the feature is there; all others are true when it is missing. */
const POSITIVE: ReadonlySet<string> = new Set(['enable_xha']);

/** What `license_params` and `pool.restrictions` say of all features, when these are missing. */
export function restrictions(missing: ReadonlySet<Feature>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(FEATURE_KEYS).map(([feature, key]) => [
      key,
      String(missing.has(feature as Feature) !== POSITIVE.has(key)),
    ]),
  );
}

/** Whether some server's licence forbids what this key stands for; a key that nobody has forbids nothing. */
function isRestricted(key: string, value: string | undefined): boolean {
  return value !== undefined && (value === 'true') !== POSITIVE.has(key);
}

/** What a pool may: only what all its servers may (xapi: pool_features_helpers.ml update_pool_features). */
export function commonRestrictions(
  hosts: readonly Readonly<Record<string, string>>[],
): Readonly<Record<string, string>> {
  const keys = new Set(hosts.flatMap((params) => Object.keys(params)).filter((key) => KEYS.has(key)));
  return Object.fromEntries(
    [...keys].map((key) => {
      const restricted = hosts.some((params) => isRestricted(key, params[key]));
      return [key, String(restricted !== POSITIVE.has(key))];
    }),
  );
}

const KEYS: ReadonlySet<string> = new Set(Object.values(FEATURE_KEYS));

export function isLicensed(db: Database, feature: Feature): boolean {
  const key = FEATURE_KEYS[feature];
  return !isRestricted(key, thePool(db)[1].restrictions[key]);
}

/** LICENCE_RESTRICTION [feature] unless the pool's licence has the feature (xapi: pool_features.ml assert_enabled). */
export function assertFeature(db: Database, feature: Feature): void {
  if (!isLicensed(db, feature)) throw new Fault('LICENCE_RESTRICTION', feature);
}
