import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import type { Enums, Records } from '../../xapi/datamodel/types.gen';
import type { Database } from '../engine/database';
import { Fault } from './fault';
import { domainKind } from './memory';
import { sriovPort } from './pif/topology';
import { defineComputed } from './project';
import { freezingRefusal } from './vbd-check';
import { badPowerState, type Refusal } from './vm/operation-check';
import { hasPvDrivers } from './vm/vm-facts';

export type VifOperation = Enums['vif_operations'];
type Vif = Records['VIF'];

/** Whether a network is made of SR-IOV functions, which a guest gets at its start only. */
export function isSriovNetwork(db: Database, network: Ref<'network'>): boolean {
  if (db.count('network_sriov') === 0) return false;
  const pifs = db.get('network', network)?.PIFs ?? [];
  return pifs.some((pif) => sriovPort(db, db.row('PIF', pif)) !== undefined);
}

function pluggingRefusal(
  db: Database,
  ref: Ref<'VIF'>,
  vif: Vif,
  vm: Records['VM'],
  op: 'plug' | 'unplug',
): Refusal | null {
  if (vm.power_state !== 'Running') return badPowerState(vif.VM, ['Running'], vm.power_state);
  const plugged = vif.currently_attached || vif.reserved;
  if (op === 'plug' && plugged) return ['DEVICE_ALREADY_ATTACHED', ref];
  if (op === 'unplug' && !plugged) return ['DEVICE_ALREADY_DETACHED', ref];
  const freezing = freezingRefusal(vif.VM, vm);
  if (freezing !== null) return freezing;
  if (isSriovNetwork(db, vif.network)) {
    return ['OPERATION_NOT_ALLOWED', 'VIF plug and unplug are not allowed on a network SR-IOV'];
  }
  if (op === 'plug' && vm.is_control_domain) {
    return ['OPERATION_NOT_ALLOWED', 'A VIF of a control domain cannot be plugged'];
  }
  if (domainKind(vm) !== 'hvm') return null;
  const guest = isNullRef(vm.guest_metrics) ? undefined : db.get('VM_guest_metrics', vm.guest_metrics);
  if (guest?.can_use_hotplug_vif === 'yes') return null;
  if (guest?.can_use_hotplug_vif === 'no') {
    return ['OPERATION_NOT_ALLOWED', 'VM states it does not support VIF hotplug.'];
  }
  return hasPvDrivers(guest) ? null : ['VM_MISSING_PV_DRIVERS', vif.VM];
}

/** The first reason against an operation on a VIF (xapi_vif_helpers.ml valid_operations). */
function vifRefusal(db: Database, ref: Ref<'VIF'>, vif: Vif, op: VifOperation): Refusal | null {
  for (const task in vif.current_operations) {
    return ['OTHER_OPERATION_IN_PROGRESS', 'VIF', ref, vif.current_operations[task] ?? '', task];
  }
  const vm = db.get('VM', vif.VM);
  return op === 'attach' || vm === undefined ? null : pluggingRefusal(db, ref, vif, vm, op);
}

/** Refuses an operation on a VIF that must not begin now. */
export function assertVifOperation(db: Database, ref: Ref<'VIF'>, op: VifOperation): void {
  const vif = db.get('VIF', ref);
  if (vif === undefined) throw new Fault('HANDLE_INVALID', 'VIF', ref);
  const refusal = vifRefusal(db, ref, vif, op);
  if (refusal !== null) throw new Fault(...refusal);
}

const ALL: readonly VifOperation[] = ['attach', 'plug', 'unplug'];
const SETS: readonly (readonly VifOperation[])[] = Array.from({ length: 8 }, (_, bits) =>
  Object.freeze(ALL.filter((_, at) => (bits & (1 << at)) !== 0)),
);

defineComputed('VIF', 'allowed_operations', ({ db }, ref, vif) => {
  let bits = 0;
  for (let at = 0; at < ALL.length; at++) if (vifRefusal(db, ref, vif, ALL[at] ?? 'attach') === null) bits |= 1 << at;
  return SETS[bits] ?? ALL;
});
