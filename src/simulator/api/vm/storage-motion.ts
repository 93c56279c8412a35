import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { copyMs } from '../../physics/lifecycle';
import { Fault } from '../fault';
import { continueAs, defineOperation, startOperation, type Hold, type Later } from '../operations';
import { diskWrites } from '../metrics/disk-writes';
import { chooseHost } from '../placement';
import { define } from '../registry';
import { isAttachedTo } from '../sr/connections';
import { copyDisk, destroyDisk } from '../vdi/disks';
import { assertArrived } from '../vdi/migrate';
import { need, thePool, type Call, type World } from '../world';
import { announce, named } from './announce';
import { ownDisks } from './clone';
import { enterDomain, withoutGuidance } from './domain';
import { migrationSpeed } from './durations';
import { gpuRefusal } from './gpus';
import { stillHeld } from './holds';
import { noteDiskMotion, noteMemoryMotion, planMemoryMotion, type MemoryPlan } from './memory-motion';
import { endMotion } from './passages';
import { assertOperationValid } from './operation-check';
import { leavePool } from './pool-motion';
import { otherPool } from './pool-motion-check';
import { assertCanBootHere, cancelReservation, reserve } from './reservation';
import { assertMovable, moving, readDestination, type MotionMaps, type VdiMap } from './motion';
import { assertFewEnough, assertNoneResets, inOrder, type MovingDisk } from './motion-disks';
import { assertCanMigrate } from './storage-motion-check';
import { isTrue } from './vm-facts';

type Vm = Records['VM'];

interface Motion {
  readonly vm: Ref<'VM'>;
  readonly from: Ref<'host'>;
  readonly to: Ref<'host'>;
  readonly waiting: readonly MovingDisk[];
  /** What has arrived, by what it is a copy of. */
  readonly copies: Readonly<Record<Ref<'VDI'>, Ref<'VDI'>>>;
  /** How the memory of a running VM follows. */
  readonly memory: MemoryPlan | null;
}

function domainMs({ memory }: Pick<Motion, 'memory'>): number {
  return memory?.totalMs ?? copyMs([]);
}

/** Places of disks that the caller's map does not name: snapshots follow their disk, the rest go to the default (migrate_send'). */
function extraPlaces(world: World, vm: Vm, to: Ref<'host'>, map: VdiMap): VdiMap {
  const { db } = world;
  const pool = thePool(db)[1];
  const places: Record<Ref<'VDI'>, Ref<'SR'>> = {};
  const place = (vdi: Ref<'VDI'>, preferred: Ref<'SR'>): void => {
    const { snapshot_of } = need(db, 'VDI', vdi);
    const sr = map[vdi] ?? map[snapshot_of] ?? (isNullRef(preferred) ? pool.default_SR : preferred);
    if (isNullRef(sr)) throw new Fault('VDI_NOT_IN_MAP', vdi);
    places[vdi] = sr;
  };
  const imageHome = isNullRef(pool.suspend_image_SR) ? db.row('host', to).suspend_image_sr : pool.suspend_image_SR;
  for (const one of [vm, ...vm.snapshots.map((snapshot) => db.row('VM', snapshot))]) {
    if (one.power_state !== 'Suspended' || !db.has('VDI', one.suspend_VDI)) continue;
    // An image that the destination reaches stays.
    if (!isAttachedTo(world, db.row('VDI', one.suspend_VDI).SR, to)) place(one.suspend_VDI, imageHome);
  }
  for (const snapshot of vm.snapshots) {
    for (const { VDI } of ownDisks(world, db.row('VM', snapshot))) place(VDI, NULL_REF);
  }
  return places;
}

/** CDs that do not come along are taken out; a suspended VM keeps what it had (find_cds_to_eject). */
function ejectCds({ db }: World, vm: Vm, map: VdiMap): void {
  if (vm.power_state === 'Suspended') return;
  for (const vbd of vm.VBDs) {
    const { type, empty, VDI } = db.row('VBD', vbd);
    if (type !== 'CD' || empty || db.get('VDI', VDI)?.SR === map[VDI]) continue;
    db.update('VBD', vbd, { VDI: NULL_REF, empty: true });
  }
}

/** Every repository that the VM has disks in afterwards must be within reach of its server; detached ones are attached. */
function attachPlaces(world: World, ref: Ref<'VM'>, vm: Vm, map: VdiMap, to: Ref<'host'>): void {
  const { db } = world;
  const srs = new Set([...ownDisks(world, vm).map(({ VDI }) => map[VDI] ?? NULL_REF), ...Object.values(map)]);
  for (const sr of srs) {
    if (isAttachedTo(world, sr, to)) continue;
    const pbd = need(db, 'SR', sr).PBDs.find((one) => db.row('PBD', one).host === to);
    if (pbd === undefined) throw new Fault('VM_REQUIRES_SR', ref, sr);
    db.update('PBD', pbd, { currently_attached: true });
  }
}

/**
 * Moves a VM of any state and its disks, within the pool or to another one. Disks are copied one after the other, those of a running VM
 * while it writes; then its memory follows, and the originals go.
 */
function migrateSend(call: Call, ref: Ref<'VM'>, dest: Readonly<Record<string, string>>, maps: MotionMaps): Later {
  const { db, world } = call;
  assertOperationValid(db, ref, 'migrate_send');
  const destination = assertCanMigrate(world, ref, dest, maps);
  const { host: to } = destination;
  if (!db.has('host', to)) return leavePool(call, ref, destination, maps);
  const vm = db.row('VM', ref);
  const isLive = vm.power_state === 'Running';
  return db.transaction((): Later => {
    const from = isLive ? vm.resident_on : chooseHost(world, ref, vm);
    reserve(world, ref, isLive ? to : from, 'vm_migrate');
    assertFewEnough(world, ref, from);
    if (isTrue(maps.options['copy'])) {
      const how = 'try efficient alternatives e.g. VM.copy/clone.';
      throw new Fault('OPERATION_NOT_ALLOWED', `Copy mode is disallowed on intra pool storage migration, ${how}`);
    }
    assertNoneResets(world, vm);
    const map = { ...maps.vdi_map, ...extraPlaces(world, vm, to, maps.vdi_map) };
    const network = from === to ? Infinity : migrationSpeed(world, from, to);
    const disks = inOrder(world, world, moving(world, map), network, diskWrites(world, ref));
    assertMovable(
      world,
      disks.map(({ vdi }) => vdi),
    );
    ejectCds(world, vm, map);
    attachPlaces(world, ref, vm, map, to);
    const memory = isLive ? planMemoryMotion(world, ref, to, maps.options) : null;
    const [first] = disks;
    const args: Motion = { vm: ref, from, to, waiting: disks, copies: {}, memory };
    noteNext(world, args);
    const holds: Hold[] = [
      ['VM', ref, 'migrate_send'],
      ['host', isLive ? to : from, 'vm_migrate'],
    ];
    return startOperation<Motion>(call, first === undefined ? 'VM.migrate-domain' : 'VM.migrate-disk', {
      durationMs: first?.ms ?? domainMs(args),
      totalMs: disks.reduce((sum, { ms }) => sum + ms, domainMs(args)),
      args,
      holds,
    });
  });
}

/** What goes over the wire next, of a VM that runs. */
function noteNext(world: World, { vm, to, waiting: [disk], memory }: Motion): void {
  if (memory === null || world.db.row('VM', vm).power_state !== 'Running') return;
  if (disk === undefined) noteMemoryMotion(world, vm, to, memory);
  else noteDiskMotion(world, vm, to, disk.ms, disk.bytesPerS);
}

function undo(world: World, { vm, copies }: Motion): void {
  endMotion(world, vm);
  for (const copy of Object.values(copies)) if (world.db.has('VDI', copy)) destroyDisk(world, copy);
  cancelReservation(world, vm);
}

defineOperation<Motion>('VM.migrate-disk', {
  cancellable: true,
  finish: (world, args, task) => {
    stillHeld(world, args.vm, task);
    const [disk, ...waiting] = args.waiting;
    if (disk === undefined) return continueAs<Motion>('VM.migrate-domain', domainMs(args), args);
    // Somebody has removed the disk of a halted VM meanwhile.
    if (!world.db.has('VDI', disk.vdi)) throw new Fault('MIRROR_FAILED', disk.vdi);
    const copies = { ...args.copies, [disk.vdi]: copyDisk(world, disk.vdi, disk.sr) };
    const next: Motion = { ...args, waiting, copies };
    const [after] = waiting;
    noteNext(world, next);
    if (after !== undefined) return continueAs<Motion>('VM.migrate-disk', after.ms, next);
    return continueAs<Motion>('VM.migrate-domain', domainMs(args), next);
  },
  undo,
});

/** The copies take the places of the originals, as snapshots of one another too (intra_pool_vdi_remap, update_snapshot_info). */
function takePlaces(world: World, ref: Ref<'VM'>, copies: Motion['copies']): void {
  const { db } = world;
  for (const [vdi, copy] of Object.entries(copies)) {
    const row = db.get('VDI', vdi);
    if (row === undefined) throw new Fault('MIRROR_FAILED', vdi);
    assertArrived(world, vdi, copy, ref);
    const { is_a_snapshot, snapshot_time, snapshot_of, VBDs } = row;
    db.update('VDI', copy, { is_a_snapshot, snapshot_time, snapshot_of: copies[snapshot_of] ?? snapshot_of });
    for (const vbd of VBDs) db.update('VBD', vbd, { VDI: copy });
    for (const snapshot of db.row('VDI', vdi).snapshots) db.update('VDI', snapshot, { snapshot_of: copy });
  }
  for (const one of [ref, ...db.row('VM', ref).snapshots]) {
    const image = copies[db.row('VM', one).suspend_VDI];
    if (image !== undefined) db.update('VM', one, { suspend_VDI: image });
  }
  for (const vdi of Object.keys(copies)) destroyDisk(world, vdi);
}

defineOperation<Motion>('VM.migrate-domain', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, { vm: ref, from, to, copies }, task) => {
    const { db } = world;
    const vm = stillHeld(world, ref, task);
    takePlaces(world, ref, copies);
    // A VM that was shut down meanwhile moves as a halted one does.
    if (vm.power_state === 'Running') {
      if (vm.scheduled_to_be_resident_on !== to) {
        // It has rebooted on the way, and what was kept for it is free again.
        assertCanBootHere(world, ref, to);
        reserve(world, ref, to, 'vm_migrate');
      }
      const arrival = { host: to, power_state: 'Running', boots: false, task } as const;
      enterDomain(world, ref, arrival, withoutGuidance(vm, 'restart_device_model'));
      const way = `from host ${named(db.row('host', from))} to host ${named(db.row('host', to))}`;
      announce(world, 'VM_MIGRATED', ref, `migrated ${way}`);
    } else {
      cancelReservation(world, ref);
    }
    // A repository of its own for memory images that its new server does not reach would fail its suspension.
    if (!isNullRef(vm.suspend_SR) && !isAttachedTo(world, vm.suspend_SR, to))
      db.update('VM', ref, { suspend_SR: NULL_REF });
    return ref;
  },
  undo,
});

/** Disks of this pool are VHDs; a map that wants another format is refused. */
function assertFormats(formats: Readonly<Record<Ref<'VDI'>, string>>): void {
  const other = Object.values(formats).find((format) => format !== 'vhd');
  if (other !== undefined) throw new Fault('INVALID_VALUE', 'vdi_format_map', other);
}

define({
  'VM.migrate_send': (call, vm, dest, _live, vdi_map, vif_map, options, vgpu_map = {}, formats) => {
    assertFormats(formats);
    return migrateSend(call, vm, dest, { vdi_map, vif_map, options, vgpu_map });
  },
  'VM.assert_can_migrate': ({ world }, vm, dest, _live, vdi_map, vif_map, options, vgpu_map = {}) => {
    assertCanMigrate(world, vm, dest, { vdi_map, vif_map, options, vgpu_map });
  },
  // What is left to the sending server: whether the vGPUs of a VM with a domain fit.
  'VM.assert_can_migrate_sender': ({ db, world }, ref, dest) => {
    const vm = need(db, 'VM', ref);
    const destination = readDestination(dest);
    const { host } = destination;
    if (!db.has('host', host)) {
      otherPool(world, destination);
      return;
    }
    const refusal = vm.power_state === 'Halted' ? null : gpuRefusal(world, vm, ref, host);
    if (refusal !== null) throw new Fault(...refusal);
  },
});
