import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Database } from '../../engine/database';
import { defineComputed } from '../project';
import { operationRefusal } from './operation-check';
import { ADVERTISED_OPERATIONS, ALL_OPERATIONS, type PowerState, type VmOperation } from './operation-table';
import { vmFacts, type VmFacts } from './vm-facts';

const POWER: Readonly<Record<PowerState, number>> = { Halted: 0, Paused: 1, Running: 2, Suspended: 3 };
const PLACE = new Map(ALL_OPERATIONS.map((op, at) => [op, at]));

/**
 * A number that stands for all facts of an ordinary VM, or -1 for one with something out of the ordinary (blocked
 * operations, passed-through devices, several operations at once). Nearly all VMs of a pool share a few numbers.
 */
function ordinaryKey(facts: VmFacts): number {
  const { vm, current } = facts;
  if (
    current.length > 1 ||
    vm.is_control_domain ||
    facts.isImmobile ||
    facts.hasResetDisk ||
    facts.upgrading ||
    vm.VGPUs.length > 0 ||
    vm.VUSBs.length > 0 ||
    vm.VTPMs.length > 0 ||
    vm.attached_PCIs.length > 0 ||
    !isNullRef(vm.protection_policy)
  ) {
    return -1;
  }
  for (const _ in vm.blocked_operations) return -1;
  const [operation] = current;
  let key = POWER[vm.power_state];
  key = key * 2 + (vm.is_a_template ? 1 : 0);
  key = key * 2 + (vm.is_a_snapshot ? 1 : 0);
  key = key * 2 + (facts.isDefaultTemplate ? 1 : 0);
  key = key * 2 + (facts.copiesSuspended ? 1 : 0);
  key = key * 2 + (isNullRef(vm.appliance) && isNullRef(vm.snapshot_schedule) ? 1 : 0);
  key = key * 64 + facts.features;
  return key * 64 + (operation === undefined ? 63 : (PLACE.get(operation) ?? 63));
}

const ordinary = new Map<number, readonly VmOperation[]>();

function compute(db: Database, facts: VmFacts): readonly VmOperation[] {
  return Object.freeze(ADVERTISED_OPERATIONS.filter((op) => operationRefusal(db, facts, op, true) === null));
}

/** What a VM lets clients do now, by the same checks that a call meets. */
export function allowedOperations(db: Database, facts: VmFacts): readonly VmOperation[] {
  const key = ordinaryKey(facts);
  if (key < 0) return compute(db, facts);
  let allowed = ordinary.get(key);
  if (allowed === undefined) {
    allowed = compute(db, facts);
    ordinary.set(key, allowed);
  }
  return allowed;
}

defineComputed('VM', 'allowed_operations', ({ db }, ref, vm) => allowedOperations(db, vmFacts(db, ref, vm)));
