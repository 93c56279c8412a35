import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertPlanSurvives } from '../high-availability/plan';
import { updatePoolStatus } from '../high-availability/status';
import { assertFeature } from '../licence/features';
import { define } from '../registry';
import { need, thePool, type Call } from '../world';
import { updateGroupAlerts } from './anti-affinity';
import { bootPolicyFor } from './domain-type';
import { assertOperationValid, badPowerState } from './operation-check';
import type { PowerState } from './operation-table';
import { platformVersionFor } from './create';
import { HA_RESTART } from './start';

type Vm = Records['VM'];

function patch({ db }: Call, ref: Ref<'VM'>, values: Partial<Vm>): void {
  need(db, 'VM', ref);
  db.transaction(() => db.update('VM', ref, values));
}

/** The second way in which xapi asks for a power state; it joins with semicolons (assert_initial_power_state_in). */
function assertInitially({ db }: Call, ref: Ref<'VM'>, allowed: readonly PowerState[]): void {
  const { power_state } = need(db, 'VM', ref);
  if (!allowed.includes(power_state)) throw new Fault(...badPowerState(ref, allowed, power_state, ';'));
}

function setNonNegative(
  call: Call,
  ref: Ref<'VM'>,
  field: 'order' | 'start_delay' | 'shutdown_delay',
  value: number,
): void {
  if (value < 0) throw new Fault('INVALID_VALUE', `${field} must be non-negative`, String(value));
  patch(call, ref, { [field]: value });
}

/** constants.ml ha_valid_restart_priorities */
const PRIORITIES: readonly string[] = [HA_RESTART, 'best-effort', ''];

function setPriority(call: Call, ref: Ref<'VM'>, value: string): void {
  if (!PRIORITIES.includes(value)) throw new Fault('INVALID_VALUE', 'ha_restart_priority', value);
  const vm = need(call.db, 'VM', ref);
  if (vm.ha_restart_priority === value) return;
  const running = vm.power_state === 'Running';
  const { db, world } = call;
  const isNew = value === HA_RESTART && vm.power_state !== 'Halted';
  if (isNew) assertPlanSurvives(world, { newlyProtected: ref });
  db.transaction(() => {
    patch(call, ref, {
      ha_restart_priority: value,
      ...(running ? { ha_always_run: value === HA_RESTART } : undefined),
    });
    if (thePool(db)[1].ha_enabled) updatePoolStatus(world);
  });
}

function setAppliance(call: Call, ref: Ref<'VM'>, appliance: Ref<'VM_appliance'>): void {
  const { db } = call;
  const vm = need(db, 'VM', ref);
  if (vm.is_control_domain || vm.is_a_template || vm.is_a_snapshot) {
    const why = 'Control domains, templates and snapshots cannot be assigned to appliances.';
    throw new Fault('OPERATION_NOT_ALLOWED', why);
  }
  if (!isNullRef(appliance)) need(db, 'VM_appliance', appliance);
  patch(call, ref, { appliance });
}

function setSchedule(call: Call, ref: Ref<'VM'>, schedule: Ref<'VMSS'>): void {
  const { db, world } = call;
  const vm = need(db, 'VM', ref);
  assertFeature(world.db, 'VMSS');
  if (!isNullRef(schedule)) {
    const row = db.get('VMSS', schedule);
    if (row === undefined || vm.is_control_domain) throw new Fault('INVALID_VALUE', schedule);
    if (vm.is_a_template) throw new Fault('VM_IS_TEMPLATE', ref);
    if (row.type === 'snapshot_with_quiesce') {
      assertFeature(world.db, 'VSS');
      throw new Fault('VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED', ref);
    }
  }
  patch(call, ref, { snapshot_schedule: schedule });
}

/** A suspended VM resumes from another image, with the same contents, as a migrated VM does. */
function setSuspendImage(call: Call, ref: Ref<'VM'>, vdi: Ref<'VDI'>): void {
  assertInitially(call, ref, ['Suspended']);
  const disk = need(call.db, 'VDI', vdi);
  if (disk.type === 'cbt_metadata') throw new Fault('VDI_INCOMPATIBLE_TYPE', ref, disk.type);
  patch(call, ref, { suspend_VDI: vdi });
}

function setBlocked(
  call: Call,
  ref: Ref<'VM'>,
  change: (before: Vm['blocked_operations']) => Vm['blocked_operations'],
): void {
  patch(call, ref, { blocked_operations: change(need(call.db, 'VM', ref).blocked_operations) });
}

function without<K extends string, V>(map: Readonly<Record<K, V>>, key: string): Readonly<Record<K, V>> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key)) as Readonly<Record<K, V>>;
}

type MapField = 'other_config' | 'platform' | 'NVRAM';

function addTo(call: Call, ref: Ref<'VM'>, field: MapField, key: string, value: string): void {
  const map = need(call.db, 'VM', ref)[field];
  if (Object.hasOwn(map, key)) throw new Fault('MAP_DUPLICATE_KEY', 'VM', field, ref, key);
  patch(call, ref, { [field]: { ...map, [key]: value } });
}

function removeFrom(call: Call, ref: Ref<'VM'>, field: MapField, key: string): void {
  const map = need(call.db, 'VM', ref)[field];
  if (Object.hasOwn(map, key)) patch(call, ref, { [field]: without(map, key) });
}

function setGroups(call: Call, ref: Ref<'VM'>, groups: Vm['groups']): void {
  const { db, world } = call;
  const vm = need(db, 'VM', ref);
  assertFeature(world.db, 'VM_groups');
  if (vm.is_control_domain || vm.is_a_template || vm.is_a_snapshot) {
    const why = 'Control domains, templates, and snapshots cannot be added to VM groups.';
    throw new Fault('OPERATION_NOT_ALLOWED', why);
  }
  if (groups.length > 1) throw new Fault('TOO_MANY_GROUPS');
  for (const group of groups) need(db, 'VM_group', group);
  db.transaction(() => {
    patch(call, ref, { groups });
    updateGroupAlerts(world, [...vm.groups, ...groups]);
  });
}

define({
  'VM.set_actions_after_crash': (call, vm, value) => patch(call, vm, { actions_after_crash: value }),
  'VM.set_ha_restart_priority': setPriority,
  'VM.set_ha_always_run': (call, vm, value) => setPriority(call, vm, value ? HA_RESTART : ''),
  'VM.set_order': (call, vm, value) => setNonNegative(call, vm, 'order', value),
  'VM.set_start_delay': (call, vm, value) => setNonNegative(call, vm, 'start_delay', value),
  'VM.set_shutdown_delay': (call, vm, value) => setNonNegative(call, vm, 'shutdown_delay', value),
  'VM.set_appliance': setAppliance,
  'VM.set_snapshot_schedule': setSchedule,
  'VM.set_groups': setGroups,
  'VM.set_suspend_VDI': setSuspendImage,
  'VM.set_domain_type': (call, vm, value) => {
    if (value === 'unspecified') throw new Fault('INVALID_VALUE', 'domain_type', value);
    patch(call, vm, { domain_type: value, HVM_boot_policy: bootPolicyFor(value) });
  },
  'VM.set_HVM_boot_policy': (call, vm, value) =>
    patch(call, vm, { HVM_boot_policy: value, domain_type: value === '' ? 'pv' : 'hvm' }),
  'VM.set_has_vendor_device': (call, vm, value) => {
    assertInitially(call, vm, ['Halted']);
    const row = need(call.db, 'VM', vm);
    const hardware_platform_version = platformVersionFor(call.world, { ...row, has_vendor_device: value });
    patch(call, vm, { has_vendor_device: value, hardware_platform_version });
  },
  'VM.set_blocked_operations': (call, vm, value) => setBlocked(call, vm, () => value),
  'VM.add_to_blocked_operations': (call, vm, key, value) =>
    setBlocked(call, vm, (before) => {
      if (Object.hasOwn(before, key)) throw new Fault('MAP_DUPLICATE_KEY', 'VM', 'blocked_operations', vm, key);
      return { ...before, [key]: value };
    }),
  'VM.remove_from_blocked_operations': (call, vm, key) => setBlocked(call, vm, (before) => without(before, key)),
  'VM.set_other_config': (call, vm, other_config) => patch(call, vm, { other_config }),
  'VM.add_to_other_config': (call, vm, key, value) => addTo(call, vm, 'other_config', key, value),
  'VM.remove_from_other_config': (call, vm, key) => removeFrom(call, vm, 'other_config', key),
  'VM.set_platform': (call, vm, platform) => patch(call, vm, { platform }),
  'VM.add_to_platform': (call, vm, key, value) => addTo(call, vm, 'platform', key, value),
  'VM.remove_from_platform': (call, vm, key) => removeFrom(call, vm, 'platform', key),
  'VM.set_NVRAM': (call, vm, NVRAM) => {
    assertOperationValid(call.db, vm, 'changing_NVRAM');
    patch(call, vm, { NVRAM });
  },
  'VM.add_to_NVRAM': (call, vm, key, value) => {
    assertOperationValid(call.db, vm, 'changing_NVRAM');
    addTo(call, vm, 'NVRAM', key, value);
  },
  'VM.remove_from_NVRAM': (call, vm, key) => {
    assertOperationValid(call.db, vm, 'changing_NVRAM');
    removeFrom(call, vm, 'NVRAM', key);
  },
});
