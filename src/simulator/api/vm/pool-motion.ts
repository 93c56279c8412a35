import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { copyMs } from '../../physics/lifecycle';
import { Fault } from '../fault';
import { continueAs, defineOperation, startOperation, type Later } from '../operations';
import { diskWrites } from '../metrics/disk-writes';
import { isAttachedTo } from '../sr/connections';
import { importVms } from '../transfer/import-objects';
import { copyDisk, destroyDisk } from '../vdi/disks';
import { coordinator, need, thePool, type Call, type World } from '../world';
import { announce, named } from './announce';
import { ownDisks } from './clone';
import { destroyWithDisks } from './destroy';
import { enterDomain, haltDomain } from './domain';
import { migrationSpeed } from './durations';
import { stillHeld } from './holds';
import { memoryMigrationMs } from './memory-motion';
import type { Destination, MotionMaps, VdiMap } from './motion';
import { assertFewEnough, assertNoneResets, inOrder, type MovingDisk } from './motion-disks';
import {
  assertMemory,
  exportedVm,
  gpuGroupsFor,
  isCopy,
  networksFor,
  otherPool,
  travellers,
} from './pool-motion-check';
import { reserve } from './reservation';

type Vm = Records['VM'];

/** Arguments of a migration to another pool; the references of `to`, `copies` and `sr` are that pool's. */
interface Departure {
  readonly vm: Ref<'VM'>;
  readonly to: Destination;
  readonly copies: boolean;
  readonly vifs: MotionMaps['vif_map'];
  readonly vgpus: MotionMaps['vgpu_map'];
  readonly waiting: readonly MovingDisk[];
  /** What has arrived, by what it is a copy of. */
  readonly arrived: Readonly<Record<Ref<'VDI'>, Ref<'VDI'>>>;
  /** Carrying the memory over, ms. */
  readonly domainMs: number;
}

const DISK = 'VM.leave-disk';
const DOMAIN = 'VM.leave-domain';

/** Where all disks go: those of the map, those of snapshots beside theirs, memory images to their own place (migrate_send'). */
function placesOf(world: World, there: World, vms: readonly Vm[], to: Ref<'host'>, map: VdiMap): VdiMap {
  const pool = thePool(there.db)[1];
  const images = isNullRef(pool.suspend_image_SR) ? there.db.row('host', to).suspend_image_sr : pool.suspend_image_SR;
  const places: Record<Ref<'VDI'>, Ref<'SR'>> = {};
  const place = (vdi: Ref<'VDI'>, otherwise: Ref<'SR'>): void => {
    const sr = map[vdi] ?? map[need(world.db, 'VDI', vdi).snapshot_of] ?? otherwise;
    if (isNullRef(sr)) throw new Fault('VDI_NOT_IN_MAP', vdi);
    need(there.db, 'SR', sr);
    places[vdi] = sr;
  };
  for (const vm of vms) {
    for (const { VDI } of ownDisks(world, vm)) place(VDI, pool.default_SR);
    if (vm.power_state === 'Suspended' && world.db.has('VDI', vm.suspend_VDI)) {
      place(vm.suspend_VDI, isNullRef(images) ? pool.default_SR : images);
    }
  }
  return places;
}

/**
 * Sends a VM of any state to a server of another pool, with its disks, its snapshots and, when it runs, its memory; it
 * is gone here afterwards, unless it is only copied. The checks have been made.
 */
export function leavePool(call: Call, ref: Ref<'VM'>, to: Destination, maps: MotionMaps): Later {
  const { db, world } = call;
  const there = otherPool(world, to);
  const vm = db.row('VM', ref);
  const copies = isCopy(maps);
  assertNoneResets(world, vm);
  const from = isNullRef(vm.resident_on) ? coordinator(db) : vm.resident_on;
  const network = Math.min(migrationSpeed(world, from, from), migrationSpeed(there, to.host, to.host));
  assertFewEnough(world, ref, from);
  const places = placesOf(world, there, travellers(world, ref, copies), to.host, maps.vdi_map);
  for (const sr of Object.values(places)) {
    if (!isAttachedTo(there, sr, to.host)) throw new Fault('VM_REQUIRES_SR', ref, sr);
  }
  const waiting = inOrder(world, there, Object.entries(places), network, diskWrites(world, ref));
  const domainMs =
    vm.power_state === 'Running' ? memoryMigrationMs(world, ref, vm.resident_on, maps.options) : copyMs([]);
  const [first] = waiting;
  const args: Departure = {
    vm: ref,
    to,
    copies,
    vifs: maps.vif_map,
    vgpus: maps.vgpu_map,
    waiting,
    arrived: {},
    domainMs,
  };
  return startOperation<Departure>(call, first === undefined ? DOMAIN : DISK, {
    durationMs: first?.ms ?? domainMs,
    totalMs: waiting.reduce((sum, { ms }) => sum + ms, domainMs),
    args,
    holds: [['VM', ref, 'migrate_send']],
  });
}

/** Takes back what has arrived, as far as the other pool can still be reached. */
function undo(world: World, { to, arrived }: Departure): void {
  const there = world.surroundings.site?.worldAt(to.master);
  there?.db.transaction(() => {
    for (const copy of Object.values(arrived)) if (there.db.has('VDI', copy)) destroyDisk(there, copy);
  });
}

defineOperation<Departure>(DISK, {
  cancellable: true,
  finish: (world, args, task) => {
    stillHeld(world, args.vm, task);
    const there = otherPool(world, args.to);
    const [disk, ...waiting] = args.waiting;
    if (disk === undefined) return continueAs<Departure>(DOMAIN, args.domainMs, args);
    if (!world.db.has('VDI', disk.vdi)) throw new Fault('MIRROR_FAILED', disk.vdi);
    const arrived = { ...args.arrived, [disk.vdi]: copyDisk(world, disk.vdi, disk.sr, there) };
    const next: Departure = { ...args, waiting, arrived };
    const [after] = waiting;
    return continueAs<Departure>(after === undefined ? DOMAIN : DISK, after?.ms ?? args.domainMs, next);
  },
  undo,
});

/** The disks that have arrived, by their identifiers in the export. */
function filledDisks(
  world: World,
  { arrived }: Departure,
  objects: ReturnType<typeof exportedVm>,
): Map<string, Ref<'VDI'>> {
  const copies = new Map<string, Ref<'VDI'>>();
  for (const [vdi, copy] of Object.entries(arrived)) copies.set(need(world.db, 'VDI', vdi).uuid, copy);
  const filled = new Map<string, Ref<'VDI'>>();
  for (const [id, { uuid }] of objects.all('VDI')) {
    const copy = copies.get(uuid);
    if (copy !== undefined) filled.set(id, copy);
  }
  return filled;
}

/** Disks of snapshots are snapshots of the disks that came with them. */
function relateDisks(world: World, there: World, { arrived }: Departure): void {
  for (const [vdi, copy] of Object.entries(arrived)) {
    const { is_a_snapshot, snapshot_time, snapshot_of } = need(world.db, 'VDI', vdi);
    if (!is_a_snapshot) continue;
    there.db.update('VDI', copy, { is_a_snapshot, snapshot_time, snapshot_of: arrived[snapshot_of] ?? NULL_REF });
  }
}

/** The VM as the other pool has it from now on. */
function arrive(world: World, there: World, vm: Vm, args: Departure): Ref<'VM'> {
  const { db } = there;
  for (const [vdi, copy] of Object.entries(args.arrived))
    if (!db.has('VDI', copy)) throw new Fault('MIRROR_FAILED', vdi);
  const objects = exportedVm(world, args.vm, args.copies);
  const vms = travellers(world, args.vm, args.copies);
  assertMemory(there, vm, args.to.host);
  return db.transaction(() => {
    const arrived = importVms(there, objects, filledDisks(world, args, objects), {
      sr: null,
      isRestore: !args.copies,
      isForced: false,
      isLive: vm.power_state === 'Running',
      networks: networksFor(world, there, vms, args.vifs),
      gpuGroups: gpuGroupsFor(world, there, args.vgpus),
    });
    relateDisks(world, there, args);
    const [ref] = arrived;
    if (ref === undefined) throw new Fault('IMPORT_ERROR', 'The VM did not arrive.');
    if (vm.power_state !== 'Running') return ref;
    const { start_time } = need(world.db, 'VM_metrics', vm.metrics);
    db.update('VM_metrics', db.row('VM', ref).metrics, { start_time });
    reserve(there, ref, args.to.host, 'vm_migrate');
    enterDomain(there, ref, { host: args.to.host, power_state: 'Running', boots: false, task: NULL_REF });
    const way = `from host ${named(world.db.row('host', vm.resident_on))} to host ${named(db.row('host', args.to.host))}`;
    announce(there, 'VM_MIGRATED', ref, `migrated ${way}`);
    return ref;
  });
}

/** Nothing of the VM stays here. */
function depart(world: World, ref: Ref<'VM'>, vm: Vm, task: Ref<'task'>): void {
  if (vm.power_state === 'Running') haltDomain(world, ref, task);
  for (const snapshot of vm.snapshots) destroyWithDisks(world, snapshot);
  destroyWithDisks(world, ref);
}

defineOperation<Departure>(DOMAIN, {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => {
    const vm = stillHeld(world, args.vm, task);
    const there = otherPool(world, args.to);
    const arrived = arrive(world, there, vm, args);
    if (!args.copies) depart(world, args.vm, vm, task);
    return arrived;
  },
  undo,
});
