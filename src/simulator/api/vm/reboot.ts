import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { cleanShutdownMs, HARD_SHUTDOWN_MS } from '../../physics/lifecycle';
import { defineOperation, startOperation, type Hold, type Later } from '../operations';
import { define } from '../registry';
import type { Call, World } from '../world';
import { announce } from './announce';
import { bootFlags } from './cpu-features';
import { platformVersionFor } from './create';
import { enterDomain } from './domain';
import { vmRebuildMs } from './durations';
import { forgetGuest } from './guest-boot';
import { guestSystem } from './guest-kind';
import { cancelRunning, diskHolds, stillHeld, vifHolds } from './holds';
import { assertOperationValid } from './operation-check';
import type { VmOperation } from './operation-table';

interface Reboot {
  readonly vm: Ref<'VM'>;
  readonly how: 'rebooted cleanly' | 'rebooted forcibly';
}

/** message_forwarding.ml hard_reboot */
const ENDED_BY_REBOOT: ReadonlySet<VmOperation> = new Set([
  'clean_shutdown',
  'clean_reboot',
  'pool_migrate',
  'call_plugin',
  'suspend',
]);

function finish(world: World, { vm: ref, how }: Reboot, task: Ref<'task'>): void {
  const vm = stillHeld(world, ref, task, ['Paused', 'Running']);
  forgetGuest(world, ref);
  // The configuration that was changed while the VM ran takes effect now; the server stays the same.
  enterDomain(
    world,
    ref,
    { host: vm.resident_on, power_state: 'Running', boots: true, task },
    {
      last_boot_CPU_flags: bootFlags(world, vm),
      requires_reboot: false,
      hardware_platform_version: platformVersionFor(world, vm),
    },
  );
  announce(world, 'VM_REBOOTED', ref, how);
}

defineOperation<Reboot>('VM.reboot', { finish });
defineOperation<Reboot>('VM.clean-reboot', { cancellable: true, finish });

function reboot(
  call: Call,
  ref: Ref<'VM'>,
  op: 'clean_reboot' | 'hard_reboot',
  guestMs: (vm: Records['VM']) => number,
): Later {
  const { db, world } = call;
  const vm = db.row('VM', ref);
  const devices = [...diskHolds(world, vm), ...vifHolds(world, vm)];
  const holds: readonly Hold[] = [['VM', ref, op], ...devices];
  return startOperation<Reboot>(call, op === 'clean_reboot' ? 'VM.clean-reboot' : 'VM.reboot', {
    durationMs: guestMs(vm) + HARD_SHUTDOWN_MS + vmRebuildMs(world, vm),
    args: { vm: ref, how: op === 'clean_reboot' ? 'rebooted cleanly' : 'rebooted forcibly' },
    holds,
  });
}

define({
  'VM.clean_reboot': (call, vm) => {
    assertOperationValid(call.db, vm, 'clean_reboot');
    return reboot(call, vm, 'clean_reboot', (row) => cleanShutdownMs(guestSystem(row).kind));
  },
  'VM.hard_reboot': (call, vm) => {
    assertOperationValid(call.db, vm, 'hard_reboot');
    cancelRunning(call.world, vm, ENDED_BY_REBOOT);
    return reboot(call, vm, 'hard_reboot', () => 0);
  },
});
