import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Later } from '../operations';
import { define } from '../registry';
import { need, toXapiDate, type Call, type World } from '../world';
import { announce } from './announce';
import { branchesMs } from './clone';
import { copyVm } from './copy-record';
import { branchCalls, defineWithDisks, madeDisks, startWithDisks, wantedDisks, type DiskCalls } from './disk-calls';
import { stillHeld } from './holds';
import { assertOperationValid } from './operation-check';
import { assertSomeHostSees } from './repositories';
import { writeMetadata } from './snapshot-metadata';

type Vm = Records['VM'];

export interface Snapshot {
  readonly vm: Ref<'VM'>;
  readonly name: string;
  /** Disks that the snapshot leaves out. */
  readonly ignored: readonly Ref<'VDI'>[];
  readonly disks: DiskCalls;
}

/** What makes a copy a snapshot (xapi_vm_clone.ml snapshot_info, copy_vm_record). */
function snapshotValues(world: World, ref: Ref<'VM'>, vm: Vm, name: string): Partial<Vm> {
  return {
    name_label: name,
    is_a_template: true,
    is_a_snapshot: true,
    snapshot_of: ref,
    snapshot_time: toXapiDate(world.engine.nowMs),
    snapshot_info: { 'disk-snapshot-type': 'crash_consistent', 'power-state-at-snapshot': vm.power_state },
    snapshot_metadata: writeMetadata(vm),
    parent: vm.parent,
    tags: vm.tags,
  };
}

/** The snapshot becomes the latest ancestor of its VM. */
export function takeSnapshot(
  world: World,
  { vm: ref, name, ignored, disks }: Snapshot,
  vm: Vm,
  values: Partial<Vm> = {},
): Ref<'VM'> {
  const snapshots = madeDisks(world, disks);
  const copy = copyVm(world, ref, { ...snapshotValues(world, ref, vm, name), ...values }, (vbd, of) =>
    ignored.includes(vbd.VDI) ? null : snapshots(vbd, of),
  );
  world.db.update('VM', ref, { parent: copy });
  return copy;
}

defineWithDisks<Snapshot>('VM.snapshot', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => {
    const vm = stillHeld(world, args.vm, task);
    const copy = takeSnapshot(world, args, vm);
    announce(world, 'VM_SNAPSHOTTED', args.vm, `snapshotted, snapshot name: ${args.name}`);
    return copy;
  },
});

function snapshot(call: Call, vm: Ref<'VM'>, name: string, ignored: readonly Ref<'VDI'>[]): Later {
  const { db, world } = call;
  assertOperationValid(db, vm, 'snapshot');
  const row = db.row('VM', vm);
  assertSomeHostSees(world, row);
  const wanted = wantedDisks(world, row, false).filter(([, vdi]) => !ignored.includes(vdi));
  return startWithDisks(call, 'VM.snapshot', {
    calls: branchCalls('VDI.snapshot', wanted),
    args: { vm, name, ignored },
    holds: [['VM', vm, 'snapshot']],
    totalMs: branchesMs(world, wanted),
  });
}

define({
  'VM.snapshot': snapshot,
  'VM.update_snapshot_metadata': ({ db }, vm, snapshot_of, snapshot_time, transportable_snapshot_id) => {
    need(db, 'VM', vm);
    if (!isNullRef(snapshot_of)) need(db, 'VM', snapshot_of);
    db.transaction(() => {
      db.update('VM', vm, { is_a_snapshot: true, snapshot_time, snapshot_of, transportable_snapshot_id });
    });
  },
});
