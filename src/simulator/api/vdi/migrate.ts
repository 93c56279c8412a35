import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { defineOperation, startOperation, type Later } from '../operations';
import { diskWrites } from '../metrics/disk-writes';
import { define } from '../registry';
import { isAttachedTo } from '../sr/connections';
import { hasFeature } from '../sr/features';
import { isLive } from '../sr/live';
import { diskCopy } from '../vm/motion-disks';
import { assertOperationValid } from '../vm/operation-check';
import { need, type Call, type World } from '../world';
import { shareContent } from './content';
import { copyDisk, destroyDisk } from './disks';
import { assertVdiOperation } from './operations';

interface Move {
  /** The disk first, then its snapshots: each with what it becomes. */
  readonly copies: readonly (readonly [from: Ref<'VDI'>, to: Ref<'VDI'>])[];
}

/** Disks that one server mirrors at a time (xapi_vm_migrate.ml). */
const MOST_AT_ONCE = 3;

/** What both ends of a move must be able to do (xapi_vm_migrate.ml assert_sr_support_operations). */
const NEEDED: readonly string[] = ['VDI_SNAPSHOT', 'VDI_MIRROR'];

function assertCanReach({ world, db }: Call, vm: Records['VM'], sr: Ref<'SR'>): void {
  const hosts = isNullRef(vm.resident_on)
    ? db.refs('host').filter((host) => isLive(db, host) && db.row('host', host).enabled)
    : [vm.resident_on];
  if (!hosts.some((host) => isAttachedTo(world, sr, host))) throw new Fault('NO_HOSTS_AVAILABLE');
}

function assertNotTooMany({ db }: Call, host: Ref<'host'>): void {
  const mirrored = [...db.all('VDI')].filter(
    ([, vdi]) =>
      Object.values(vdi.current_operations).includes('mirror') &&
      vdi.VBDs.some((vbd) => db.get('VM', db.row('VBD', vbd).VM)?.resident_on === host),
  );
  if (mirrored.length >= MOST_AT_ONCE) throw new Fault('TOO_MANY_STORAGE_MIGRATES', String(MOST_AT_ONCE));
}

/**
 * Moves a disk with its snapshots to another repository, while its guest uses it. The new disk has its room from the
 * beginning and takes the old one's place at the end (message_forwarding.ml, xapi_vm_migrate.ml vdi_pool_migrate).
 */
function poolMigrate(call: Call, vdi: Ref<'VDI'>, sr: Ref<'SR'>): Ref<'VDI'> | Later {
  const { db, world } = call;
  const row = need(db, 'VDI', vdi);
  const destination = need(db, 'SR', sr);
  const [vbd] = row.VBDs;
  if (vbd === undefined) throw new Fault('VDI_NEEDS_VM_FOR_MIGRATE', vdi);
  const vm = db.row('VBD', vbd).VM;
  assertOperationValid(db, vm, 'migrate_send');
  assertVdiOperation(world, vdi, 'mirror');
  const lacking = NEEDED.filter((feature) => !hasFeature(world, destination.type, feature));
  if (lacking.length > 0) throw new Fault('SR_DOES_NOT_SUPPORT_MIGRATION', sr, lacking.join(', '));
  const machine = need(db, 'VM', vm);
  assertCanReach(call, machine, sr);
  if (row.SR === sr) return vdi;
  if (!isNullRef(machine.resident_on)) assertNotTooMany(call, machine.resident_on);
  const disks = [vdi, ...row.snapshots.filter((snapshot) => db.row('VDI', snapshot).SR === row.SR)];
  return db.transaction((): Later => {
    const copies = disks.map((disk) => [disk, copyDisk(world, disk, sr)] as const);
    const [, main = NULL_REF] = copies[0] ?? [];
    for (const [from, to] of copies.slice(1)) {
      const { is_a_snapshot, snapshot_time } = db.row('VDI', from);
      db.update('VDI', to, { is_a_snapshot, snapshot_time, snapshot_of: main });
    }
    const writes = isNullRef(machine.resident_on) ? 0 : (diskWrites(world, vm).get(vdi) ?? 0);
    const copyMs = (disk: Ref<'VDI'>): number =>
      diskCopy(world, world, [disk, sr], Infinity, disk === vdi ? writes : 0).ms;
    return startOperation<Move>(call, 'VDI.pool_migrate', {
      durationMs: disks.reduce((sum, disk) => sum + copyMs(disk), 0),
      args: { copies },
      holds: [
        ['VM', vm, 'migrate_send'],
        ['VDI', vdi, 'mirror'],
        ['VDI', main, 'mirror'],
      ],
    });
  });
}

/**
 * MIRROR_FAILED [vdi] when the place that a disk goes to is gone, or out of reach of a guest that uses the disk.
 * @param moves the guest that goes to another server with it, looked at there
 */
export function assertArrived(world: World, vdi: Ref<'VDI'>, to: Ref<'VDI'>, moves: Ref<'VM'> = NULL_REF): void {
  const { db } = world;
  const sr = db.get('VDI', to)?.SR;
  if (sr === undefined) throw new Fault('MIRROR_FAILED', vdi);
  for (const vbd of db.row('VDI', vdi).VBDs) {
    const { currently_attached, VM } = db.row('VBD', vbd);
    const host = db.get('VM', VM)?.resident_on ?? NULL_REF;
    if (VM === moves || !currently_attached || isNullRef(host)) continue;
    if (!isAttachedTo(world, sr, host)) throw new Fault('MIRROR_FAILED', vdi);
  }
}

function takePlace(world: World, from: Ref<'VDI'>, to: Ref<'VDI'>): void {
  const { db } = world;
  const before = need(db, 'VDI', from);
  assertArrived(world, from, to);
  shareContent(world, from, to);
  const { name_label, name_description, other_config, tags, xenstore_data, sharable, read_only } = before;
  db.update('VDI', to, { name_label, name_description, other_config, tags, xenstore_data, sharable, read_only });
  for (const vbd of before.VBDs) db.update('VBD', vbd, { VDI: to });
  destroyDisk(world, from);
}

defineOperation<Move>('VDI.pool_migrate', {
  cancellable: true,
  finish: (world, { copies }) => {
    for (const [from, to] of copies) takePlace(world, from, to);
    return copies[0]?.[1] ?? NULL_REF;
  },
  undo: (world, { copies }) => {
    for (const [, to] of copies) if (world.db.has('VDI', to)) destroyDisk(world, to);
  },
  result: 'VDI ref',
});

define({ 'VDI.pool_migrate': (call, vdi, sr) => poolMigrate(call, vdi, sr) });
