import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import type { Enums, Records } from '../../xapi/datamodel/types.gen';
import type { Database } from '../engine/database';
import { Fault } from './fault';
import { domainKind } from './memory';
import { defineComputed } from './project';
import { isAttachedTo } from './sr/connections';
import { hasPvDrivers, isTrue } from './vm/vm-facts';
import { badPowerState, type Refusal } from './vm/operation-check';

export type VbdOperation = Enums['vbd_operations'];
type Vbd = Records['VBD'];
type Vm = Records['VM'];

const ALL: readonly VbdOperation[] = [
  'attach',
  'eject',
  'insert',
  'plug',
  'unplug',
  'unplug_force',
  'pause',
  'unpause',
];
const PLUGS: readonly VbdOperation[] = ['plug', 'unplug', 'unplug_force'];

/** Operations of a VM during which its devices stay as they are. */
const FREEZING_OPERATIONS: ReadonlySet<Enums['vm_operations']> = new Set([
  'clean_shutdown',
  'hard_shutdown',
  'suspend',
  'pause',
]);

/** The operation of a VM that keeps its devices as they are, if one runs (xapi_vbd_helpers.ml, xapi_vif_helpers.ml). */
export function freezingRefusal(ref: Ref<'VM'>, vm: Vm): Refusal | null {
  for (const task in vm.current_operations) {
    const operation = vm.current_operations[task];
    if (operation !== undefined && FREEZING_OPERATIONS.has(operation)) {
      return ['OPERATION_NOT_ALLOWED', `Current operation on VM:${ref} is ${operation}`];
    }
  }
  return null;
}

function anyOperation(row: { readonly current_operations: Readonly<Record<string, string>> }): [string, string] | null {
  for (const task in row.current_operations) return [task, row.current_operations[task] ?? ''];
  return null;
}

function currentRefusal(ref: Ref<'VBD'>, vbd: Vbd, op: VbdOperation): Refusal | null {
  const running = anyOperation(vbd);
  if (running === null) return null;
  const current = Object.values(vbd.current_operations);
  const pausing = current.every((other) => other === 'pause' || other === 'unpause');
  const unpausable = current.every((other) => other === 'pause' || other === 'unpause' || other === 'attach');
  if ((op === 'pause' && pausing) || (op === 'unpause' && unpausable)) return null;
  const [task, operation] = running;
  return ['OTHER_OPERATION_IN_PROGRESS', 'VBD', ref, operation, task];
}

function mediumRefusal(ref: Ref<'VBD'>, vbd: Vbd, op: VbdOperation): Refusal | null {
  if (op === 'unplug' || op === 'unplug_force') return vbd.unpluggable ? null : ['VBD_NOT_UNPLUGGABLE', ref];
  if (op !== 'insert' && op !== 'eject') return null;
  if (vbd.type !== 'CD') return ['VBD_NOT_REMOVABLE_MEDIA', ref];
  if (op === 'eject') return vbd.empty ? ['VBD_IS_EMPTY', ref] : null;
  return vbd.empty ? null : ['VBD_NOT_EMPTY', ref];
}

function powerRefusal(ref: Ref<'VBD'>, vbd: Vbd, vm: Vm, op: VbdOperation): Refusal | null {
  const plugged = vbd.currently_attached || vbd.reserved;
  if (vm.power_state === 'Running') {
    if (op === 'plug') return plugged ? ['DEVICE_ALREADY_ATTACHED', ref] : null;
    if (op === 'unplug' || op === 'unplug_force') return plugged ? null : ['DEVICE_ALREADY_DETACHED', ref];
    return null;
  }
  const refused = PLUGS.includes(op) || (vm.power_state !== 'Paused' && (op === 'pause' || op === 'unpause'));
  return refused ? badPowerState(vbd.VM, ['Running'], vm.power_state) : null;
}

/** Emulated CD drives never come or go, and other devices only for guests with PV drivers. */
function hotplugRefusal(db: Database, vbd: Vbd, vm: Vm, op: VbdOperation): Refusal | null {
  if (vm.power_state !== 'Running' || !PLUGS.includes(op) || domainKind(vm) !== 'hvm') return null;
  const guest = isNullRef(vm.guest_metrics) ? undefined : db.get('VM_guest_metrics', vm.guest_metrics);
  if (guest?.can_use_hotplug_vbd === 'no') {
    return ['OPERATION_NOT_ALLOWED', 'VM states it does not support VBD hotplug.'];
  }
  if (guest?.can_use_hotplug_vbd !== 'yes' && !hasPvDrivers(guest)) return ['VM_MISSING_PV_DRIVERS', vbd.VM];
  if (vbd.type !== 'CD') return null;
  return ['OPERATION_NOT_ALLOWED', 'HVM CDROMs cannot be hotplugged/unplugged, only inserted or ejected'];
}

const USES: ReadonlySet<VbdOperation> = new Set(['attach', 'plug', 'insert']);

function diskRefusal(vbd: Vbd, vdi: Records['VDI'], op: VbdOperation): Refusal | null {
  if (!vdi.managed) return ['VDI_NOT_MANAGED', vbd.VDI];
  if (!USES.has(op)) return null;
  for (const task in vdi.current_operations) {
    const operation = vdi.current_operations[task];
    if (operation === undefined || operation === 'mirror' || operation === 'copy') continue;
    return ['OTHER_OPERATION_IN_PROGRESS', 'VDI', vbd.VDI, operation, task];
  }
  return null;
}

/** A guest that runs reaches only what its server has attached (xapi: storage_access.ml, Sr_not_attached). */
export function reachRefusal(db: Database, vm: Vm, vdi: Records['VDI']): Refusal | null {
  return isNullRef(vm.resident_on) || isAttachedTo({ db }, vdi.SR, vm.resident_on) ? null : ['SR_NOT_ATTACHED', vdi.SR];
}

function isSystemDomain(vm: Vm | undefined): boolean {
  return vm !== undefined && (vm.is_control_domain || isTrue(vm.other_config['is_system_domain']));
}

/** Several users of one disk: many may read, one may write, unless the disk is made for sharing. */
function sharingRefusal(db: Database, ref: Ref<'VBD'>, vbd: Vbd, vm: Vm, vdi: Records['VDI']): Refusal | null {
  const writes = vbd.mode === 'RW';
  if (vdi.VBDs.length > 1 && !vdi.sharable && !isSystemDomain(vm)) {
    for (const other of vdi.VBDs) {
      const row = other === ref ? undefined : db.get('VBD', other);
      if (row === undefined || (!row.currently_attached && !row.reserved && anyOperation(row) === null)) continue;
      const user = db.get('VM', row.VM);
      if (user?.power_state === 'Suspended' || isSystemDomain(user)) continue;
      if (writes || row.mode === 'RW') return ['VDI_IN_USE', vbd.VDI];
    }
  }
  return writes && vdi.read_only ? ['VDI_READONLY', vbd.VDI] : null;
}

/**
 * The first reason against an operation on a VBD (xapi_vbd_helpers.ml valid_operations).
 * @param sharing also the other users of the disk: calls look at them, `allowed_operations` does not
 */
function vbdRefusal(db: Database, ref: Ref<'VBD'>, vbd: Vbd, op: VbdOperation, sharing: boolean): Refusal | null {
  const vm = db.get('VM', vbd.VM);
  const own = currentRefusal(ref, vbd, op) ?? mediumRefusal(ref, vbd, op);
  if (own !== null || vm === undefined) return own;
  const power = powerRefusal(ref, vbd, vm, op);
  if (power !== null) return power;
  if (op === 'plug' || op === 'unplug') {
    const freezing = freezingRefusal(vbd.VM, vm);
    if (freezing !== null) return freezing;
  }
  const hotplug = hotplugRefusal(db, vbd, vm, op);
  if (hotplug !== null) return hotplug;
  if (vbd.type === 'CD' && vm.power_state === 'Suspended' && (op === 'insert' || op === 'eject')) {
    return badPowerState(vbd.VM, ['Halted', 'Running'], 'Suspended');
  }
  const vdi = vbd.empty ? undefined : db.get('VDI', vbd.VDI);
  if (vdi === undefined) return null;
  const disk = diskRefusal(vbd, vdi, op) ?? (op === 'plug' ? reachRefusal(db, vm, vdi) : null);
  if (disk !== null || !sharing || vbd.currently_attached || !USES.has(op)) return disk;
  return sharingRefusal(db, ref, vbd, vm, vdi);
}

/** Refuses an operation on a VBD that must not begin now. */
export function assertVbdOperation(db: Database, ref: Ref<'VBD'>, op: VbdOperation): void {
  const vbd = db.get('VBD', ref);
  if (vbd === undefined) throw new Fault('HANDLE_INVALID', 'VBD', ref);
  const refusal = vbdRefusal(db, ref, vbd, op, true);
  if (refusal !== null) throw new Fault(...refusal);
}

/** Sets that were handed out already, by the bits of their members: a pool has only a dozen different ones. */
const sets = new Map<number, readonly VbdOperation[]>();

defineComputed('VBD', 'allowed_operations', ({ db }, ref, vbd) => {
  let bits = 0;
  for (let at = 0; at < ALL.length; at++) {
    if (vbdRefusal(db, ref, vbd, ALL[at] ?? 'attach', false) === null) bits |= 1 << at;
  }
  let allowed = sets.get(bits);
  if (allowed === undefined) {
    allowed = Object.freeze(ALL.filter((_, at) => (bits & (1 << at)) !== 0));
    sets.set(bits, allowed);
  }
  return allowed;
});
