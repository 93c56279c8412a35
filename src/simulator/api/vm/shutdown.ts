import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { cleanShutdownMs, HARD_SHUTDOWN_MS } from '../../physics/lifecycle';
import { EMPTY_MAP } from '../../engine/defaults';
import { cancelOperation, continueAs, defineOperation, defineStep, startOperation, type Later } from '../operations';
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

/** A guest that has been told to shut itself down. */
interface Told extends Shutdown {
  readonly domid: number;
  /** When it will be down. */
  readonly downMs: number;
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

function finish(world: World, { vm: ref, how }: Shutdown, task: Ref<'task'>): unknown {
  const vm = stillHeld(world, ref, task);
  const delayMs = vm.power_state === 'Suspended' ? 0 : vm.shutdown_delay * 1000;
  dropImage(world, vm);
  haltDomain(world, ref, delayMs > 0 ? NULL_REF : task, { ha_always_run: false, suspend_VDI: NULL_REF });
  announce(world, 'VM_SHUTDOWN', ref, how);
  return delayMs > 0 ? continueAs('VM.delay', delayMs, {}) : undefined;
}

defineOperation<Shutdown>('VM.shutdown', { finish });

// Who cancels it does not wait any longer; what the guest was told it does all the same.
defineOperation<Told>('VM.clean-shutdown', {
  cancellable: true,
  finish,
  undo: ({ engine }, { vm, domid, downMs }) => {
    engine.schedule(Math.max(0, downMs - engine.nowMs), GUEST_DOWN, { vm, domid });
  },
});

const GUEST_DOWN = 'VM.guest-down';

defineStep<Pick<Told, 'vm' | 'domid'>>(GUEST_DOWN, (world, { vm: ref, domid }) => {
  const vm = world.db.get('VM', ref);
  if (vm?.power_state !== 'Running' || vm.domid !== domid) return;
  for (const task of Object.keys(vm.current_operations)) cancelOperation(world, task, true);
  haltDomain(world, ref, NULL_REF, { current_operations: EMPTY_MAP });
  announce(world, 'VM_SHUTDOWN', ref, 'shutdown');
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
    const row = need(call.db, 'VM', vm);
    const durationMs = cleanMs(row);
    return startOperation<Told>(call, 'VM.clean-shutdown', {
      durationMs,
      args: { vm, how: 'shutdown', domid: row.domid, downMs: call.engine.nowMs + durationMs },
      holds: [['VM', vm, 'clean_shutdown']],
    });
  },
  'VM.hard_shutdown': hardShutdown,
  'VM.shutdown': shutdown,
});
