import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { freeMemoryBytes, overheadOf } from '../memory';
import { define } from '../registry';
import { need, thePool, type Call } from '../world';
import { floatText } from './boot-check';
import { memoryShareBytes } from './balloons';
import { assertOperationValid, badPowerState } from './operation-check';
import { vmFacts } from './vm-facts';

type Vm = Records['VM'];

interface Limits {
  readonly static_min: number;
  readonly dynamic_min: number;
  readonly dynamic_max: number;
  readonly static_max: number;
}

function limitsOf(vm: Vm): Limits {
  return {
    static_min: vm.memory_static_min,
    dynamic_min: vm.memory_dynamic_min,
    dynamic_max: vm.memory_dynamic_max,
    static_max: vm.memory_static_max,
  };
}

/** Why a VM may not have a balloon at all, if so (xapi_vm_memory_constraints.ml assert_valid_for_current_context). */
function pinnedBecause({ db }: Call, ref: Ref<'VM'>, vm: Vm): string | null {
  if (thePool(db)[1].restrictions['restrict_dmc'] === 'true') return 'DMC unavailable';
  if (vm.is_control_domain) return 'control domain';
  return vmFacts(db, ref, vm).hasNestedVirt ? 'nested virt' : null;
}

function assertLimits(call: Call, ref: Ref<'VM'>, vm: Vm, limits: Limits): void {
  const { static_min, dynamic_min, dynamic_max, static_max } = limits;
  const reason = pinnedBecause(call, ref, vm);
  const inOrder =
    static_min >= 0 && static_min <= dynamic_min && dynamic_min <= dynamic_max && dynamic_max <= static_max;
  if (reason === null) {
    if (!inOrder) throw new Fault('MEMORY_CONSTRAINT_VIOLATION_ORDER');
    return;
  }
  const pinned = inOrder && dynamic_min === dynamic_max && dynamic_max === static_max;
  if (!pinned) throw new Fault('MEMORY_CONSTRAINT_VIOLATION_MAXPIN', reason);
  if (vm.is_control_domain && !isNullRef(vm.resident_on)) assertServerHas(call, vm, static_max);
}

/** A control domain takes its memory from a server whose guests have theirs already. */
function assertServerHas({ world }: Call, vm: Vm, bytes: number): void {
  const available = freeMemoryBytes(world, vm.resident_on) + vm.memory_static_max;
  if (bytes > available) throw new Fault('HOST_NOT_ENOUGH_FREE_MEMORY', String(bytes), String(available));
}

/** Writes limits; a control domain that runs has them after its next start. */
function store({ db }: Call, ref: Ref<'VM'>, limits: Limits): void {
  db.transaction(() => {
    const vm = db.row('VM', ref);
    const values: Partial<Vm> = {
      memory_static_min: limits.static_min,
      memory_dynamic_min: limits.dynamic_min,
      memory_target: limits.dynamic_min,
      memory_dynamic_max: limits.dynamic_max,
      memory_static_max: limits.static_max,
    };
    const changed: Vm = { ...vm, ...values };
    const restarts = vm.is_control_domain && vm.power_state === 'Running';
    db.update('VM', ref, {
      ...values,
      memory_overhead: overheadOf(changed),
      requires_reboot: vm.requires_reboot || restarts,
    });
  });
}

function setStatic(call: Call, ref: Ref<'VM'>, min: number, max: number): void {
  assertOperationValid(call.db, ref, 'changing_static_range');
  const vm = call.db.row('VM', ref);
  const limits = { ...limitsOf(vm), static_min: min, static_max: max };
  assertLimits(call, ref, vm, limits);
  store(call, ref, limits);
}

function setLimits(call: Call, ref: Ref<'VM'>, limits: Limits): void {
  assertOperationValid(call.db, ref, 'changing_memory_limits');
  assertLimits(call, ref, call.db.row('VM', ref), limits);
  store(call, ref, limits);
}

const KIB = 1024;

/** A running guest cannot be promised more than its server could free (reserve_memory_for_dynamic_change). */
function assertRoomToGrow({ world }: Call, vm: Vm, min: number): void {
  const available = freeMemoryBytes(world, vm.resident_on);
  const growth = min - vm.memory_dynamic_min;
  if (growth <= available) return;
  const [wanted, free] = [growth, available].map((bytes) => String(Math.trunc(bytes / KIB)));
  throw new Fault('HOST_NOT_ENOUGH_FREE_MEMORY', wanted ?? '', free ?? '');
}

function setDynamic(call: Call, ref: Ref<'VM'>, min: number, max: number): void {
  const { db, world } = call;
  assertOperationValid(db, ref, 'changing_dynamic_range');
  const vm = db.row('VM', ref);
  const running = vm.power_state === 'Running';
  if (running) assertRoomToGrow(call, vm, min);
  assertLimits(call, ref, vm, { ...limitsOf(vm), dynamic_min: min, dynamic_max: max });
  db.transaction(() => {
    db.update('VM', ref, { memory_target: min, memory_dynamic_min: min, memory_dynamic_max: max });
    if (!running) return;
    const memory_actual = memoryShareBytes(world, vm.resident_on, db.row('VM', ref));
    if (db.has('VM_metrics', vm.metrics)) db.update('VM_metrics', vm.metrics, { memory_actual });
  });
}

function assertMultiplier(name: string, value: number): void {
  if (value < 1) throw new Fault('INVALID_VALUE', name, floatText(value));
}

function setMultiplier({ db }: Call, ref: Ref<'VM'>, multiplier: number): void {
  assertMultiplier('multiplier', multiplier);
  db.transaction(() => {
    const vm = db.row('VM', ref);
    db.update('VM', ref, {
      HVM_shadow_multiplier: multiplier,
      memory_overhead: overheadOf({ ...vm, HVM_shadow_multiplier: multiplier }),
    });
  });
}

/** Shadow pages of a guest that runs come from what its server has left (xapi_vm.ml set_shadow_multiplier_live). */
function assertShadowFits({ db, world }: Call, ref: Ref<'VM'>, multiplier: number): void {
  const vm = db.row('VM', ref);
  const needed = overheadOf({ ...vm, HVM_shadow_multiplier: multiplier }) - vm.memory_overhead;
  const available = freeMemoryBytes(world, vm.resident_on);
  if (needed > available) throw new Fault('HOST_NOT_ENOUGH_FREE_MEMORY', String(needed), String(available));
}

define({
  'VM.set_memory_static_min': (call, vm, value) =>
    setStatic(call, vm, value, need(call.db, 'VM', vm).memory_static_max),
  'VM.set_memory_static_max': (call, vm, value) =>
    setStatic(call, vm, need(call.db, 'VM', vm).memory_static_min, value),
  'VM.set_memory_static_range': setStatic,
  'VM.set_memory_dynamic_min': (call, vm, value) =>
    setDynamic(call, vm, value, need(call.db, 'VM', vm).memory_dynamic_max),
  'VM.set_memory_dynamic_max': (call, vm, value) =>
    setDynamic(call, vm, need(call.db, 'VM', vm).memory_dynamic_min, value),
  'VM.set_memory_dynamic_range': setDynamic,
  'VM.set_memory_limits': (call, vm, static_min, static_max, dynamic_min, dynamic_max) =>
    setLimits(call, vm, { static_min, static_max, dynamic_min, dynamic_max }),
  'VM.set_memory': (call, vm, value) => {
    const { memory_static_min } = need(call.db, 'VM', vm);
    setLimits(call, vm, { static_min: memory_static_min, static_max: value, dynamic_min: value, dynamic_max: value });
  },
  // xapi keeps both for old clients and does nothing, since balloons follow the dynamic range.
  'VM.set_memory_target_live': ({ db }, vm) => assertOperationValid(db, vm, 'changing_memory_live'),
  'VM.wait_memory_target_live': ({ db }, vm) => {
    assertOperationValid(db, vm, 'awaiting_memory_live');
  },
  'VM.set_HVM_shadow_multiplier': (call, vm, value) => {
    assertOperationValid(call.db, vm, 'changing_shadow_memory');
    setMultiplier(call, vm, value);
  },
  'VM.set_shadow_multiplier_live': (call, vm, value) => {
    assertOperationValid(call.db, vm, 'changing_shadow_memory_live');
    const { power_state } = need(call.db, 'VM', vm);
    if (power_state !== 'Running') throw new Fault(...badPowerState(vm, ['Running'], power_state, ';'));
    assertShadowFits(call, vm, value);
    setMultiplier(call, vm, value);
  },
});
