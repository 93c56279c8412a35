import type { ClassName } from '../../xapi/datamodel/ref';
import type { ErrorLike } from '../../xapi/errors/load';
import type { ObjectId } from '../navigation';
import { only } from '../objects';
import type { Inventory } from '../objects';
import type { Command, Target } from './command';
import { findCommand } from './command-table';
import { disabledReason } from './plan';
import { targetsOf } from './target';
import { texts } from './texts';

/** A command that does what the remedy of an error says. */
export interface Remedy {
  readonly label: string;
  readonly command: Command;
  readonly ids: readonly ObjectId[];
  /** Why it cannot run now; null: it can. */
  readonly reason: string | null;
  /** It is the refused command itself, run with another account. */
  readonly byOther: boolean;
}

/** What was refused. */
export interface Refused {
  readonly command: Command | undefined;
  readonly ids: readonly ObjectId[];
}

/** More would be a menu. */
const MOST = 2;

/** What is to be done where a role does not suffice. */
const LACKS_ROLE: ReadonlySet<string> = new Set(['RBAC_PERMISSION_DENIED', 'PERMISSION_DENIED']);

const SHUT_DOWN = ['vm.shutdown'];
const FORCE_SHUT_DOWN = ['vm.forceShutdown'];
const TOOLS = ['vm.installTools'];
const MEMORY = ['vm.memory'];
const PROCESSORS = ['vm.processors'];
const BOOT = ['vm.bootOptions'];
const SNAPSHOT = ['vm.snapshot', 'vm.checkpoint'];
const GPU = ['vm.assignGpu', 'vm.removeGpus'];
const REPAIR = ['sr.repair'];
const POOL_PROPERTIES = ['pool.properties'];
const EMPTY_SERVER = ['host.enterMaintenance'];
const BACK_IN_SERVICE = ['host.exitMaintenance'];
const POWER_ON = ['host.powerOn', 'host.powerOnMode'];
const REBOOT_SERVER = ['host.reboot'];
const TOOLSTACK = ['host.restartToolstack'];
const HA_OFF = ['pool.disableHa'];
const HA_ROOM = ['pool.haTolerance'];
const PRIORITY = ['vm.haPriority'];
const ADDRESS = ['pif.configureIp'];
const NICS = ['host.rescanNics'];
const LEAVE = ['pool.leaveDirectory'];
const LICENCES = ['pool.licences', 'host.licence'];
const SOURCES = ['pool.updateSources'];
const SYNCHRONISE = ['pool.synchroniseUpdates'];
const UPLOAD = ['pool.uploadUpdate'];

/** Ids of commands by the code that they help against, best first. */
export const REMEDIES: Readonly<Record<string, readonly string[]>> = {
  VM_SHUTDOWN_TIMEOUT: FORCE_SHUT_DOWN,
  VM_FAILED_SHUTDOWN_ACKNOWLEDGMENT: FORCE_SHUT_DOWN,
  DOMAIN_EXISTS: FORCE_SHUT_DOWN,
  SUSPEND_IMAGE_NOT_ACCESSIBLE: FORCE_SHUT_DOWN,
  VM_HAS_NO_SUSPEND_VDI: FORCE_SHUT_DOWN,
  VM_MISSING_PV_DRIVERS: TOOLS,
  VM_OLD_PV_DRIVERS: TOOLS,
  VM_LACKS_FEATURE: TOOLS,
  VM_FAILED_SUSPEND_ACKNOWLEDGMENT: TOOLS,
  VM_MEMORY_TARGET_WAIT_TIMEOUT: TOOLS,
  BALLOONING_TIMEOUT_BEFORE_MIGRATION: MEMORY,
  MEMORY_CONSTRAINT_VIOLATION: MEMORY,
  MEMORY_CONSTRAINT_VIOLATION_ORDER: MEMORY,
  MEMORY_CONSTRAINT_VIOLATION_MAXPIN: MEMORY,
  VM_MEMORY_SIZE_TOO_LOW: MEMORY,
  HOST_NOT_ENOUGH_FREE_MEMORY: ['vm.startOn', 'vm.resumeOn', 'vm.memory'],
  NO_HOSTS_AVAILABLE: ['vm.startOn', 'vm.resumeOn'],
  HOST_EVACUATE_IN_PROGRESS: ['vm.startOn', 'vm.resumeOn'],
  HOST_NOT_ENOUGH_PCPUS: PROCESSORS,
  VM_NO_VCPUS: PROCESSORS,
  VM_TOO_MANY_VCPUS: PROCESSORS,
  VCPU_MAX_NOT_CORES_PER_SOCKET_MULTIPLE: PROCESSORS,
  BOOTLOADER_FAILED: BOOT,
  UNKNOWN_BOOTLOADER: BOOT,
  VM_UNSAFE_BOOT: BOOT,
  VM_HAS_PCI_ATTACHED: SHUT_DOWN,
  VM_IS_IMMOBILE: SHUT_DOWN,
  VM_IS_USING_NESTED_VIRT: SHUT_DOWN,
  VM_NON_SUSPENDABLE: SHUT_DOWN,
  VM_PV_DRIVERS_IN_USE: SHUT_DOWN,
  VM_INCOMPATIBLE_WITH_THIS_HOST: SHUT_DOWN,
  VGPU_SUSPENSION_NOT_SUPPORTED: SHUT_DOWN,
  SR_DOES_NOT_SUPPORT_MIGRATION: SHUT_DOWN,
  HOST_EVACUATE_VM_NOT_HA_PROTECTED: SHUT_DOWN,
  VM_HAS_VGPU: ['vm.shutdown', 'vm.removeGpus'],
  VM_REQUIRES_GPU: GPU,
  VM_REQUIRES_VGPU: GPU,
  VM_CRASHED: ['vm.start'],
  VM_HALTED: ['vm.start'],
  CANNOT_RESTART_DEVICE_MODEL: ['vm.reboot'],
  VM_CHECKPOINT_RESUME_FAILED: ['vm.resume'],
  VM_NO_EMPTY_CD_VBD: ['vm.addCdDrive'],
  VM_IS_PART_OF_AN_APPLIANCE: ['vm.vapp'],
  VM_ASSIGNED_TO_SNAPSHOT_SCHEDULE: ['vm.schedule'],
  VMSS_HAS_VM: ['schedule.edit'],
  VM_IS_TEMPLATE: ['template.toVm'],
  VTPM_MAX_AMOUNT_REACHED: ['vm.removeTpm'],
  VM_SNAPSHOT_WITH_QUIESCE_FAILED: SNAPSHOT,
  VM_SNAPSHOT_WITH_QUIESCE_TIMEOUT: SNAPSHOT,
  VM_SNAPSHOT_WITH_QUIESCE_PLUGIN_DEOS_NOT_RESPOND: SNAPSHOT,
  VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED: SNAPSHOT,
  USB_ALREADY_ATTACHED: ['pusb.detach'],

  VM_REQUIRES_SR: REPAIR,
  SR_HAS_NO_PBDS: REPAIR,
  SR_NOT_ATTACHED: REPAIR,
  SR_ATTACH_FAILED: REPAIR,
  SR_ATTACHED: ['sr.detach'],
  SR_HAS_PBD: ['sr.detach'],
  SR_FULL: ['sr.reclaim'],
  SR_SOURCE_SPACE_INSUFFICIENT: ['sr.reclaim'],
  SR_SUSPEND_SPACE_INSUFFICIENT: POOL_PROPERTIES,
  VM_NO_SUSPEND_SR: POOL_PROPERTIES,
  VM_NO_CRASHDUMP_SR: POOL_PROPERTIES,
  VDI_MISSING: ['sr.rescan'],
  VDI_LOCATION_MISSING: ['sr.rescan'],
  VDI_CBT_ENABLED: ['vdi.disableCbt'],
  VDI_TOO_SMALL: ['vdi.resize'],
  VBD_IS_EMPTY: ['vbd.insert'],
  VBD_NOT_EMPTY: ['vbd.eject'],
  DEVICE_NOT_ATTACHED: ['vbd.activate'],

  HOST_DISABLED: BACK_IN_SERVICE,
  HOST_DISABLED_INDEFINITELY: BACK_IN_SERVICE,
  HOST_DISABLED_UNTIL_REBOOT: REBOOT_SERVER,
  HOST_PENDING_MANDATORY_GUIDANCE_NOT_EMPTY: REBOOT_SERVER,
  HA_SHOULD_BE_FENCED: REBOOT_SERVER,
  XEN_INCOMPATIBLE: REBOOT_SERVER,
  APPLY_GUIDANCE_FAILED: REBOOT_SERVER,
  HOST_NOT_DISABLED: EMPTY_SERVER,
  HOST_IN_USE: EMPTY_SERVER,
  HOST_HAS_RESIDENT_VMS: EMPTY_SERVER,
  HOST_EVACUATION_IS_REQUIRED: EMPTY_SERVER,
  CANNOT_EVACUATE_HOST: EMPTY_SERVER,
  PATCH_PRECHECK_FAILED_VM_RUNNING: EMPTY_SERVER,
  HOST_NOT_LIVE: POWER_ON,
  HOST_OFFLINE: POWER_ON,
  CANNOT_CONTACT_HOST: POWER_ON,
  HOST_POWER_ON_MODE_DISABLED: ['host.powerOnMode'],
  HOST_IS_LIVE: ['host.shutdown'],
  HOST_BROKEN: TOOLSTACK,
  HOST_CANNOT_READ_METRICS: TOOLSTACK,
  V6D_FAILURE: TOOLSTACK,
  HA_POOL_IS_ENABLED_BUT_HOST_IS_DISABLED: TOOLSTACK,

  HA_IS_ENABLED: HA_OFF,
  HA_HOST_IS_ARMED: HA_OFF,
  HA_CANNOT_CHANGE_BOND_STATUS_OF_MGMT_IFACE: HA_OFF,
  HA_NOT_ENABLED: ['pool.enableHa'],
  HA_NO_PLAN: HA_ROOM,
  HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN: HA_ROOM,
  HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED: PRIORITY,
  HA_CONSTRAINT_VIOLATION_NETWORK_NOT_SHARED: PRIORITY,
  HA_TOO_FEW_HOSTS: ['pool.addServers'],

  INTERFACE_HAS_NO_IP: ADDRESS,
  PIF_HAS_NO_NETWORK_CONFIGURATION: ADDRESS,
  PIF_HAS_NO_V6_NETWORK_CONFIGURATION: ADDRESS,
  TRANSPORT_PIF_NOT_CONFIGURED: ADDRESS,
  MAC_DOES_NOT_EXIST: NICS,
  PIF_DEVICE_NOT_FOUND: NICS,
  COULD_NOT_FIND_NETWORK_INTERFACE_WITH_SPECIFIED_DEVICE_NAME_AND_MAC_ADDRESS: NICS,

  AUTH_IS_DISABLED: ['pool.joinDirectory'],
  AUTH_ALREADY_ENABLED: LEAVE,
  POOL_AUTH_ALREADY_ENABLED: LEAVE,
  LICENCE_RESTRICTION: LICENCES,
  FEATURE_RESTRICTED: LICENCES,
  LICENSE_EXPIRED: LICENCES,
  LICENSE_CHECKOUT_ERROR: LICENCES,
  LICENSE_DOES_NOT_SUPPORT_XHA: LICENCES,
  LICENSE_DOES_NOT_SUPPORT_POOLING: LICENCES,
  LICENSE_HOST_POOL_MISMATCH: LICENCES,

  NO_REPOSITORIES_CONFIGURED: SOURCES,
  NO_REPOSITORY_ENABLED: SOURCES,
  MULTIPLE_UPDATE_REPOSITORIES_ENABLED: SOURCES,
  REPO_SHOULD_BE_SINGLE_ONE_ENABLED: SOURCES,
  BUNDLE_REPO_NOT_ENABLED: SOURCES,
  CAN_NOT_SYNC_UPDATES: SOURCES,
  REPOSYNC_FAILED: SOURCES,
  GET_UPDATES_FAILED: SYNCHRONISE,
  CREATEREPO_FAILED: SYNCHRONISE,
  UPDATEINFO_HASH_MISMATCH: SYNCHRONISE,
  INVALID_REPOMD_XML: SYNCHRONISE,
  INVALID_UPDATEINFO_XML: SYNCHRONISE,
  CANNOT_FIND_UPDATE: UPLOAD,
  CANNOT_FIND_PATCH: UPLOAD,
};

/** What brings a VM into a state that is needed. */
const TO_STATE: Readonly<Record<string, readonly string[]>> = {
  halted: ['vm.shutdown', 'vm.forceShutdown'],
  running: ['vm.start', 'vm.resume', 'vm.unpause'],
  paused: ['vm.pause'],
  suspended: ['vm.suspend'],
};

/**
 * The commands that can be clicked in answer to an error, each on the first object that it is for: one that the error
 * names, one that was refused, or the pool. One that cannot run now stands alone, with its reason.
 */
export function remediesFor(
  error: ErrorLike,
  inventory: Inventory,
  connection: string,
  refused: Refused,
): readonly Remedy[] {
  const { command, ids } = refused;
  // A wizard asks for the account itself.
  if (LACKS_ROLE.has(error.code) && command?.type === 'pool' && command.steps === undefined)
    return [{ label: texts.otherMenu, command, ids, reason: null, byOther: true }];
  const [pool] = only(inventory, 'pool') ?? [];
  const candidates: readonly ObjectId[] = [
    ...error.params.flatMap((param) => idsIn(param, inventory, connection)),
    ...ids,
    ...(pool === undefined ? [] : [{ connection, class: 'pool', ref: pool } as const]),
  ];
  const targets = targetsOf(inventory, candidates);
  const all = commandsAgainst(error).flatMap((id): Remedy[] => {
    const found = findCommand(id);
    // What was refused just now helps only where it asks for something else.
    if (!found || (found === command && !asks(found))) return [];
    const target = targets.find(({ kind }) => found.kinds.includes(kind));
    return target ? [remedy(found, target, inventory)] : [];
  });
  const possible = all.filter(({ reason }) => reason === null);
  return possible.length > 0 ? possible.slice(0, MOST) : all.slice(0, 1);
}

const remedy = (command: Command, target: Target, inventory: Inventory): Remedy => ({
  label: command.group === 'place' ? texts.withEllipsis(command.label) : command.label,
  command,
  ids: [target.id],
  reason: disabledReason(command, inventory, [target]),
  byOther: false,
});

function commandsAgainst({ code, params }: ErrorLike): readonly string[] {
  if (code !== 'VM_BAD_POWER_STATE') return Object.hasOwn(REMEDIES, code) ? (REMEDIES[code] ?? []) : [];
  return (params[1] ?? '').split(/[,;]/).flatMap((state) => TO_STATE[state.trim().toLowerCase()] ?? []);
}

const asks = (command: Command): boolean =>
  command.type === 'pool' && (command.fields !== undefined || command.steps !== undefined);

const reference = /OpaqueRef:[\w-]+/g;

/** The objects whose references stand in a parameter. */
function idsIn(param: string, inventory: Inventory, connection: string): readonly ObjectId[] {
  return (param.match(reference) ?? [param]).flatMap((ref): ObjectId[] => {
    const cls = (Object.keys(inventory) as ClassName[]).find((each) => inventory[each]?.has(ref) === true);
    return cls === undefined ? [] : [{ connection, class: cls, ref }];
  });
}
