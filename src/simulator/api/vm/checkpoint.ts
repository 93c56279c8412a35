import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { resumeMs } from '../../physics/lifecycle';
import { Fault, toFault } from '../fault';
import { assertFeature } from '../licence/features';
import { continueAs, defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { hasFeature } from '../sr/features';
import { repositoryType } from '../vbd';
import { destroyDisk } from '../vdi/disks';
import type { Call, World } from '../world';
import { announce } from './announce';
import { branchesMs, ownDisks } from './clone';
import {
  beginDisks,
  branchCalls,
  defineWithDisks,
  dropDisks,
  goOnWithDisks,
  madeImage,
  startWithDisks,
  wantedDisks,
  type DiskCall,
  type DiskCalls,
} from './disk-calls';
import { enterDomain, leaveSuspended, suspendDomain } from './domain';
import { startPlan } from './durations';
import { stillHeld } from './holds';
import { actualMemoryBytes, createImage, imageSpeed, saveMs } from './memory-image';
import { assertOperationValid } from './operation-check';
import { assertSomeHostSees } from './repositories';
import { takeSnapshot } from './snapshot';

type Vm = Records['VM'];

interface Checkpoint {
  readonly vm: Ref<'VM'>;
  readonly name: string;
  readonly disks: DiskCalls;
}

interface Live {
  readonly vm: Ref<'VM'>;
  readonly name: string;
  /** Where the memory of the running VM goes. */
  readonly image: Ref<'VDI'>;
  /** How long the guest takes to come back, ms. */
  readonly resumeMs: number;
}

interface LiveDisks extends Live {
  readonly disks: DiskCalls;
}

/** The snapshot that was taken, or why it was not; the guest comes back in either case. */
interface Taken extends Live {
  readonly snapshot: Ref<'VM'> | null;
  readonly fault: readonly [code: string, ...params: string[]] | null;
}

function announced(world: World, { vm, name }: Omit<Checkpoint, 'disks'>, snapshot: Ref<'VM'>): Ref<'VM'> {
  announce(world, 'VM_CHECKPOINTED', vm, `checkpointed, snapshot name: ${name}`);
  return snapshot;
}

/** Snapshots of the disks, and of the image of a suspended VM. */
function snapshotDisks(world: World, vm: Vm): { readonly calls: readonly DiskCall[]; readonly totalMs: number } {
  const wanted = wantedDisks(world, vm, vm.power_state === 'Suspended');
  return { calls: branchCalls('VDI.snapshot', wanted), totalMs: branchesMs(world, wanted) };
}

/** With the memory of the VM, if it has been saved. */
function takeCheckpoint(world: World, { vm: ref, name, disks }: Checkpoint, vm: Vm): Ref<'VM'> {
  const image = madeImage(disks);
  const values: Partial<Vm> = image === null ? {} : { power_state: 'Suspended', suspend_VDI: image };
  return takeSnapshot(world, { vm: ref, name, ignored: [], disks }, vm, values);
}

defineWithDisks<Checkpoint>('VM.checkpoint', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => {
    const vm = stillHeld(world, args.vm, task);
    return announced(world, args, takeCheckpoint(world, args, vm));
  },
});

// A running VM is suspended, snapshotted and resumed where it was; it holds its server all the time
// (xapi_vm_snapshot.ml checkpoint, xapi_vm_lifecycle.ml checkpoint_in_progress).
defineOperation<Live>('VM.checkpoint-save', {
  cancellable: true,
  finish: (world, args, task) => {
    const vm = world.db.get('VM', args.vm);
    if (vm !== undefined && vm.power_state !== 'Running') throw new Fault('VM_CHECKPOINT_SUSPEND_FAILED', args.vm);
    suspendDomain(world, args.vm, args.image, true);
    const { calls } = snapshotDisks(world, stillHeld(world, args.vm, task));
    const { disks, afterMs } = beginDisks(world, calls, task);
    return continueAs<LiveDisks>('VM.checkpoint-snapshot', afterMs, { ...args, disks });
  },
  undo: (world, { image }) => {
    if (world.db.has('VDI', image)) destroyDisk(world, image);
  },
});

function assertStillSuspended(world: World, vm: Ref<'VM'>, task: Ref<'task'>): Vm {
  const row = stillHeld(world, vm, task);
  // A forced shutdown has taken the image and all that waits for it.
  if (row.power_state !== 'Suspended') throw new Fault('VM_CHECKPOINT_RESUME_FAILED', vm);
  return row;
}

defineOperation<LiveDisks>('VM.checkpoint-snapshot', {
  finish: (world, { disks, ...args }, task) => {
    const vm = assertStillSuspended(world, args.vm, task);
    try {
      const step = goOnWithDisks(world, disks, task);
      if (step !== null) {
        return continueAs<LiveDisks>('VM.checkpoint-snapshot', step.afterMs, { ...args, disks: step.disks });
      }
      // The VM says what it was before it was saved.
      const snapshot = world.db.transaction(() =>
        takeCheckpoint(world, { ...args, disks }, { ...vm, power_state: 'Running' }),
      );
      return continueAs<Taken>('VM.checkpoint-resume', args.resumeMs, { ...args, snapshot, fault: null });
    } catch (error) {
      dropDisks(world, disks);
      const { code, params } = toFault(error);
      const taken: Taken = { ...args, snapshot: null, fault: [code, ...params] };
      return continueAs<Taken>('VM.checkpoint-resume', args.resumeMs, taken);
    }
  },
  undo: (world, { vm, disks }) => {
    dropDisks(world, disks);
    leaveSuspended(world, vm);
  },
});

defineOperation<Taken>('VM.checkpoint-resume', {
  result: 'VM ref',
  finish: (world, args, task) => {
    const vm = assertStillSuspended(world, args.vm, task);
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
    return startWithDisks(call, 'VM.checkpoint', { ...snapshotDisks(world, vm), args: { vm: ref, name }, holds });
  }
  assertSnapshotsPossible(world, ref, vm);
  return db.transaction((): Later => {
    const image = createImage(world, ref, vm);
    const durationMs = saveMs(world, vm, image);
    const plan = startPlan(world, vm, vm.resident_on, false);
    const back = resumeMs(actualMemoryBytes(world, vm), imageSpeed(world, image), plan);
    return startOperation<Live>(call, 'VM.checkpoint-save', {
      durationMs,
      totalMs: durationMs + snapshotDisks(world, vm).totalMs + back,
      args: { vm: ref, name, image, resumeMs: back },
      holds,
    });
  });
}

define({ 'VM.checkpoint': checkpoint });
