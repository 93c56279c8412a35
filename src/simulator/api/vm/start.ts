import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { domainKind, overheadOf } from '../memory';
import { continueAs, defineOperation, startOperation, taskFor, withTask, type Hold, type Later } from '../operations';
import { chooseHost } from '../placement';
import { isEvacuating } from '../servers-in-service';
import { define } from '../registry';
import { need, type Call } from '../world';
import { announce, onHost } from './announce';
import { GENERIC_BIOS_STRINGS } from './bios-strings';
import { bootRefusal } from './boot-check';
import { bootFlags } from './cpu-features';
import { platformVersionFor } from './create';
import { enterDomain } from './domain';
import { vmStartMs } from './durations';
import { forgetGuest } from './guest-boot';
import { diskHolds, stillHeld, vifHolds } from './holds';
import { assertOperationValid } from './operation-check';
import { cancelReservation, reserve } from './reservation';
import { isTrue } from './vm-facts';

type Vm = Records['VM'];

interface Start {
  readonly vm: Ref<'VM'>;
  readonly host: Ref<'host'>;
  readonly paused: boolean;
}

/** constants.ml ha_restart: HA keeps such a VM running. */
export const HA_RESTART = 'restart';

/** An emulated machine names its device model from its first start on (ensure_device_model_profile_present). */
function withDeviceModel(vm: Vm): Vm['platform'] {
  const named = vm.platform['device-model'];
  if ((named !== undefined && named !== 'qemu-trad') || domainKind(vm) !== 'hvm') return vm.platform;
  const model = vm.HVM_boot_params['firmware'] === 'uefi' ? 'qemu-upstream-uefi' : 'qemu-upstream-compat';
  return { ...vm.platform, 'device-model': model };
}

/** What xapi brings up to date before it looks for a server (message_forwarding.ml start, xapi_vm.ml start); null: nothing. */
function refreshed({ world }: Call, vm: Vm): Partial<Vm> | null {
  const memory_overhead = overheadOf(vm);
  const hardware_platform_version = platformVersionFor(world, vm);
  let isGeneric = true;
  for (const _ in vm.bios_strings) isGeneric = false;
  const platform = withDeviceModel(vm);
  const same = memory_overhead === vm.memory_overhead && hardware_platform_version === vm.hardware_platform_version;
  if (same && !isGeneric && platform === vm.platform) return null;
  return {
    memory_overhead,
    hardware_platform_version,
    platform,
    bios_strings: isGeneric ? GENERIC_BIOS_STRINGS : vm.bios_strings,
  };
}

/** A VM that virtualises itself cannot give memory back. */
function assertMemoryPinned(vm: Vm): void {
  if (!isTrue(vm.platform['nested-virt'])) return;
  const pinned =
    vm.memory_static_min <= vm.memory_dynamic_min &&
    vm.memory_dynamic_min === vm.memory_dynamic_max &&
    vm.memory_dynamic_max === vm.memory_static_max;
  if (!pinned) throw new Fault('MEMORY_CONSTRAINT_VIOLATION_MAXPIN', 'nested virt');
}

/**
 * Starts a VM on a server that is given, or chosen here. The memory is kept for it from now on; the domain exists
 * when the operation ends.
 */
function start(
  call: Call,
  ref: Ref<'VM'>,
  op: 'start' | 'start_on',
  named: Ref<'host'> | null,
  paused: boolean,
  force: boolean,
): Later {
  const { db, world } = call;
  assertFeature(world.db, 'VM_start');
  assertOperationValid(db, ref, op);
  const vm = db.row('VM', ref);
  const devices = [...diskHolds(world, vm), ...vifHolds(world, vm)];
  if (!force) assertMemoryPinned(vm);
  return db.transaction(() => {
    const values = refreshed(call, vm);
    const next: Vm = values === null ? vm : { ...vm, ...values };
    const refusal = named === null ? null : bootRefusal(world, ref, next, named);
    if (refusal !== null) throw new Fault(...refusal);
    const host = named ?? chooseHost(world, ref, next);
    forgetGuest(world, ref);
    // Held in the same write that reserves: a row of a VM is large, and many start at once.
    const current_operations = withTask(db.row('VM', ref).current_operations, taskFor(call, 'VM.start'), op);
    reserve(world, ref, host, 'vm_start', { ...values, current_operations });
    const holds: readonly Hold[] = [['VM', ref, op], ...devices, ['host', host, 'vm_start']];
    return startOperation<Start>(call, 'VM.start', {
      durationMs: vmStartMs(world, vm, host),
      args: { vm: ref, host, paused },
      holds,
    });
  });
}

defineOperation<Start>('VM.start', {
  cancellable: true,
  finish: (world, { vm: ref, host, paused }, task) => {
    const vm = stillHeld(world, ref, task, ['Halted']);
    const held = vm.start_delay > 0 ? NULL_REF : task;
    const last_boot_CPU_flags = bootFlags(world, vm);
    enterDomain(
      world,
      ref,
      { host, power_state: paused ? 'Paused' : 'Running', boots: true, task: held, starts: task },
      vm.ha_restart_priority === HA_RESTART ? { last_boot_CPU_flags, ha_always_run: true } : { last_boot_CPU_flags },
    );
    announce(world, 'VM_STARTED', ref, `started ${onHost(world, host)}`);
    return vm.start_delay > 0 ? continueAs('VM.delay', vm.start_delay * 1000, {}) : undefined;
  },
  undo: (world, { vm }) => cancelReservation(world, vm),
});

/** VM.start_delay and VM.shutdown_delay: the call returns later, the VM is there or gone already. */
defineOperation('VM.delay', { finish: () => undefined });

define({
  'VM.start': (call, vm, paused, force) => start(call, vm, 'start', null, paused, force),
  'VM.start_on': (call, vm, host, paused, force) => {
    const row = need(call.db, 'VM', vm);
    const server = need(call.db, 'host', host);
    if (row.is_control_domain && !isNullRef(row.affinity) && row.affinity !== host) {
      const why = 'Cannot boot a control domain on a host different from its affinity';
      throw new Fault('OPERATION_NOT_ALLOWED', why);
    }
    if (isEvacuating(server)) throw new Fault('HOST_EVACUATE_IN_PROGRESS', host);
    return start(call, vm, 'start_on', host, paused, force);
  },
});
