import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertArrivalKeepsPlan } from '../high-availability/plan';
import { need, type World } from '../world';
import { bootRefusal, type BootScope } from './boot-check';
import { releaseGpus, reserveGpus } from './gpus';

type HostOperation = 'vm_start' | 'vm_resume' | 'vm_migrate';

const EXCLUSIVE: ReadonlySet<string> = new Set(['evacuate', 'reboot', 'shutdown']);

/** Nothing comes to a server that goes down (xapi_host_helpers.ml valid_operations). */
function assertHostTakes(host: Ref<'host'>, row: Records['host'], op: HostOperation): void {
  if (op === 'vm_start') return;
  for (const task in row.current_operations) {
    const operation = row.current_operations[task];
    if (operation !== undefined && EXCLUSIVE.has(operation)) {
      throw new Fault('OTHER_OPERATION_IN_PROGRESS', 'host', host, operation, task);
    }
  }
}

/** Refuses a server that a client has named and that cannot take the VM. */
export function assertCanBootHere(world: World, ref: Ref<'VM'>, host: Ref<'host'>, scope?: BootScope): void {
  const refusal = bootRefusal(world, ref, need(world.db, 'VM', ref), host, scope);
  if (refusal !== null) throw new Fault(...refusal);
}

/** Keeps memory and GPUs of a server for a VM that is about to have its domain there (message_forwarding.ml allocate_vm_to_host). */
export function reserve(
  world: World,
  ref: Ref<'VM'>,
  host: Ref<'host'>,
  op: HostOperation,
  values: Partial<Records['VM']> = {},
): void {
  const { db } = world;
  assertHostTakes(host, need(db, 'host', host), op);
  assertArrivalKeepsPlan(world, ref, host);
  db.update('VM', ref, { ...values, scheduled_to_be_resident_on: host });
  const vm = db.row('VM', ref);
  if (vm.VGPUs.length > 0) reserveGpus(world, ref, vm, host);
}

/** Gives back what `reserve` kept, when the VM will not come. */
export function cancelReservation(world: World, ref: Ref<'VM'>): void {
  const { db } = world;
  const vm = db.get('VM', ref);
  if (vm === undefined || isNullRef(vm.scheduled_to_be_resident_on)) return;
  db.update('VM', ref, { scheduled_to_be_resident_on: NULL_REF });
  if (vm.VGPUs.length > 0) releaseGpus(world, vm);
}
