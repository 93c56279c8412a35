import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Database } from '../../engine/database';
import { Fault } from '../fault';
import {
  CONTROL_DOMAIN_OPERATIONS,
  mayOverlap,
  OWN_TEMPLATE_OPERATIONS,
  powerStatesFor,
  SNAPSHOT_OPERATIONS,
  SUSPENDING_OPERATIONS,
  TEMPLATE_OPERATIONS,
  UPGRADE_OPERATIONS,
  type PowerState,
  type VmOperation,
} from './operation-table';
import { Features, isTrue, vmFacts, type VmFacts } from './vm-facts';

/** Code and parameters of a failure, without the cost of an exception: most are only asked for to be counted. */
export type Refusal = readonly [code: string, ...params: string[]];

function refuse(...refusal: Refusal): Refusal {
  return refusal;
}

/** `VM_BAD_POWER_STATE [vm, expected, actual]`, lower case, several states joined (xapi: record_util.ml power_to_string). */
export function badPowerState(
  ref: Ref<'VM'>,
  expected: readonly PowerState[],
  actual: PowerState,
  separator = ', ',
): Refusal {
  const names = expected.map((state) => state.toLowerCase()).join(separator);
  return refuse('VM_BAD_POWER_STATE', ref, names, actual.toLowerCase());
}

/** OTHER_OPERATION_IN_PROGRESS about a VM. */
function busy({ ref, vm, current }: VmFacts): Refusal {
  const tasks = Object.keys(vm.current_operations);
  const operation = current.length === 1 ? String(current[0]) : `{${current.join(',')}}`;
  const task = tasks.length === 1 ? String(tasks[0]) : `{${tasks.join(',')}}`;
  return refuse('OTHER_OPERATION_IN_PROGRESS', 'VM', ref, operation, task);
}

function controlDomainRefusal({ vm, ref }: VmFacts, op: VmOperation, db: Database): Refusal | null {
  if (!vm.is_control_domain) return null;
  const host = isNullRef(vm.resident_on) ? undefined : db.get('host', vm.resident_on);
  if ((op === 'changing_VCPUs' || op === 'destroy') && host?.control_domain === ref) {
    return refuse('OPERATION_NOT_ALLOWED', 'This operation is not allowed on dom0');
  }
  if (CONTROL_DOMAIN_OPERATIONS.has(op)) return null;
  return refuse('OPERATION_NOT_ALLOWED', 'This operation is not allowed on a control domain');
}

/** An operation that needs something of the guest which it does not offer (check_op_for_feature). */
function featureRefusal(facts: VmFacts, op: VmOperation, strict: boolean, db: Database): Refusal | null {
  const { vm, ref, features } = facts;
  if (vm.power_state !== 'Running' || (features & Features.all) !== 0) return null;
  const lacks = (feature: number): boolean => (features & feature) === 0;
  if (op === 'clean_shutdown' && strict && lacks(Features.shutdown)) return refuse('VM_LACKS_FEATURE', ref);
  if (op === 'clean_reboot' && strict && lacks(Features.reboot)) return refuse('VM_LACKS_FEATURE', ref);
  if (op === 'changing_VCPUs_live' && lacks(Features.vcpuHotplug)) return refuse('VM_LACKS_FEATURE', ref);
  if (!SUSPENDING_OPERATIONS.has(op) || !strict) return null;
  if ((features & Features.cannotSuspend) !== 0) {
    const reason = db.get('VM_guest_metrics', vm.guest_metrics)?.other['data-cant-suspend-reason'] ?? '';
    return refuse('VM_NON_SUSPENDABLE', ref, reason);
  }
  return lacks(Features.suspend) ? refuse('VM_LACKS_FEATURE', ref) : null;
}

function resetDiskRefusal(facts: VmFacts, op: VmOperation): Refusal | null {
  const snapshots = op === 'checkpoint' || op === 'snapshot' || op === 'suspend';
  const refused = snapshots ? facts.hasResetDisk : op === 'pool_migrate' && facts.hasCachedResetDisk;
  return refused ? refuse('VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION') : null;
}

/** Only NVIDIA's vGPUs, on cards that say what they are compatible with, can be saved (check_vgpu). */
function vgpuRefusal({ vm, ref }: VmFacts, op: VmOperation, db: Database): Refusal | null {
  if (vm.VGPUs.length === 0 || !SUSPENDING_OPERATIONS.has(op)) return null;
  if (op === 'migrate_send' && vm.power_state === 'Halted') return null;
  if (op === 'checkpoint' && vm.power_state === 'Suspended') return null;
  const allSuspendable = vm.VGPUs.every((vgpu) => {
    const row = db.get('VGPU', vgpu);
    const implementation = row === undefined ? undefined : db.get('VGPU_type', row.type)?.implementation;
    if (row === undefined || (implementation !== 'nvidia' && implementation !== 'nvidia_sriov')) return false;
    return Object.keys(db.get('PGPU', row.resident_on)?.compatibility_metadata ?? {}).length > 0;
  });
  return allSuspendable ? null : refuse('VM_HAS_VGPU', ref);
}

const VUSB_OPERATIONS: ReadonlySet<VmOperation> = new Set([
  'suspend',
  'snapshot',
  'checkpoint',
  'migrate_send',
  'pool_migrate',
]);

function deviceRefusal(facts: VmFacts, op: VmOperation, db: Database): Refusal | null {
  const { vm, ref } = facts;
  if (vm.attached_PCIs.length > 0 && SUSPENDING_OPERATIONS.has(op)) {
    const isNetworkFunction = (pci: Ref<'PCI'>): boolean => !isNullRef(db.get('PCI', pci)?.physical_function ?? '');
    if (!vm.attached_PCIs.every(isNetworkFunction)) return refuse('VM_HAS_PCI_ATTACHED', ref);
  }
  const vgpu = vgpuRefusal(facts, op, db);
  if (vgpu !== null) return vgpu;
  return vm.VUSBs.length > 0 && VUSB_OPERATIONS.has(op) ? refuse('VM_HAS_VUSBS', ref) : null;
}

function membershipRefusal({ vm, ref }: VmFacts, op: VmOperation): Refusal | null {
  if (op !== 'make_into_template') return null;
  if (!isNullRef(vm.appliance)) return refuse('VM_IS_PART_OF_AN_APPLIANCE', ref, vm.appliance);
  if (!isNullRef(vm.protection_policy)) {
    return refuse('VM_ASSIGNED_TO_PROTECTION_POLICY', ref, vm.protection_policy);
  }
  if (isNullRef(vm.snapshot_schedule)) return null;
  return refuse('VM_ASSIGNED_TO_SNAPSHOT_SCHEDULE', ref, vm.snapshot_schedule);
}

function kindRefusal(facts: VmFacts, op: VmOperation): Refusal | null {
  const { vm, ref } = facts;
  if (vm.is_a_template && !vm.is_a_snapshot && !TEMPLATE_OPERATIONS.has(op)) {
    if (facts.isDefaultTemplate || !OWN_TEMPLATE_OPERATIONS.has(op)) return refuse('VM_IS_TEMPLATE', ref, op);
  }
  if (vm.is_a_snapshot && !SNAPSHOT_OPERATIONS.has(op)) return refuse('VM_IS_SNAPSHOT', ref, op);
  if (op === 'provision' && !vm.is_a_template) return refuse('PROVISION_ONLY_ALLOWED_ON_TEMPLATE');
  if (op === 'revert' && !vm.is_a_snapshot) return refuse('REVERT_ONLY_ALLOWED_ON_SNAPSHOT');
  return null;
}

/**
 * The first reason against an operation, in the order in which xapi looks (xapi_vm_lifecycle.ml check_operation_error).
 * @param strict also what the guest must offer; `force` of pool_migrate leaves that out
 */
export function operationRefusal(db: Database, facts: VmFacts, op: VmOperation, strict: boolean): Refusal | null {
  const { vm, ref } = facts;
  const blocked = vm.blocked_operations[op];
  if (blocked !== undefined) return refuse('OPERATION_BLOCKED', ref, blocked);
  const states = powerStatesFor(op, vm.is_control_domain, facts.copiesSuspended);
  if (!states.includes(vm.power_state)) return badPowerState(ref, states, vm.power_state);
  if (!mayOverlap(op, facts.current)) return busy(facts);
  const kind = kindRefusal(facts, op);
  if (kind !== null) return kind;
  if (facts.isImmobile && strict && SUSPENDING_OPERATIONS.has(op)) return refuse('VM_IS_IMMOBILE', ref);
  if (op === 'changing_dynamic_range' && facts.hasNestedVirt && strict) return refuse('VM_IS_USING_NESTED_VIRT', ref);
  const guest = controlDomainRefusal(facts, op, db) ?? featureRefusal(facts, op, strict, db);
  if (guest !== null) return guest;
  if (op === 'snapshot_with_quiesce') return refuse('VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED', ref);
  const devices = resetDiskRefusal(facts, op) ?? deviceRefusal(facts, op, db) ?? membershipRefusal(facts, op);
  if (devices !== null) return devices;
  if (op === 'query_services' && !isTrue(vm.other_config['is_system_domain'])) return refuse('NOT_SYSTEM_DOMAIN', ref);
  if (facts.upgrading && !UPGRADE_OPERATIONS.has(op)) return refuse('NOT_SUPPORTED_DURING_UPGRADE');
  if (op === 'create_vtpm' && vm.VTPMs.length > 0) return refuse('VTPM_MAX_AMOUNT_REACHED', String(vm.VTPMs.length));
  return null;
}

/** Refuses an operation on a VM that must not begin now. */
export function assertOperationValid(db: Database, ref: Ref<'VM'>, op: VmOperation, strict = true): void {
  const vm = db.get('VM', ref);
  if (vm === undefined) throw new Fault('HANDLE_INVALID', 'VM', ref);
  const refusal = operationRefusal(db, vmFacts(db, ref, vm), op, strict);
  if (refusal !== null) throw new Fault(...refusal);
}
