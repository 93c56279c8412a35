import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { resumeMs } from '../../physics/lifecycle';
import { Fault, toFault } from '../fault';
import { assertFeature } from '../licence/features';
import { continueAs, defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { hasFeature } from '../sr/features';
import { repositoryType } from '../vbd';
import { cloneDisk, destroyDisk } from '../vdi/disks';
import type { Call, World } from '../world';
import { announce } from './announce';
import { ownDisks } from './clone';
import { enterDomain, leaveSuspended, suspendDomain } from './domain';
import { startPlan } from './durations';
import { stillHeld } from './holds';
import { actualMemoryBytes, createImage, imageSpeed, saveMs } from './memory-image';
import { assertOperationValid } from './operation-check';
import { assertSomeHostSees } from './repositories';
import { disksMs, takeSnapshot } from './snapshot';

type Vm = Records['VM'];

interface Checkpoint {
  readonly vm: Ref<'VM'>;
  readonly name: string;
}

interface LiveCheckpoint extends Checkpoint {
  /** Where the memory of the running VM goes. */
  readonly image: Ref<'VDI'>;
  /** How long the guest takes to come back, ms. */
  readonly resumeMs: number;
}

/** The snapshot that was taken, or why it was not; the guest comes back in either case. */
interface Taken extends LiveCheckpoint {
  readonly snapshot: Ref<'VM'> | null;
  readonly fault: readonly [code: string, ...params: string[]] | null;
}

function announced(world: World, { vm, name }: Checkpoint, snapshot: Ref<'VM'>): Ref<'VM'> {
  announce(world, 'VM_CHECKPOINTED', vm, `checkpointed, snapshot name: ${name}`);
  return snapshot;
}

/** A VM that is not running: disks, and the image of a suspended one. */
defineOperation<Checkpoint>('VM.checkpoint', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => {
    const vm = stillHeld(world, args.vm, task);
    const values: Partial<Vm> =
      vm.power_state === 'Suspended' ? { power_state: 'Suspended', suspend_VDI: cloneDisk(world, vm.suspend_VDI) } : {};
    return announced(world, args, takeSnapshot(world, { ...args, ignored: [] }, vm, values));
  },
});

// A running VM is suspended, snapshotted and resumed where it was; it holds its server all the time
// (xapi_vm_snapshot.ml checkpoint, xapi_vm_lifecycle.ml checkpoint_in_progress).
defineOperation<LiveCheckpoint>('VM.checkpoint-save', {
  cancellable: true,
  finish: (world, args, task) => {
    const vm = world.db.get('VM', args.vm);
    if (vm !== undefined && vm.power_state !== 'Running') throw new Fault('VM_CHECKPOINT_SUSPEND_FAILED', args.vm);
    suspendDomain(world, args.vm, args.image, true);
    return continueAs<LiveCheckpoint>('VM.checkpoint-snapshot', disksMs(world, stillHeld(world, args.vm, task)), args);
  },
  undo: (world, { image }) => {
    if (world.db.has('VDI', image)) destroyDisk(world, image);
  },
});

function assertStillSuspended(world: World, { vm }: Checkpoint, task: Ref<'task'>): Vm {
  const row = stillHeld(world, vm, task);
  // A forced shutdown has taken the image and all that waits for it.
  if (row.power_state !== 'Suspended') throw new Fault('VM_CHECKPOINT_RESUME_FAILED', vm);
  return row;
}

defineOperation<LiveCheckpoint>('VM.checkpoint-snapshot', {
  finish: (world, args, task) => {
    const vm = assertStillSuspended(world, args, task);
    try {
      const snapshot = world.db.transaction(() => {
        const suspend_VDI = cloneDisk(world, args.image);
        // The VM says what it was before it was saved.
        const running: Vm = { ...vm, power_state: 'Running' };
        return takeSnapshot(world, { ...args, ignored: [] }, running, { power_state: 'Suspended', suspend_VDI });
      });
      return continueAs<Taken>('VM.checkpoint-resume', args.resumeMs, { ...args, snapshot, fault: null });
    } catch (error) {
      const { code, params } = toFault(error);
      const taken: Taken = { ...args, snapshot: null, fault: [code, ...params] };
      return continueAs<Taken>('VM.checkpoint-resume', args.resumeMs, taken);
    }
  },
  undo: (world, { vm }) => leaveSuspended(world, vm),
});

defineOperation<Taken>('VM.checkpoint-resume', {
  result: 'VM ref',
  finish: (world, args, task) => {
    const vm = assertStillSuspended(world, args, task);
    if (world.db.has('VDI', args.image)) destroyDisk(world, args.image);
    const held = args.fault === null ? task : NULL_REF;
    const arrival = { host: vm.resident_on, power_state: 'Running', boots: false, task: held } as const;
    enterDomain(world, args.vm, arrival, { suspend_VDI: NULL_REF });
    if (args.snapshot === null) return continueAs('VM.checkpoint-failed', 0, args.fault);
    return announced(world, args, args.snapshot);
  },
  undo: (world, { vm }) => leaveSuspended(world, vm),
});

defineOperation<readonly [code: string, ...params: string[]]>('VM.checkpoint-failed', {
  finish: (_world, fault) => {
    throw new Fault(...fault);
  },
});

/** Every repository of the VM's disks must know snapshots; the error names the VM (xapi_vm_snapshot.ml checkpoint). */
function assertSnapshotsPossible(world: World, ref: Ref<'VM'>, vm: Vm): void {
  const all = ownDisks(world, vm).every((vbd) => hasFeature(world, repositoryType(world.db, vbd), 'VDI_SNAPSHOT'));
  if (!all) throw new Fault('SR_OPERATION_NOT_SUPPORTED', ref);
}

function checkpoint(call: Call, ref: Ref<'VM'>, name: string): Later {
  const { db, world } = call;
  assertOperationValid(db, ref, 'checkpoint');
  const vm = db.row('VM', ref);
  const running = vm.power_state === 'Running';
  if (!running) assertSomeHostSees(world, vm);
  assertFeature(world.db, 'Checkpoint');
  const holds = [['VM', ref, 'checkpoint']] as const;
  if (!running) {
    const args: Checkpoint = { vm: ref, name };
    return startOperation(call, 'VM.checkpoint', { durationMs: disksMs(world, vm), args, holds });
  }
  assertSnapshotsPossible(world, ref, vm);
  return db.transaction((): Later => {
    const image = createImage(world, ref, vm);
    const durationMs = saveMs(world, vm, image);
    const plan = startPlan(world, vm, vm.resident_on, false);
    const back = resumeMs(actualMemoryBytes(world, vm), imageSpeed(world, image), plan);
    return startOperation<LiveCheckpoint>(call, 'VM.checkpoint-save', {
      durationMs,
      totalMs: durationMs + disksMs(world, vm) + back,
      args: { vm: ref, name, image, resumeMs: back },
      holds,
    });
  });
}

define({ 'VM.checkpoint': checkpoint });
