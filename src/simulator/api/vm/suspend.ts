import type { Ref } from '../../../xapi/datamodel/ref';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { destroyDisk } from '../vdi/disks';
import type { Call } from '../world';
import { announce } from './announce';
import { suspendDomain } from './domain';
import { stillHeld } from './holds';
import { createImage, saveMs } from './memory-image';
import { assertOperationValid } from './operation-check';

interface Suspend {
  readonly vm: Ref<'VM'>;
  readonly image: Ref<'VDI'>;
}

defineOperation<Suspend>('VM.suspend', {
  cancellable: true,
  finish: (world, { vm: ref, image }, task) => {
    stillHeld(world, ref, task, ['Running']);
    world.db.update('VM', ref, { ha_always_run: false });
    suspendDomain(world, ref, image);
    announce(world, 'VM_SUSPENDED', ref, 'suspended');
  },
  undo: (world, { image }) => {
    if (world.db.has('VDI', image)) destroyDisk(world, image);
  },
});

function suspend(call: Call, ref: Ref<'VM'>): Later {
  const { db, world } = call;
  assertOperationValid(db, ref, 'suspend');
  const vm = db.row('VM', ref);
  return db.transaction((): Later => {
    const image = createImage(world, ref, vm);
    return startOperation<Suspend>(call, 'VM.suspend', {
      durationMs: saveMs(world, vm, image),
      args: { vm: ref, image },
      holds: [['VM', ref, 'suspend']],
    });
  });
}

define({ 'VM.suspend': suspend });
