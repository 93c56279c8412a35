import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { WORKLOAD_KEY } from '../metrics/workload';
import { otherTrafficChanged } from '../transfer/other-traffic';
import type { World } from '../world';
import { leaveBoot, lookAgain } from './boot-clock';
import { bootedFrom } from './boots';

type Vm = Records['VM'];

/** Follows what makes guests boot slower or no more. Once for each world. */
export function watchBoots(world: World): void {
  const { db } = world;
  const left = new Map<Ref<'VM'>, Vm>();
  let isOtherwise = false;
  db.observe('VM', {
    replace: (ref, before, after) => {
      if (before !== undefined && isBooting(before) && !isSameDomain(before, after)) left.set(ref, before);
      if (after !== undefined && isTold(after) && !(before !== undefined && doesTheSame(before, after))) {
        isOtherwise = true;
      }
    },
    reset: () => left.clear(),
  });
  db.observe('PBD', {
    replace: (_ref, before, after) => {
      if (before?.other_config !== after?.other_config) isOtherwise = true;
    },
    reset: () => undefined,
  });
  db.onChange(() => {
    if (left.size > 0) {
      for (const [ref, before] of left) leave(world, ref, before);
      left.clear();
    }
    if (!isOtherwise) return;
    isOtherwise = false;
    for (const sr of bootedFrom(world)) lookAgain(world, sr);
    otherTrafficChanged(world);
  });
}

/** It runs and has not reported yet. */
function isBooting({ power_state, guest_metrics }: Vm): boolean {
  return power_state === 'Running' && isNullRef(guest_metrics);
}

function isSameDomain(before: Vm, after: Vm | undefined): boolean {
  return after !== undefined && after.domid === before.domid && after.power_state === before.power_state;
}

function isTold({ power_state, other_config }: Vm): boolean {
  return power_state === 'Running' && other_config[WORKLOAD_KEY] !== undefined;
}

function doesTheSame(before: Vm, after: Vm): boolean {
  return before.other_config === after.other_config && before.power_state === 'Running';
}

function leave(world: World, ref: Ref<'VM'>, before: Vm): void {
  const { db } = world;
  // A transaction that failed has changed nothing.
  if (isSameDomain(before, db.get('VM', ref))) return;
  // Its disks may have gone with it.
  for (const sr of bootedFrom(world)) leaveBoot(world, sr, ref, before.domid);
}
