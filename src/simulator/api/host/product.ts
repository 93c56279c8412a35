import type { Records } from '../../../xapi/datamodel/types.gen';

/** The version of the toolstack whose rules are simulated: API 2.23, database schema 5.909. */
export const API_VERSION = { major: 2, minor: 23 } as const;

export const SOFTWARE_VERSION: Records['host']['software_version'] = Object.freeze({
  product_brand: 'XenServer',
  product_version: '8.4.0',
  product_version_text: '8',
  product_version_text_short: '8',
  platform_name: 'XCP',
  platform_version: '3.4.0',
  build_number: 'stream',
  date: '20251208T00:00:00Z',
  hostname: 'localhost',
  dbv: '0.0.1',
  db_schema: '5.909',
  xapi: '26.1',
  xapi_build: '26.1.0',
  xen: '4.17.5-24',
  linux: '4.19.0+1',
  network_backend: 'openvswitch',
  xencenter_min: '2.23',
  xencenter_max: '2.23',
});

export const EDITION = 'premium';
export const EDITIONS: readonly string[] = Object.freeze(['trial', 'standard', 'premium']);

/** Features that an edition can forbid; this one forbids none. Source: xapi features.ml. */
const RESTRICTABLE = [
  'ad', 'checkpoint', 'cifs', 'cluster', 'corosync', 'dmc', 'dr', 'email_alerting', 'export_resource_data', 'gfs2',
  'gpu', 'guest_agent_auto_update', 'guest_ip_setting', 'hotfix_apply', 'ignore_hotfix', 'import_vm', 'intellicache',
  'internal_repo_access', 'live_patching', 'live_set_vcpus', 'migration', 'network_sriov', 'nested_virt', 'nrpe',
  'pci_device_for_auto_update', 'pool_attached_storage', 'pool_secret_rotation', 'pool_size', 'pooling', 'pvs_proxy',
  'qos', 'rbac', 'read_caching', 'rolling_pool_upgrade', 'set_vcpus_live', 'ssl_legacy_switch', 'storage_xen_motion',
  'usb_passthrough', 'vif_locking', 'vlan', 'vm_appliances', 'vm_start_appliance', 'vmsnapshot', 'vmss', 'vswitch_controller',
  'vtpm', 'wlb', 'xen_motion', 'xcm',
]; // prettier-ignore

export const RESTRICTIONS: Readonly<Record<string, string>> = Object.freeze({
  ...Object.fromEntries(RESTRICTABLE.map((feature) => [`restrict_${feature}`, 'false'])),
  enable_xha: 'true',
  platform_filter: 'false',
  regular_nag_dialog: 'false',
});

export function licenseParams(sockets: number, expiry: string): Readonly<Record<string, string>> {
  return {
    ...RESTRICTIONS,
    sku_type: EDITION,
    sku_marketing_name: 'XenServer Premium Edition',
    version: SOFTWARE_VERSION['product_version'] ?? '',
    sockets: String(sockets),
    expiry,
    grace: 'no',
    productcode: '',
    serialnumber: '',
    name: '',
    company: '',
  };
}
