import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { isPermitted } from '../access/rbac';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { define } from '../registry';
import { checkSession } from '../sessions';
import { isAttached } from '../sr/connections';
import { ownDisks } from '../vm/clone';
import { badPowerState } from '../vm/operation-check';
import { need, type Call, type World } from '../world';

/** The repositories that hold the disks of a VM (xapi_vm_helpers.ml list_required_SRs). */
function requiredBy(world: World, ref: Ref<'VM'>): readonly Ref<'SR'>[] {
  const { db } = world;
  const srs = ownDisks(world, need(db, 'VM', ref)).map(({ VDI }) => need(db, 'VDI', VDI).SR);
  return [...new Set(srs)].filter((sr) => need(db, 'SR', sr).content_type !== 'iso');
}

/** Those of them that no server of the pool has attached. */
function missingFor(world: World, vm: Ref<'VM'>): readonly Ref<'SR'>[] {
  return requiredBy(world, vm).filter((sr) => !isAttached(world, sr));
}

function assertRecoverable(world: World, vm: Ref<'VM'>): void {
  const [sr] = missingFor(world, vm);
  if (sr !== undefined) throw new Fault('VM_REQUIRES_SR', vm, sr);
}

/** Whoever could not have opened a database must not recover from one (xapi_dr.ml assert_session_allows_dr). */
function assertMayRecover({ db, world }: Call, session: Ref<'session'>, action: string): void {
  checkSession(world, session);
  assertFeature(db, 'DR');
  if (isPermitted(world, session, 'vdi.open_database')) return;
  const why = 'The supplied session does not have the required permissions for VM recovery.';
  throw new Fault('RBAC_PERMISSION_DENIED', action, why);
}

/**
 * Brings VMs back from the database in which the call reads them. No disk of the simulator holds another pool's
 * database, so that is this pool's own: a VM meets itself, which is no newer, and `force` puts it in its own place.
 * Source: xapi_dr.ml recover_vms, import.ml (full restore).
 */
function recoverAll({ db, world }: Call, vms: readonly Ref<'VM'>[], force: boolean): void {
  for (const ref of vms) {
    const { version, power_state } = need(db, 'VM', ref);
    if (!force) throw new Fault('VM_TO_IMPORT_IS_NOT_NEWER_VERSION', ref, String(version), String(version));
    if (power_state !== 'Halted') throw new Fault(...badPowerState(ref, ['Halted'], power_state));
  }
  db.transaction(() => {
    // Repositories that were brought in for a recovery are there to stay once a VM needs them.
    for (const sr of new Set(vms.flatMap((ref) => requiredBy(world, ref)))) {
      if (!isNullRef(db.row('SR', sr).introduced_by)) db.update('SR', sr, { introduced_by: NULL_REF });
    }
  });
}

function membersOf({ db }: Call, appliance: Ref<'VM_appliance'>): readonly Ref<'VM'>[] {
  return need(db, 'VM_appliance', appliance).VMs;
}

define({
  'VM.assert_can_be_recovered': ({ world }, vm, session) => {
    checkSession(world, session);
    assertRecoverable(world, vm);
  },
  'VM.get_SRs_required_for_recovery': ({ world }, vm, session) => {
    checkSession(world, session);
    return missingFor(world, vm);
  },
  'VM.recover': (call, vm, session, force) => {
    const { appliance } = need(call.db, 'VM', vm);
    if (!isNullRef(appliance)) throw new Fault('VM_IS_PART_OF_AN_APPLIANCE', vm, appliance);
    assertMayRecover(call, session, 'VM.recover');
    assertRecoverable(call.world, vm);
    recoverAll(call, [vm], force);
  },
  'VM_appliance.assert_can_be_recovered': (call, appliance, session) => {
    checkSession(call.world, session);
    for (const vm of membersOf(call, appliance)) assertRecoverable(call.world, vm);
  },
  'VM_appliance.get_SRs_required_for_recovery': (call, appliance, session) => {
    checkSession(call.world, session);
    return [...new Set(membersOf(call, appliance).flatMap((vm) => missingFor(call.world, vm)))];
  },
  'VM_appliance.recover': (call, appliance, session, force) => {
    assertMayRecover(call, session, 'VM_appliance.recover');
    const vms = membersOf(call, appliance);
    for (const vm of vms) assertRecoverable(call.world, vm);
    recoverAll(call, vms, force);
  },
});
