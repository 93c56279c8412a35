import type { OwnKind } from './own/own-alert';
import { texts as own } from './own/texts';
import { texts } from './texts';

/** Titles of the alerts that XenServer and XCP-ng know; others are spelled out of their names. */
const TITLES: Readonly<Record<string, string>> = {
  ALARM: 'A performance threshold was crossed',
  ALL_RUNNING_VMS_IN_ANTI_AFFINITY_GRP_ON_SINGLE_HOST: 'All machines of an anti-affinity group run on one server',
  BOND_STATUS_CHANGED: 'Links of a bond changed',
  CLUSTER_HOST_ENABLE_FAILED: 'A server could not join its cluster',
  CLUSTER_HOST_FENCING: 'The cluster fences a server',
  CLUSTER_HOST_JOINING: 'A server joins the cluster',
  CLUSTER_HOST_LEAVING: 'A server leaves the cluster',
  CLUSTER_QUORUM_APPROACHING_LOST: 'The cluster is about to lose its quorum',
  EXTAUTH_INIT_IN_HOST_FAILED: 'A server could not reach the directory service',
  EXTAUTH_IN_POOL_IS_NON_HOMOGENEOUS: 'Servers use different directory services',
  FAILED_LOGIN_ATTEMPTS: 'Log-ins failed',
  GRACE_LICENSE: 'The licence runs on its grace period',
  HA_HEARTBEAT_APPROACHING_TIMEOUT: 'The HA heartbeat is late',
  HA_HOST_FAILED: 'A server failed',
  HA_HOST_WAS_FENCED: 'A server was fenced',
  HA_NETWORK_BONDING_ERROR: 'A bond of the HA network has a fault',
  HA_POOL_DROP_IN_PLAN_EXISTS_FOR: 'The pool tolerates fewer failures',
  HA_POOL_OVERCOMMITTED: 'The pool cannot restart all protected machines',
  HA_PROTECTED_VM_RESTART_FAILED: 'A protected machine could not be restarted',
  HA_STATEFILE_APPROACHING_TIMEOUT: 'The HA state file answers late',
  HA_STATEFILE_LOST: 'The HA state file is out of reach',
  HA_XAPI_HEALTHCHECK_APPROACHING_TIMEOUT: 'The toolstack answers HA late',
  HOST_CLOCK_SKEW_DETECTED: 'The clock of a server is off',
  HOST_CLOCK_WENT_BACKWARDS: 'The clock of a server went backwards',
  HOST_CPU_FEATURES_DOWN: 'A server offers fewer processor features',
  HOST_CPU_FEATURES_UP: 'A server offers more processor features',
  HOST_SYNC_DATA_FAILED: 'Data of a server could not be synchronised',
  IP_CONFIGURED_PIF_CAN_UNPLUG: 'A network card with an address can be unplugged',
  LEAF_COALESCE_COMPLETED: 'Snapshots of a disk were merged',
  LEAF_COALESCE_FAILED: 'Snapshots of a disk could not be merged',
  LEAF_COALESCE_START_MESSAGE: 'Snapshots of a disk are being merged',
  LICENSE_DOES_NOT_SUPPORT_POOLING: 'The licence does not allow pools',
  LICENSE_EXPIRED: 'A licence has expired',
  LICENSE_EXPIRES_SOON: 'A licence expires soon',
  LICENSE_NOT_AVAILABLE: 'No licence is available',
  LICENSE_SERVER_CONNECTED: 'The licence server answers again',
  LICENSE_SERVER_UNAVAILABLE: 'The licence server is not available',
  LICENSE_SERVER_UNREACHABLE: 'The licence server does not answer',
  LICENSE_SERVER_VERSION_OBSOLETE: 'The licence server is too old',
  METADATA_LUN_BROKEN: 'Disaster recovery data cannot be written',
  METADATA_LUN_HEALTHY: 'Disaster recovery data is written again',
  MULTIPATH_PERIODIC_ALERT: 'Storage paths changed',
  PBD_PLUG_FAILED_ON_SERVER_START: 'Storage could not be attached at start',
  PERIODIC_UPDATE_SYNC_FAILED: 'Updates could not be synchronised',
  POOL_CPU_FEATURES_DOWN: 'The pool offers fewer processor features',
  POOL_CPU_FEATURES_UP: 'The pool offers more processor features',
  POOL_MASTER_TRANSITION: 'Another server became coordinator',
  POST_ATTACH_SCAN_FAILED: 'Storage could not be scanned after attaching',
  PVS_PROXY_NO_CACHE_SR_AVAILABLE: 'PVS accelerator: no cache storage',
  PVS_PROXY_NO_SERVER_AVAILABLE: 'PVS accelerator: no provisioning server',
  PVS_PROXY_SETUP_FAILED: 'PVS accelerator: setup failed',
  PVS_PROXY_SR_OUT_OF_SPACE: 'PVS accelerator: cache storage is full',
  SM_GC_NO_SPACE: 'Too little space to clean up storage',
  TLS_VERIFICATION_EMERGENCY_DISABLED: 'Certificates are not checked on a server',
  UPDATES_FEATURE_EXPIRED: 'Updates are no longer licensed',
  UPDATES_FEATURE_EXPIRING_CRITICAL: 'The licence for updates ends very soon',
  UPDATES_FEATURE_EXPIRING_MAJOR: 'The licence for updates ends soon',
  UPDATES_FEATURE_EXPIRING_WARNING: 'The licence for updates will end',
  VBD_QOS_FAILED: 'The disk priority of a machine could not be set',
  VCPU_QOS_FAILED: 'The processor priority of a machine could not be set',
  VDI_CBT_METADATA_INCONSISTENT: 'Changed block tracking of a disk is damaged',
  VDI_CBT_RESIZE_FAILED: 'Changed block tracking stopped: a disk was resized',
  VDI_CBT_SNAPSHOT_FAILED: 'Changed block tracking stopped: a snapshot failed',
  VIF_QOS_FAILED: 'The network limit of a machine could not be set',
  VMPP_ARCHIVE_FAILED_0: 'A protection policy could not archive',
  VMPP_ARCHIVE_LOCK_FAILED: 'An archive of a protection policy ran into another one',
  VMPP_ARCHIVE_MISSED_EVENT: 'An archive of a protection policy was missed',
  VMPP_ARCHIVE_SUCCEEDED: 'A protection policy has archived',
  VMPP_ARCHIVE_TARGET_MOUNT_FAILED: 'The share for archives could not be reached',
  VMPP_ARCHIVE_TARGET_UNMOUNT_FAILED: 'The share for archives could not be left',
  VMPP_LICENSE_ERROR: 'Protection policies are not licensed',
  VMPP_SNAPSHOT_ARCHIVE_ALREADY_EXISTS: 'A snapshot is archived already',
  VMPP_SNAPSHOT_FAILED: 'A snapshot of a protection policy failed',
  VMPP_SNAPSHOT_LOCK_FAILED: 'A snapshot of a protection policy ran into another one',
  VMPP_SNAPSHOT_MISSED_EVENT: 'A snapshot of a protection policy was missed',
  VMPP_SNAPSHOT_SUCCEEDED: 'A protection policy took its snapshots',
  VMPP_XAPI_LOGON_FAILURE: 'A protection policy could not log in',
  VMSS_LICENSE_ERROR: 'Snapshot schedules are not licensed',
  VMSS_SNAPSHOT_FAILED: 'A scheduled snapshot failed',
  VMSS_SNAPSHOT_LOCK_FAILED: 'A scheduled snapshot ran into another one',
  VMSS_SNAPSHOT_MISSED_EVENT: 'A scheduled snapshot was missed',
  VMSS_SNAPSHOT_SUCCEEDED: 'Scheduled snapshots taken',
  VMSS_XAPI_LOGON_FAILURE: 'A snapshot schedule could not log in',
  VM_CHECKPOINTED: 'Snapshot with memory taken',
  VM_CLONED: 'Machine cloned',
  VM_CRASHED: 'Machine crashed',
  VM_MIGRATED: 'Machine migrated',
  VM_PAUSED: 'Machine paused',
  VM_REBOOTED: 'Machine restarted',
  VM_RESUMED: 'Machine resumed',
  VM_SECURE_BOOT_FAILED: 'Secure boot failed',
  VM_SHUTDOWN: 'Machine shut down',
  VM_SNAPSHOTTED: 'Snapshot taken',
  VM_SNAPSHOT_REVERTED: 'Machine reverted to a snapshot',
  VM_STARTED: 'Machine started',
  VM_SUSPENDED: 'Machine suspended',
  VM_UNPAUSED: 'Machine goes on',
  WLB_CONSULTATION_FAILED: 'Workload balancing did not answer',
  WLB_OPTIMIZATION_ALERT: 'Workload balancing has a suggestion',
  XAPI_STARTUP_BLOCKED_AS_VERSION_HIGHER_THAN_COORDINATOR: 'A server is newer than its coordinator',
};

const CERTIFICATES: Readonly<Record<string, string>> = {
  HOST_INTERNAL: 'The internal certificate of a server',
  HOST_SERVER: 'The certificate of a server',
  POOL_CA: 'A certificate authority of the pool',
  POOL_PINNED: 'A pinned certificate of the pool',
};
const CERTIFICATE = /^(HOST_INTERNAL|HOST_SERVER|POOL_CA|POOL_PINNED)_CERTIFICATE_(?:EXPIRED|EXPIRING_(\d\d))$/;
const KERNEL = /^HOST_KERNEL_ENCOUNTERED_(ERROR|WARNING)_/;

const ABBREVIATIONS: ReadonlySet<string> = new Set(
  'CA CBT CPU GC GPU HA IP LUN PBD PIF PVS QOS SM SR TLS VBD VCPU VDI VIF VM VMPP VMSS WLB XAPI'.split(' '),
);
/** Words of XenAPI for which people have others. */
const WORDS: Readonly<Record<string, string>> = { host: 'server', hosts: 'servers', master: 'coordinator' };

/** The title of a kind of alert, of the pool's or of this console's. */
export function kindTitle(name: string): string {
  return Object.hasOwn(own.kinds, name) ? own.kinds[name as OwnKind] : alertTitle(name);
}

/** A title for people from the name of a message, such as `HOST_NEEDS_REBOOT` → "Server needs reboot". */
export function alertTitle(name: string): string {
  const known = Object.hasOwn(TITLES, name) ? TITLES[name] : undefined;
  return known ?? certificateTitle(name) ?? kernelTitle(name) ?? spelledOut(name);
}

function certificateTitle(name: string): string | undefined {
  const [, which, days] = CERTIFICATE.exec(name) ?? [];
  const subject = which === undefined ? undefined : CERTIFICATES[which];
  if (subject === undefined) return undefined;
  return days === undefined ? `${subject} has expired` : `${subject} expires within ${Number(days)} days`;
}

function kernelTitle(name: string): string | undefined {
  const kind = KERNEL.exec(name)?.[1];
  if (kind === undefined) return undefined;
  return kind === 'ERROR' ? 'The kernel of a server reports an error' : 'The kernel of a server warns';
}

function spelledOut(name: string): string {
  const words = name.split('_').map((word) => {
    if (ABBREVIATIONS.has(word)) return word;
    const lower = word.toLowerCase();
    return Object.hasOwn(WORDS, lower) ? (WORDS[lower] ?? lower) : lower;
  });
  const text = words.join(' ').trim();
  if (text === '') return texts.alerts.unnamed;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
