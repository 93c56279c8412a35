import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, type Call } from '../world';
import { floatText } from './boot-check';
import { assertOperationValid, badPowerState } from './operation-check';
import type { VmOperation } from './operation-table';

/** Messages that the toolstack itself has never served: they look at the VM and refuse (xapi_vm.ml). */
function refuseAfter({ db }: Call, vm: Ref<'VM'>, op: VmOperation, message: string): never {
  assertOperationValid(db, vm, op);
  throw new Fault('NOT_IMPLEMENTED', message);
}

/** A guest that sleeps (ACPI S3) keeps its domain; its agent is silent (xapi_xenops.ml s3suspend). */
function sleep({ db }: Call, ref: Ref<'VM'>, sleeps: boolean): void {
  const { power_state, guest_metrics } = need(db, 'VM', ref);
  if (power_state !== 'Running') throw new Fault(...badPowerState(ref, ['Running'], power_state));
  if (isNullRef(guest_metrics) || !db.has('VM_guest_metrics', guest_metrics)) throw new Fault('VM_LACKS_FEATURE', ref);
  db.transaction(() => db.update('VM_guest_metrics', guest_metrics, { live: !sleeps }));
}

/** xapi's limit for an answer file, bytes (vm_sysprep.ml). */
const LARGEST_ANSWERS_BYTES = 32 * 1024;

/** No guest of the simulator offers sysprep, so this ends with a reason (xapi_vm.ml sysprep, vm_sysprep.ml). */
function sysprep({ db }: Call, ref: Ref<'VM'>, unattend: string, timeoutS: number): never {
  assertOperationValid(db, ref, 'sysprep');
  if (timeoutS < 0) throw new Fault('INVALID_VALUE', 'timeout', floatText(timeoutS));
  const { uuid, guest_metrics, VBDs } = db.row('VM', ref);
  if (new TextEncoder().encode(unattend).length > LARGEST_ANSWERS_BYTES) {
    throw new Fault('SYSPREP', uuid, 'unattend.xml file too large. Limit is 32kb');
  }
  const guest = isNullRef(guest_metrics) ? undefined : db.get('VM_guest_metrics', guest_metrics);
  if (guest?.other['feature-sysprep'] !== '1') throw new Fault('SYSPREP', uuid, 'VM driver does not support sysprep');
  const hasDrive = VBDs.some((vbd) => db.row('VBD', vbd).type === 'CD' && db.row('VBD', vbd).empty);
  throw new Fault('SYSPREP', uuid, hasDrive ? 'sysprep not found running - timeout' : 'VM has no free CD drive');
}

define({
  'VM.send_sysrq': (call, vm) => refuseAfter(call, vm, 'send_sysrq', 'send_sysrq'),
  'VM.send_trigger': (call, vm) => refuseAfter(call, vm, 'send_trigger', 'send_trigger'),
  'VM.query_services': (call, vm) => refuseAfter(call, vm, 'query_services', 'query_services'),
  'VM.add_to_VCPUs_params_live': (call, vm) => refuseAfter(call, vm, 'changing_VCPUs_live', 'add_to_VCPUs_params_live'),
  'VM.s3_suspend': (call, vm) => sleep(call, vm, true),
  'VM.s3_resume': (call, vm) => sleep(call, vm, false),
  'VM.sysprep': sysprep,
  // The conversion manager is an appliance of its own that this pool does not have.
  'VM.import_convert': (call, _type, _username, _password, sr) => {
    need(call.db, 'SR', sr);
    throw new Fault('XENAPI_MISSING_PLUGIN', 'conversion');
  },
});
