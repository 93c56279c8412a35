import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import { PAUSE_MS } from '../../physics/lifecycle';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import type { Call } from '../world';
import { announce } from './announce';
import { updateGroupAlerts } from './anti-affinity';
import { planBoot } from './guest-boot';
import { stillHeld } from './holds';
import { assertOperationValid } from './operation-check';

interface Pause {
  readonly vm: Ref<'VM'>;
  readonly pauses: boolean;
}

defineOperation<Pause>('VM.pause', {
  finish: (world, { vm: ref, pauses }, task) => {
    const vm = stillHeld(world, ref, task, [pauses ? 'Running' : 'Paused']);
    world.db.update('VM', ref, { power_state: pauses ? 'Paused' : 'Running' });
    updateGroupAlerts(world, vm.groups);
    // A guest that was started paused, or paused while it booted, boots from here on.
    if (!pauses && isNullRef(vm.guest_metrics)) planBoot(world, ref);
    announce(world, pauses ? 'VM_PAUSED' : 'VM_UNPAUSED', ref, pauses ? 'paused' : 'unpaused');
  },
});

function pause(call: Call, vm: Ref<'VM'>, op: 'pause' | 'unpause'): Later {
  const { db } = call;
  assertOperationValid(db, vm, op);
  return db.transaction((): Later => {
    const args: Pause = { vm, pauses: op === 'pause' };
    return startOperation(call, 'VM.pause', { durationMs: PAUSE_MS, args, holds: [['VM', vm, op]] });
  });
}

define({
  'VM.pause': (call, vm) => pause(call, vm, 'pause'),
  'VM.unpause': (call, vm) => pause(call, vm, 'unpause'),
});
