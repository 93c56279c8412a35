import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { cleanShutdownMs, HARD_SHUTDOWN_MS } from '../../physics/lifecycle';
import { continueAs, defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { destroyDisk } from '../vdi/disks';
import { need, type Call, type World } from '../world';
import { announce } from './announce';
import { haltDomain } from './domain';
import { guestSystem } from './guest-kind';
import { cancelRunning, stillHeld } from './holds';
import { assertOperationValid, operationRefusal } from './operation-check';
import type { VmOperation } from './operation-table';
import { assertSomeHostSees } from './repositories';
import { vmFacts } from './vm-facts';

type Vm = Records['VM'];

interface Shutdown {
  readonly vm: Ref<'VM'>;
  readonly how: 'shutdown' | 'shutdown forcibly';
}

/** Work on the domain that ends when it is destroyed (message_forwarding.ml hard_shutdown). */
const ENDED_BY_SHUTDOWN: ReadonlySet<VmOperation> = new Set([
  'clean_shutdown',
  'clean_reboot',
  'hard_reboot',
  'pool_migrate',
  'call_plugin',
  'shutdown',
  'suspend',
]);

/**
 * Removes the memory image of a VM, if there is one; the VM forgets it even when it cannot be removed, as what a client
 * has put in its place may be: a volume that others hang on is not (xapi_vdi.ml: VDI_NOT_MANAGED).
 */
export function dropImage(world: World, vm: Vm): void {
  if (world.db.get('VDI', vm.suspend_VDI)?.managed === true) destroyDisk(world, vm.suspend_VDI);
}

defineOperation<Shutdown>('VM.shutdown', {
  finish: (world, { vm: ref, how }, task) => {
    const vm = stillHeld(world, ref, task);
    const delayMs = vm.power_state === 'Suspended' ? 0 : vm.shutdown_delay * 1000;
    dropImage(world, vm);
    haltDomain(world, ref, delayMs > 0 ? NULL_REF : task, { ha_always_run: false, suspend_VDI: NULL_REF });
    announce(world, 'VM_SHUTDOWN', ref, how);
    return delayMs > 0 ? continueAs('VM.delay', delayMs, {}) : undefined;
  },
});

function begin(call: Call, vm: Ref<'VM'>, op: VmOperation, how: Shutdown['how'], durationMs: number): Later {
  return call.db.transaction((): Later => {
    const args: Shutdown = { vm, how };
    return startOperation(call, 'VM.shutdown', { durationMs, args, holds: [['VM', vm, op]] });
  });
}

function cleanMs(vm: Vm): number {
  return cleanShutdownMs(guestSystem(vm).kind) + HARD_SHUTDOWN_MS;
}

const FORGET_IMAGE_MS = 500;

function hardShutdown(call: Call, ref: Ref<'VM'>): Later {
  const { db, world } = call;
  assertOperationValid(db, ref, 'hard_shutdown');
  cancelRunning(world, ref, ENDED_BY_SHUTDOWN);
  const suspended = db.row('VM', ref).power_state === 'Suspended';
  if (suspended) assertSomeHostSees(world, db.row('VM', ref));
  return begin(call, ref, 'hard_shutdown', 'shutdown forcibly', suspended ? FORGET_IMAGE_MS : HARD_SHUTDOWN_MS);
}

/** Cleanly if the guest can, forcibly if not (xapi_vm.ml shutdown). */
function shutdown(call: Call, ref: Ref<'VM'>): Later {
  const { db, world } = call;
  assertOperationValid(db, ref, 'shutdown');
  const vm = db.row('VM', ref);
  if (vm.power_state === 'Suspended') {
    assertSomeHostSees(world, vm);
    return begin(call, ref, 'shutdown', 'shutdown', FORGET_IMAGE_MS);
  }
  const canClean = operationRefusal(db, vmFacts(db, ref, vm), 'clean_shutdown', true) === null;
  return begin(call, ref, 'shutdown', 'shutdown', canClean ? cleanMs(vm) : HARD_SHUTDOWN_MS);
}

define({
  'VM.clean_shutdown': (call, vm) => {
    assertOperationValid(call.db, vm, 'clean_shutdown');
    return begin(call, vm, 'clean_shutdown', 'shutdown', cleanMs(need(call.db, 'VM', vm)));
  },
  'VM.hard_shutdown': hardShutdown,
  'VM.shutdown': shutdown,
});
