import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { resumeMs, snapshotMs, vbdPlugMs } from '../../physics/lifecycle';
import { Fault } from '../fault';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { hasFeature } from '../sr/features';
import { repositoryType } from '../vbd';
import { cloneDisk, destroyDisk, snapshotDisk } from '../vdi/disks';
import { need, toXapiDate, type Call, type World } from '../world';
import { announce } from './announce';
import { disksBy, ownDisks } from './clone';
import { copyVm } from './copy-record';
import { enterDomain } from './domain';
import { startPlan } from './durations';
import { stillHeld } from './holds';
import { actualMemoryBytes, createImage, imageSpeed, saveMs } from './memory-image';
import { assertOperationValid } from './operation-check';
import { assertSomeHostSees } from './repositories';
import { writeMetadata } from './snapshot-metadata';

type Vm = Records['VM'];

interface Snapshot {
  readonly vm: Ref<'VM'>;
  readonly name: string;
  /** Disks that the snapshot leaves out. */
  readonly ignored: readonly Ref<'VDI'>[];
}

interface Checkpoint extends Snapshot {
  /** Image of the memory at the checkpoint; null for a VM that is not running. */
  readonly image: Ref<'VDI'> | null;
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
function take(world: World, { vm: ref, name, ignored }: Snapshot, vm: Vm, values: Partial<Vm>): Ref<'VM'> {
  const snapshots = disksBy((vdi) => snapshotDisk(world, vdi));
  const copy = copyVm(world, ref, { ...snapshotValues(world, ref, vm, name), ...values }, (vbd) =>
    ignored.includes(vbd.VDI) ? null : snapshots(vbd),
  );
  world.db.update('VM', ref, { parent: copy });
  return copy;
}

defineOperation<Snapshot>('VM.snapshot', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => {
    const vm = stillHeld(world, args.vm, task);
    const copy = take(world, args, vm, {});
    announce(world, 'VM_SNAPSHOTTED', args.vm, `snapshotted (new uuid: ${world.db.row('VM', copy).uuid})`);
    return copy;
  },
});

/** The memory image of a checkpoint: what was just saved, or a copy of a suspended VM's. */
function checkpointImage(world: World, vm: Vm, image: Ref<'VDI'> | null): Partial<Vm> {
  if (image !== null) return { power_state: 'Suspended', suspend_VDI: image };
  if (vm.power_state !== 'Suspended') return { power_state: 'Halted', suspend_VDI: NULL_REF };
  return { power_state: 'Suspended', suspend_VDI: cloneDisk(world, vm.suspend_VDI) };
}

defineOperation<Checkpoint>('VM.checkpoint', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => {
    const vm = stillHeld(world, args.vm, task);
    if (args.image !== null && vm.power_state !== 'Running') throw new Fault('VM_CHECKPOINT_RESUME_FAILED', args.vm);
    const copy = take(world, args, vm, checkpointImage(world, vm, args.image));
    // The guest was saved and goes on in a new domain on the same server.
    if (args.image !== null) {
      enterDomain(world, args.vm, { host: vm.resident_on, power_state: 'Running', boots: false, task });
    }
    announce(world, 'VM_CHECKPOINTED', args.vm, `checkpointed (new uuid: ${world.db.row('VM', copy).uuid})`);
    return copy;
  },
  undo: (world, { image }) => {
    if (image !== null && world.db.has('VDI', image)) destroyDisk(world, image);
  },
});

function disksMs(world: World, vm: Vm): number {
  return snapshotMs(ownDisks(world, vm).map((vbd) => vbdPlugMs(repositoryType(world.db, vbd))));
}

/** Every repository of the VM's disks must know snapshots (xapi_vm_snapshot.ml checkpoint). */
function assertSnapshotsPossible(world: World, vm: Vm): void {
  for (const vbd of ownDisks(world, vm)) {
    const { SR: sr } = need(world.db, 'VDI', vbd.VDI);
    if (!hasFeature(world, repositoryType(world.db, vbd), 'VDI_SNAPSHOT')) {
      throw new Fault('SR_OPERATION_NOT_SUPPORTED', sr);
    }
  }
}

function snapshot(call: Call, vm: Ref<'VM'>, name: string, ignored: readonly Ref<'VDI'>[]): Later {
  const { db, world } = call;
  assertOperationValid(db, vm, 'snapshot');
  const row = db.row('VM', vm);
  assertSomeHostSees(world, row);
  return startOperation<Snapshot>(call, 'VM.snapshot', {
    durationMs: disksMs(world, row),
    args: { vm, name, ignored },
    holds: [['VM', vm, 'snapshot']],
  });
}

function checkpoint(call: Call, ref: Ref<'VM'>, name: string): Later {
  const { db, world } = call;
  assertOperationValid(db, ref, 'checkpoint');
  const vm = db.row('VM', ref);
  const running = vm.power_state === 'Running';
  if (!running) assertSomeHostSees(world, vm);
  if (running) assertSnapshotsPossible(world, vm);
  return db.transaction((): Later => {
    const image = running ? createImage(world, ref, vm) : null;
    const memoryMs =
      image === null
        ? 0
        : saveMs(world, vm, image) +
          resumeMs(actualMemoryBytes(world, vm), imageSpeed(world, image), startPlan(world, vm, false));
    return startOperation<Checkpoint>(call, 'VM.checkpoint', {
      durationMs: disksMs(world, vm) + memoryMs,
      args: { vm: ref, name, ignored: [], image },
      holds: [['VM', ref, 'checkpoint']],
    });
  });
}

define({
  'VM.snapshot': snapshot,
  'VM.checkpoint': checkpoint,
  'VM.update_snapshot_metadata': ({ db }, vm, snapshot_of, snapshot_time, transportable_snapshot_id) => {
    need(db, 'VM', vm);
    db.transaction(() => {
      db.update('VM', vm, { is_a_snapshot: true, snapshot_time, snapshot_of, transportable_snapshot_id });
    });
  },
  'VM.csvm': (call, vm) => {
    assertOperationValid(call.db, vm, 'csvm');
    const { name_label } = need(call.db, 'VM', vm);
    return startOperation(call, 'VM.clone', {
      durationMs: disksMs(call.world, need(call.db, 'VM', vm)),
      args: { vm, name: `${name_label}-cloned-suspended` },
      holds: [['VM', vm, 'csvm']],
    });
  },
});
