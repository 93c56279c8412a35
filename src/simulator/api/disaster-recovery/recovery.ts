import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { isPermitted } from '../access/rbac';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { define } from '../registry';
import { checkSession } from '../sessions';
import { isAttached } from '../sr/connections';
import { exportObjects } from '../transfer/export-objects';
import { importVms } from '../transfer/import-objects';
import { ImportedObjects } from '../transfer/read-objects';
import { ownDisks } from '../vm/clone';
import { need, type Call, type World } from '../world';
import { databaseOf, homeOf } from './opened';

/** The repositories that hold the disks of a VM (xapi_vm_helpers.ml list_required_SRs). */
function requiredBy(world: World, ref: Ref<'VM'>): readonly Ref<'SR'>[] {
  const { db } = world;
  const srs = ownDisks(world, need(db, 'VM', ref)).map(({ VDI }) => need(db, 'VDI', VDI).SR);
  return [...new Set(srs)].filter((sr) => need(db, 'SR', sr).content_type !== 'iso');
}

/** Whom a VM of an opened database is recovered for: what the other session looks at, usually the pool. */
function poolOf({ world }: Call, session: Ref<'session'>): World {
  const home = homeOf(world);
  return databaseOf(home, checkSession(home, session));
}

/** A repository by its uuid, as two databases know it. */
interface Required {
  readonly from: Ref<'SR'>;
  /** Undefined where the pool has no such repository. */
  readonly to: Ref<'SR'> | undefined;
}

/** The repositories of a VM that no server of a pool has attached. */
function missingFor({ world }: Call, vm: Ref<'VM'>, to: World): readonly Required[] {
  return requiredBy(world, vm)
    .map((from) => ({ from, to: to.db.byUuid('SR', world.db.row('SR', from).uuid) }))
    .filter((sr) => sr.to === undefined || !isAttached(to, sr.to));
}

function assertRecoverable(call: Call, vm: Ref<'VM'>, to: World): void {
  const [sr] = missingFor(call, vm, to);
  if (sr !== undefined) throw new Fault('VM_REQUIRES_SR', vm, sr.to ?? sr.from);
}

/** Whoever could not have opened a database must not recover from one (xapi_dr.ml assert_session_allows_dr). */
function assertMayRecover({ world }: Call, session: Ref<'session'>, to: World, action: string): void {
  assertFeature(to.db, 'DR');
  if (isPermitted(homeOf(world), session, 'vdi.open_database')) return;
  const why = 'The supplied session does not have the required permissions for VM recovery.';
  throw new Fault('RBAC_PERMISSION_DENIED', action, why);
}

/**
 * Brings VMs with their snapshots into a pool that has their disks already. A VM of the pool with the same uuid makes
 * way for an older one only by force. Source: xapi_dr.ml recover_vms, import.ml (metadata, full restore).
 * @returns the VMs and snapshots that came
 */
function recoverAll({ world }: Call, vms: readonly Ref<'VM'>[], to: World, isForced: boolean): readonly Ref<'VM'>[] {
  const { objects } = exportObjects(world, vms, { preservesPowerState: true, withSnapshots: true });
  const options = { sr: null, isRestore: true, isForced, isRecovery: true };
  return to.db.transaction(() => {
    const created = importVms(to, new ImportedObjects(objects), new Map(), options);
    // Repositories that were brought in for a recovery are there to stay once a VM needs them.
    for (const sr of new Set(created.flatMap((vm) => requiredBy(to, vm)))) {
      if (!isNullRef(to.db.row('SR', sr).introduced_by)) to.db.update('SR', sr, { introduced_by: NULL_REF });
    }
    return created;
  });
}

/** The vApp with the uuid of another one takes its name, or is made; it has these members (xapi_vm_appliance.ml). */
function recoverAppliance(to: World, old: Records['VM_appliance'], vms: readonly Ref<'VM'>[]): void {
  const { db, engine } = to;
  const { uuid, name_label, name_description } = old;
  const existing = db.byUuid('VM_appliance', uuid);
  const ref = existing ?? engine.newRef('VM_appliance');
  if (existing === undefined) db.insert('VM_appliance', ref, { uuid, name_label, name_description });
  else db.update('VM_appliance', ref, { name_label, name_description });
  for (const vm of db.row('VM_appliance', ref).VMs) db.update('VM', vm, { appliance: NULL_REF });
  for (const vm of vms) if (!db.row('VM', vm).is_a_template) db.update('VM', vm, { appliance: ref });
}

function membersOf({ db }: Call, appliance: Ref<'VM_appliance'>): readonly Ref<'VM'>[] {
  return need(db, 'VM_appliance', appliance).VMs;
}

define({
  'VM.assert_can_be_recovered': (call, vm, session) => assertRecoverable(call, vm, poolOf(call, session)),
  'VM.get_SRs_required_for_recovery': (call, vm, session) =>
    missingFor(call, vm, poolOf(call, session)).map(({ from }) => from),
  'VM.recover': (call, vm, session, force) => {
    const { appliance } = need(call.db, 'VM', vm);
    if (!isNullRef(appliance)) throw new Fault('VM_IS_PART_OF_AN_APPLIANCE', vm, appliance);
    const to = poolOf(call, session);
    assertMayRecover(call, session, to, 'VM.recover');
    assertRecoverable(call, vm, to);
    recoverAll(call, [vm], to, force);
  },
  'VM_appliance.assert_can_be_recovered': (call, appliance, session) => {
    const to = poolOf(call, session);
    for (const vm of membersOf(call, appliance)) assertRecoverable(call, vm, to);
  },
  'VM_appliance.get_SRs_required_for_recovery': (call, appliance, session) => {
    const to = poolOf(call, session);
    const missing = membersOf(call, appliance).flatMap((vm) => missingFor(call, vm, to));
    return [...new Set(missing.map(({ from }) => from))];
  },
  'VM_appliance.recover': (call, appliance, session, force) => {
    const to = poolOf(call, session);
    assertMayRecover(call, session, to, 'VM_appliance.recover');
    const old = need(call.db, 'VM_appliance', appliance);
    for (const vm of old.VMs) assertRecoverable(call, vm, to);
    to.db.transaction(() => recoverAppliance(to, old, recoverAll(call, old.VMs, to, force)));
  },
});
