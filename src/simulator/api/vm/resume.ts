import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { resumeMs } from '../../physics/lifecycle';
import { Fault } from '../fault';
import { defineOperation, startOperation, type Later } from '../operations';
import { chooseHost } from '../placement';
import { define } from '../registry';
import type { Call, World } from '../world';
import { announce, onHost } from './announce';
import { enterDomain } from './domain';
import { builtMemoryBytes, startPlan } from './durations';
import { diskHolds, stillHeld } from './holds';
import { imageSpeed } from './memory-image';
import { assertOperationValid } from './operation-check';
import { assertCanBootHere, cancelReservation, reserve } from './reservation';
import { dropImage } from './shutdown';
import { HA_RESTART } from './start';

interface Resume {
  readonly vm: Ref<'VM'>;
  readonly host: Ref<'host'>;
  readonly paused: boolean;
}

function durationMs(world: World, vm: Records['VM'], host: Ref<'host'>): number {
  const speed = imageSpeed(world, vm.suspend_VDI);
  return resumeMs(builtMemoryBytes(world, vm, host), speed, startPlan(world, vm, host, true));
}

function resume(
  call: Call,
  ref: Ref<'VM'>,
  op: 'resume' | 'resume_on',
  named: Ref<'host'> | null,
  paused: boolean,
  force: boolean,
): Later {
  const { db, world } = call;
  assertOperationValid(db, ref, op);
  const vm = db.row('VM', ref);
  // Whoever may destroy disks may have taken the memory of a guest (xapi_xenops.ml resume).
  if (!db.has('VDI', vm.suspend_VDI)) throw new Fault('VM_HAS_NO_SUSPEND_VDI', ref);
  const devices = diskHolds(world, vm);
  if (named !== null) assertCanBootHere(world, ref, named, { capacity: true, cpu: !force });
  return db.transaction((): Later => {
    const host = named ?? chooseHost(world, ref, vm);
    reserve(world, ref, host, 'vm_resume');
    return startOperation<Resume>(call, 'VM.resume', {
      durationMs: durationMs(world, vm, host),
      args: { vm: ref, host, paused },
      holds: [['VM', ref, op], ...devices, ['host', host, 'vm_resume']],
    });
  });
}

defineOperation<Resume>('VM.resume', {
  cancellable: true,
  finish: (world, { vm: ref, host, paused }, task) => {
    const vm = stillHeld(world, ref, task, ['Suspended']);
    dropImage(world, vm);
    enterDomain(
      world,
      ref,
      { host, power_state: paused ? 'Paused' : 'Running', boots: false, task },
      {
        suspend_VDI: NULL_REF,
        ...(vm.ha_restart_priority === HA_RESTART ? { ha_always_run: true } : undefined),
      },
    );
    announce(world, 'VM_RESUMED', ref, `resumed ${onHost(world, host)}`);
  },
  undo: (world, { vm }) => cancelReservation(world, vm),
});

define({
  'VM.resume': (call, vm, paused, force) => resume(call, vm, 'resume', null, paused, force),
  'VM.resume_on': (call, vm, host, paused, force) => resume(call, vm, 'resume_on', host, paused, force),
});
