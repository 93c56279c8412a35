import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { EMPTY_MAP } from '../../engine/defaults';
import { Fault } from '../fault';
import { cancelOperation } from '../operations';
import { define } from '../registry';
import { coordinator, need, type Call } from '../world';
import { isHostLive } from './boot-check';
import { haltDomain } from './domain';

/**
 * Says that a VM is halted although nobody has shut it down: for VMs whose server is lost. Refused while its server
 * is alive (xapi_vm.ml power_state_reset).
 */
function reset(call: Call, ref: Ref<'VM'>): void {
  const { db, world } = call;
  const vm = need(db, 'VM', ref);
  if (vm.is_control_domain) throw new Fault('CANNOT_RESET_CONTROL_DOMAIN', ref);
  const host = db.get('host', vm.resident_on);
  if ((vm.power_state === 'Running' || vm.power_state === 'Paused') && host !== undefined && isHostLive(world, host)) {
    if (vm.resident_on === coordinator(db)) throw new Fault('DOMAIN_EXISTS', ref);
    throw new Fault('HOST_IS_LIVE', vm.resident_on);
  }
  for (const task of Object.keys(vm.current_operations)) cancelOperation(world, task, true);
  db.transaction(() => {
    haltDomain(world, ref, NULL_REF, { current_operations: EMPTY_MAP, suspend_VDI: NULL_REF });
    if (!isNullRef(vm.suspend_VDI) && db.has('VDI', vm.suspend_VDI)) db.touch('VDI', vm.suspend_VDI);
  });
}

define({ 'VM.power_state_reset': reset });
