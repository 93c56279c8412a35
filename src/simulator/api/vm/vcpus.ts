import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { overheadOf } from '../memory';
import { define } from '../registry';
import { need, type Call } from '../world';
import { assertOperationValid } from './operation-check';

const ORDER = 'VCPU values must satisfy: 0 < VCPUs_at_startup ≤ VCPUs_max';

function store({ db }: Call, ref: Ref<'VM'>, values: Partial<Records['VM']>): void {
  const vm = db.row('VM', ref);
  const memory_overhead = overheadOf({ ...vm, ...values });
  db.transaction(() => db.update('VM', ref, { ...values, memory_overhead }));
}

define({
  'VM.set_VCPUs_max': (call, ref, value) => {
    const { db } = call;
    assertOperationValid(db, ref, 'changing_VCPUs');
    const vm = db.row('VM', ref);
    if (value < 1 || value < vm.VCPUs_at_startup) throw new Fault('INVALID_VALUE', ORDER, String(value));
    const restarts = vm.is_control_domain && vm.power_state === 'Running';
    store(call, ref, { VCPUs_max: value, requires_reboot: vm.requires_reboot || restarts });
  },
  // Takes effect at the next start, so xapi asks for no power state.
  'VM.set_VCPUs_at_startup': (call, ref, value) => {
    const { db } = call;
    const vm = need(db, 'VM', ref);
    if (vm.is_control_domain && db.get('host', vm.resident_on)?.control_domain === ref) {
      throw new Fault('OPERATION_NOT_ALLOWED', 'set_VCPUs_at_startup is not allowed on dom0');
    }
    if (value < 1 || value > vm.VCPUs_max) throw new Fault('INVALID_VALUE', ORDER, String(value));
    store(call, ref, { VCPUs_at_startup: value });
  },
  'VM.set_VCPUs_number_live': (call, ref, count) => {
    const { db } = call;
    assertOperationValid(db, ref, 'changing_VCPUs_live');
    assertFeature(call.db, 'Live_set_vcpus');
    const vm = db.row('VM', ref);
    if (count < 1 || count > vm.VCPUs_max) throw new Fault('INVALID_VALUE', ORDER, String(count));
    db.transaction(() => {
      if (db.has('VM_metrics', vm.metrics)) db.update('VM_metrics', vm.metrics, { VCPUs_number: count });
      store(call, ref, { VCPUs_at_startup: count });
    });
  },
});
