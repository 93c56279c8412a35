import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { cancelOperation, type Hold } from '../operations';
import { assertVbdOperation } from '../vbd-check';
import { assertVifOperation } from '../vif-check';
import type { World } from '../world';
import { badPowerState } from './operation-check';
import type { PowerState, VmOperation } from './operation-table';

type Vm = Records['VM'];

/** Marks all disks of a VM as being attached; refuses when one of them cannot be (message_forwarding.ml mark_vbds). */
export function diskHolds({ db }: World, vm: Vm): Hold[] {
  return vm.VBDs.map((vbd): Hold => {
    assertVbdOperation(db, vbd, 'attach');
    return ['VBD', vbd, 'attach'];
  });
}

export function vifHolds({ db }: World, vm: Vm): Hold[] {
  return vm.VIFs.map((vif): Hold => {
    assertVifOperation(db, vif, 'attach');
    return ['VIF', vif, 'attach'];
  });
}

/** Ends what runs on a VM and cannot go on when its domain is destroyed (message_forwarding.ml cancel). */
export function cancelRunning(world: World, ref: Ref<'VM'>, operations: ReadonlySet<VmOperation>): void {
  const { current_operations } = world.db.row('VM', ref);
  for (const [task, operation] of Object.entries(current_operations)) {
    if (operations.has(operation)) cancelOperation(world, task, true);
  }
}

/**
 * An operation ends only if it still holds its VM, in the state in which it began: a reset of the power state may have
 * taken the VM away, a forced shutdown may have been faster. The VM, when it does.
 */
export function stillHeld({ db }: World, ref: Ref<'VM'>, task: Ref<'task'>, states?: readonly PowerState[]): Vm {
  const vm = db.get('VM', ref);
  if (vm === undefined) throw new Fault('HANDLE_INVALID', 'VM', ref);
  if (vm.current_operations[task] === undefined) throw new Fault('TASK_CANCELLED', task);
  if (states !== undefined && !states.includes(vm.power_state)) {
    throw new Fault(...badPowerState(ref, states, vm.power_state));
  }
  return vm;
}
