import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { HARD_SHUTDOWN_MS, snapshotMs, vbdPlugMs } from '../../physics/lifecycle';
import { Fault } from '../fault';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { copyVif, removeVif } from '../vif';
import { repositoryType } from '../vbd';
import { cloneDisk, destroyDisk } from '../vdi/disks';
import { need, type Call, type World } from '../world';
import { announce } from './announce';
import { ownDisks } from './clone';
import { copyVtpm, removeVtpm } from '../vtpm/vtpm';
import { copyDisks, copyGuestMetrics, copyMetrics, copyVgpu, freshGenerationId } from './copy-record';
import { insertVm } from './create';
import { haltDomain } from './domain';
import { forgetGuest } from './guest-boot';
import { stillHeld } from './holds';
import { assertOperationValid } from './operation-check';
import { assertSomeHostSees } from './repositories';
import { readMetadata } from './snapshot-metadata';

type Vm = Records['VM'];

interface Revert {
  readonly snapshot: Ref<'VM'>;
  readonly vm: Ref<'VM'>;
}

/** Fields of a VM that a revert leaves as they are (xapi_vm_snapshot.ml do_not_copy). */
const KEPT: readonly (keyof Vm)[] = [
  'uuid',
  'suspend_VDI',
  'power_state',
  'parent',
  'current_operations',
  'allowed_operations',
  'metrics',
  'guest_metrics',
  'resident_on',
  'domid',
  'protection_policy',
  'snapshot_schedule',
  'scheduled_to_be_resident_on',
  'snapshots',
  'tags',
  'affinity',
  'consoles',
  'VBDs',
  'VIFs',
  'VGPUs',
  'VUSBs',
  'VTPMs',
  'crash_dumps',
  'children',
  'attached_PCIs',
  'appliance',
  'groups',
  'blobs',
];

/** A snapshot without metadata, of an old release, is read itself: these make it a snapshot (extended_do_not_copy). */
const OF_SNAPSHOT: readonly (keyof Vm)[] = [
  'name_label',
  'is_a_snapshot',
  'is_a_template',
  'is_default_template',
  'snapshot_of',
  'snapshot_time',
  'snapshot_info',
  'snapshot_metadata',
  'transportable_snapshot_id',
];

/** The configuration that the VM had when the snapshot was taken; a repository that has gone since stays so. */
function configuration({ db }: World, snapshot: Vm): Partial<Vm> {
  const own = snapshot.snapshot_metadata === '';
  const values = own ? { ...snapshot } : readMetadata(snapshot.snapshot_metadata);
  const left = new Set<string>(own ? [...KEPT, ...OF_SNAPSHOT] : KEPT);
  const { suspend_SR } = values;
  if (suspend_SR !== undefined && !db.has('SR', suspend_SR)) left.add('suspend_SR');
  const entries = Object.entries(values).filter(([field]) => !left.has(field));
  return { ...Object.fromEntries(entries), ha_always_run: false };
}

/** The VM of a snapshot whose VM is gone, made anew with the old uuid (create_vm_from_snapshot). */
function recreate(world: World, ref: Ref<'VM'>): Ref<'VM'> {
  const { db } = world;
  const snapshot = db.row('VM', ref);
  const { uuid } = readMetadata(snapshot.snapshot_metadata);
  if (uuid === undefined || db.byUuid('VM', uuid) !== undefined) {
    throw new Fault('VM_REVERT_FAILED', ref, snapshot.snapshot_of);
  }
  const vm = insertVm(world, { ...configuration(world, snapshot), name_label: snapshot.name_label });
  db.update('VM', vm, { ...configuration(world, snapshot), uuid });
  for (const [other, row] of db.all('VM')) {
    if (!row.is_a_snapshot || !isNullRef(row.snapshot_of)) continue;
    if (other === ref || readMetadata(row.snapshot_metadata).uuid === uuid) db.update('VM', other, { snapshot_of: vm });
  }
  return vm;
}

/** Removes the disks that the snapshot has a state of; others stay, attached to nothing. */
function dropDisks(world: World, vm: Vm, originals: ReadonlySet<Ref<'VDI'>>): void {
  const { db } = world;
  const disks = ownDisks(world, vm).map((vbd) => vbd.VDI);
  for (const vbd of vm.VBDs) db.remove('VBD', vbd);
  for (const vdi of disks) if (originals.has(vdi)) destroyDisk(world, vdi);
  if (!isNullRef(vm.suspend_VDI) && db.has('VDI', vm.suspend_VDI)) destroyDisk(world, vm.suspend_VDI);
}

/** A new disk takes the place of the old one: its snapshots are now the new one's. */
function inherit({ db }: World, old: Ref<'VDI'>, disk: Ref<'VDI'>, snapshots: readonly Ref<'VDI'>[]): void {
  for (const snapshot of snapshots) if (db.has('VDI', snapshot)) db.update('VDI', snapshot, { snapshot_of: disk });
  if (db.has('VDI', old)) db.touch('VDI', old);
}

/** Gives a VM the disks, interfaces and vGPUs of a snapshot (update_vifs_vbds_vgpus_and_vusbs). */
function replaceDevices(world: World, ref: Ref<'VM'>, snapshot: Vm, isSuspended: boolean): void {
  const { db } = world;
  const vm = db.row('VM', ref);
  const snapDisks = ownDisks(world, snapshot).map((vbd) => vbd.VDI);
  const families = new Map(
    snapDisks.map((vdi) => {
      const original = db.row('VDI', vdi).snapshot_of;
      return [vdi, { original, snapshots: db.get('VDI', original)?.snapshots ?? [vdi] }] as const;
    }),
  );
  dropDisks(world, vm, new Set([...families.values()].map(({ original }) => original)));
  copyDisks(
    world,
    snapshot,
    ref,
    (vbd) => {
      if (vbd.type === 'CD' || vbd.empty) return vbd.VDI;
      const disk = cloneDisk(world, vbd.VDI);
      const family = families.get(vbd.VDI);
      if (family !== undefined) inherit(world, family.original, disk, family.snapshots);
      return disk;
    },
    isSuspended,
  );
  for (const vif of vm.VIFs) removeVif(world, vif);
  for (const vif of snapshot.VIFs) copyVif(world, vif, ref, true, isSuspended);
  for (const vgpu of vm.VGPUs) db.remove('VGPU', vgpu);
  for (const vgpu of snapshot.VGPUs) copyVgpu(world, vgpu, ref);
  for (const vusb of vm.VUSBs) db.remove('VUSB', vusb);
  for (const vtpm of vm.VTPMs) removeVtpm(world, vtpm);
  for (const vtpm of snapshot.VTPMs) copyVtpm(world, vtpm, ref);
}

defineOperation<Revert>('VM.revert', {
  finish: (world, { snapshot: from, vm: ref }, task) => {
    const { db } = world;
    const snapshot = stillHeld(world, from, task);
    const live = db.row('VM', ref).power_state !== 'Halted';
    if (live) {
      haltDomain(world, ref, task);
      announce(world, 'VM_SHUTDOWN', ref, 'shutdown forcibly');
    }
    const suspended = snapshot.power_state === 'Suspended' && !isNullRef(snapshot.suspend_VDI);
    replaceDevices(world, ref, snapshot, suspended);
    forgetGuest(world, ref);
    const before = db.row('VM', ref);
    db.update('VM', ref, {
      ...configuration(world, snapshot),
      metrics: copyMetrics(world, snapshot),
      guest_metrics: copyGuestMetrics(world, snapshot),
      parent: from,
      generation_id: freshGenerationId(world, before.generation_id),
      power_state: suspended ? 'Suspended' : 'Halted',
      suspend_VDI: suspended ? cloneDisk(world, snapshot.suspend_VDI) : NULL_REF,
    });
    db.remove('VM_metrics', before.metrics);
    const which = `${snapshot.name_label} (uuid ${snapshot.uuid})`;
    announce(world, 'VM_SNAPSHOT_REVERTED', ref, `reverted to snapshot: ${which}`);
  },
});

/** Brings a VM back to a snapshot. What it holds since then is lost, running or not. */
function revert(call: Call, snapshot: Ref<'VM'>): Later {
  const { db, world } = call;
  const row = need(db, 'VM', snapshot);
  return db.transaction((): Later => {
    const vm = isNullRef(row.snapshot_of) && row.is_a_snapshot ? recreate(world, snapshot) : row.snapshot_of;
    assertOperationValid(db, snapshot, 'revert');
    assertOperationValid(db, vm, 'reverting');
    assertSomeHostSees(world, row);
    const live = db.row('VM', vm).power_state !== 'Halted';
    const disks = ownDisks(world, row).map((vbd) => vbdPlugMs(repositoryType(db, vbd)));
    return startOperation<Revert>(call, 'VM.revert', {
      durationMs: (live ? HARD_SHUTDOWN_MS : 0) + snapshotMs(disks),
      args: { snapshot, vm },
      holds: [
        ['VM', snapshot, 'revert'],
        ['VM', vm, 'reverting'],
      ],
    });
  });
}

define({ 'VM.revert': revert });
