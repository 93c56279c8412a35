import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { domainKind, freeMemoryBytes, startMemoryBytes } from '../memory';
import { releaseOf } from '../metrics/datapath';
import { hostsOnNetwork } from '../network/hosts-on-network';
import { networkWithoutRoom } from '../network/sriov-functions';
import { isAttachedTo } from '../sr/connections';
import { usbRefusal } from '../usb/boot-check';
import type { World } from '../world';
import { cpuRefusal } from './cpu-features';
import { gpuRefusal } from './gpus';
import type { Refusal } from './operation-check';
import { isTrue } from './vm-facts';

type Vm = Records['VM'];
type Host = Records['host'];

/** OCaml's string_of_float, as xapi prints numbers in errors. */
export function floatText(value: number): string {
  return Number.isInteger(value) ? `${value}.` : String(Number(value.toPrecision(12)));
}

/** Settings that xapi looks at when a VM starts, not when they are made (xapi_vm_helpers.ml validate_basic_parameters). */
function settingsRefusal(vm: Vm): Refusal | null {
  const { VCPUs_max: most, VCPUs_at_startup: first, actions_after_crash: crash } = vm;
  if (most < 1) return ['INVALID_VALUE', 'VCPUs_max', String(most)];
  if (first < 1) return ['INVALID_VALUE', 'VCPUs-at-startup', String(first)];
  if (first > most) {
    return ['VALUE_NOT_SUPPORTED', 'VCPUs-at-startup', String(first), 'value greater than VCPUs-max'];
  }
  if (vm.memory_static_min > vm.memory_static_max || vm.memory_dynamic_min > vm.memory_dynamic_max) {
    return ['MEMORY_CONSTRAINT_VIOLATION'];
  }
  if (vm.HVM_shadow_multiplier < 1) {
    return ['INVALID_VALUE', 'HVM_shadow_multiplier', floatText(vm.HVM_shadow_multiplier)];
  }
  if (crash === 'rename_restart') {
    const why = 'option would leak a domain; VMs and not domains are managed by this API';
    return ['VALUE_NOT_SUPPORTED', 'VM.actions_after_crash', crash, why];
  }
  if ((crash === 'coredump_and_destroy' || crash === 'coredump_and_restart') && domainKind(vm) !== 'pv') {
    const why = 'cannot invoke a coredump of an HVM or PV-in-PVH domain';
    return ['VALUE_NOT_SUPPORTED', 'VM.actions_after_crash', crash, why];
  }
  return null;
}

export function isHostLive({ db }: World, host: Host): boolean {
  return db.get('host_metrics', host.metrics)?.live === true;
}

function hostRefusal(world: World, vm: Vm, vmRef: Ref<'VM'>, ref: Ref<'host'>, host: Host): Refusal | null {
  if (!isHostLive(world, host)) return ['HOST_NOT_LIVE'];
  if (vm.is_control_domain && !isNullRef(vm.affinity) && vm.affinity !== ref) {
    return ['OPERATION_NOT_ALLOWED', 'Cannot boot a control domain on a host different from its affinity'];
  }
  // A VM that stays where it is, such as for a new device model, asks for no server in service.
  const stays = vm.power_state === 'Running' && vm.resident_on === ref;
  if (!vm.is_control_domain && !host.enabled && !stays) return ['HOST_DISABLED', ref];
  const versions = host.virtual_hardware_platform_versions;
  if (versions.includes(vm.hardware_platform_version)) return null;
  const list = `[${versions.join('; ')}]`;
  const code = 'VM_HOST_INCOMPATIBLE_VIRTUAL_HARDWARE_PLATFORM_VERSION';
  return [code, ref, list, vmRef, String(vm.hardware_platform_version)];
}

/** The repositories that a VM's domain needs: its disks', and its memory image's while it is suspended. */
export function requiredRepositories({ db }: World, vm: Vm): readonly Ref<'SR'>[] {
  const needed: Ref<'SR'>[] = [];
  const add = (vdi: Ref<'VDI'>): void => {
    const sr = db.get('VDI', vdi)?.SR;
    if (sr !== undefined && !needed.includes(sr)) needed.push(sr);
  };
  for (const vbd of vm.VBDs) {
    const row = db.get('VBD', vbd);
    if (row !== undefined && !row.empty) add(row.VDI);
  }
  if (vm.power_state === 'Suspended' && !isNullRef(vm.suspend_VDI)) add(vm.suspend_VDI);
  return needed;
}

function storageRefusal(world: World, vm: Vm, ref: Ref<'VM'>, host: Ref<'host'>): Refusal | null {
  for (const sr of requiredRepositories(world, vm)) {
    if (!isAttachedTo(world, sr, host)) return ['VM_REQUIRES_SR', ref, sr];
  }
  return null;
}

/**
 * Whether a VM on a server can reach a network: over a PIF of that server, or, for an internal network, because no
 * VM on it runs anywhere else (xapi_network_attach_helpers.ml).
 */
export function reachesNetwork({ db }: World, ref: Ref<'network'>, host: Ref<'host'>): boolean {
  const network = db.get('network', ref);
  if (network === undefined) return false;
  if (network.PIFs.length > 0) return hostsOnNetwork(db, ref).has(host);
  if (isTrue(network.other_config['assume_network_is_shared']) || !network.managed) return true;
  return network.VIFs.every((vif) => {
    const row = db.get('VIF', vif);
    if (row === undefined || !row.currently_attached) return true;
    const resident = db.get('VM', row.VM)?.resident_on;
    return resident === undefined || isNullRef(resident) || resident === host;
  });
}

function networkRefusal(world: World, vm: Vm, ref: Ref<'VM'>, host: Ref<'host'>): Refusal | null {
  for (const vif of vm.VIFs) {
    const network = world.db.get('VIF', vif)?.network;
    if (network !== undefined && !reachesNetwork(world, network, host)) return ['VM_REQUIRES_NETWORK', ref, network];
  }
  return null;
}

/** An interface on an SR-IOV network takes a function of the server's card (assert_netsriov_available). */
function sriovRefusal(world: World, vm: Vm, host: Ref<'host'>): Refusal | null {
  const network = networkWithoutRoom(world, vm, host);
  return network === undefined ? null : ['NETWORK_SRIOV_INSUFFICIENT_CAPACITY', network];
}

function capacityRefusal(world: World, vm: Vm, ref: Ref<'VM'>, host: Ref<'host'>, row: Host): Refusal | null {
  const needed = startMemoryBytes(vm);
  const available = freeMemoryBytes(world, host, ref);
  if (available < needed) return ['HOST_NOT_ENOUGH_FREE_MEMORY', String(needed), String(available)];
  if (isTrue(vm.platform['vcpu-unrestricted'])) return null;
  // Memory beyond the limit of a release is not supported, and starts all the same; its domains have no more vCPUs.
  if (vm.VCPUs_max > releaseOf(row).limits.vcpusPerVm) return ['VM_TOO_MANY_VCPUS', ref];
  const pcpus = Number(row.cpu_info['cpu_count'] ?? Infinity);
  if (vm.VCPUs_max <= pcpus) return null;
  return ['HOST_NOT_ENOUGH_PCPUS', String(vm.VCPUs_max), String(pcpus)];
}

/** What `bootRefusal` looks at beyond settings, server, storage, networks and GPUs. */
export interface BootScope {
  /** Memory and processors suffice. */
  readonly capacity: boolean;
  /** The processor has what the VM booted with. */
  readonly cpu: boolean;
  /** Its disks are within reach; unless given, they must be. A migration that brings them along does not ask. */
  readonly storage?: boolean;
}

const EVERYTHING: BootScope = { capacity: true, cpu: true };

/**
 * The first reason why a VM cannot have its domain on a server, in xapi's order (xapi_vm_helpers.ml
 * assert_can_boot_here).
 */
export function bootRefusal(
  world: World,
  ref: Ref<'VM'>,
  vm: Vm,
  host: Ref<'host'>,
  scope: BootScope = EVERYTHING,
): Refusal | null {
  const row = world.db.get('host', host);
  if (row === undefined) return ['HANDLE_INVALID', 'host', host];
  const refusal =
    settingsRefusal(vm) ??
    hostRefusal(world, vm, ref, host, row) ??
    (scope.cpu ? cpuRefusal(vm, ref, host, row) : null) ??
    (scope.storage === false ? null : storageRefusal(world, vm, ref, host)) ??
    networkRefusal(world, vm, ref, host) ??
    gpuRefusal(world, vm, ref, host) ??
    sriovRefusal(world, vm, host) ??
    usbRefusal(world, vm, host);
  if (refusal !== null) return refusal;
  if (domainKind(vm) !== 'pv' && !row.capabilities.some((capability) => capability.includes('hvm'))) {
    return ['VM_HVM_REQUIRED', ref];
  }
  return scope.capacity ? capacityRefusal(world, vm, ref, host, row) : null;
}
