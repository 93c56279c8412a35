import type { ClassName } from '../datamodel/ref';

/**
 * The classes a console always holds as a whole, in the order of loading: first what the tree is built from, small
 * classes before large ones. Everything else is followed on demand, by class or by object.
 */
export const followedClasses = [
  'pool',
  'host',
  'host_metrics',
  'SR',
  'PBD',
  'network',
  'PIF',
  'VM_appliance',
  'VM',
  'task',
  'Bond',
  'VLAN',
  // Names the GPUs.
  'PCI',
  'PGPU',
  'GPU_group',
  'VGPU_type',
  'VGPU',
  'VBD',
  'VDI',
  'VIF',
  'message',
  'SM',
  'tunnel',
  'network_sriov',
  'subject',
  'role',
  'VMSS',
  'PVS_proxy',
  'VM_group',
  'pool_update',
  'Repository',
  'Certificate',
  // Commands ask which of them.
  'host_crashdump',
  'Cluster',
  'Cluster_host',
  'Feature',
] as const satisfies readonly ClassName[];

const followed: ReadonlySet<ClassName> = new Set<ClassName>(followedClasses);

/** Whether every object of the class is held from the start. */
export function isFollowed(cls: ClassName): boolean {
  return followed.has(cls);
}

/** Messages that carry no session; checked against the datamodel by a test. */
export const sessionlessMethods: ReadonlySet<string> = new Set([
  'session.login_with_password',
  'session.slave_login',
  'session.slave_local_login',
  'session.slave_local_login_with_password',
  'system.listMethods',
]);
