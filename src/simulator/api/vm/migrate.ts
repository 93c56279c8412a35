import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { addressOn } from '../host/transfer';
import { assertFeature } from '../licence/features';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { need, type Call } from '../world';
import { announce, named } from './announce';
import { cpuRefusal } from './cpu-features';
import { enterDomain, withoutGuidance } from './domain';
import { stillHeld } from './holds';
import { noteMemoryMotion, planMemoryMotion } from './memory-motion';
import { endMotion } from './passages';
import { assertOperationValid } from './operation-check';
import { assertCanBootHere, cancelReservation, reserve } from './reservation';
import { isTrue } from './vm-facts';

interface Migrate {
  readonly vm: Ref<'VM'>;
  readonly from: Ref<'host'>;
  readonly to: Ref<'host'>;
}

/**
 * Moves a running VM to another server of the pool. The destination's memory is kept for it from now on, in addition
 * to what it has. `force` leaves out what the processor and the guest must offer.
 */
function migrate(call: Call, ref: Ref<'VM'>, host: Ref<'host'>, options: Readonly<Record<string, string>>): Later {
  const { db, world } = call;
  const vm = need(db, 'VM', ref);
  const server = need(db, 'host', host);
  const force = isTrue(options['force']);
  const cpu = force ? null : cpuRefusal(vm, ref, host, server);
  if (cpu !== null) throw new Fault(...cpu);
  assertOperationValid(db, ref, 'pool_migrate', !force);
  assertCanBootHere(world, ref, host, { capacity: true, cpu: !force });
  assertFeature(db, 'Xen_motion');
  const { network } = options;
  if (network !== undefined) addressOn(world, network, host);
  return db.transaction((): Later => {
    reserve(world, ref, host, 'vm_migrate');
    const plan = planMemoryMotion(world, ref, host, options, true);
    noteMemoryMotion(world, ref, host, plan);
    return startOperation<Migrate>(call, 'VM.pool_migrate', {
      durationMs: plan.totalMs,
      args: { vm: ref, from: vm.resident_on, to: host },
      holds: [
        ['VM', ref, 'pool_migrate'],
        ['host', host, 'vm_migrate'],
      ],
    });
  });
}

defineOperation<Migrate>('VM.pool_migrate', {
  cancellable: true,
  finish: (world, { vm: ref, from, to }, task) => {
    const { db } = world;
    const vm = stillHeld(world, ref, task, ['Running']);
    const arrival = { host: to, power_state: 'Running', boots: false, task } as const;
    enterDomain(world, ref, arrival, withoutGuidance(vm, 'restart_device_model'));
    const way = `from host ${named(db.row('host', from))} to host ${named(db.row('host', to))}`;
    announce(world, 'VM_MIGRATED', ref, `migrated ${way}`);
  },
  undo: (world, { vm }) => {
    endMotion(world, vm);
    cancelReservation(world, vm);
  },
});

define({
  'VM.pool_migrate': migrate,
  // A migration to where the VM is already (xapi_vm.ml restart_device_models).
  'VM.restart_device_models': (call, vm) => {
    const { power_state, resident_on } = need(call.db, 'VM', vm);
    if (power_state !== 'Running') throw new Fault('VM_BAD_POWER_STATE', vm, 'Running', power_state);
    return migrate(call, vm, resident_on, { live: 'true' });
  },
});
