import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, thePool, toXapiDate, type Call, type World } from '../world';
import { assertOperationValid } from './operation-check';
import { HA_RESTART } from './start';

/** A template that becomes a VM is installed at that moment (xapi_vm_helpers.ml set_is_a_template). */
export function markInstalled({ db, engine }: World, ref: Ref<'VM'>): void {
  const { metrics } = db.row('VM', ref);
  if (db.has('VM_metrics', metrics)) db.update('VM_metrics', metrics, { install_time: toXapiDate(engine.nowMs) });
}

function setTemplate(call: Call, ref: Ref<'VM'>, value: boolean): void {
  const { db, world } = call;
  const vm = need(db, 'VM', ref);
  if (value) assertOperationValid(db, ref, 'make_into_template');
  const isProtected = vm.ha_always_run && vm.ha_restart_priority === HA_RESTART;
  if (value && isProtected && thePool(db)[1].ha_enabled) throw new Fault('VM_IS_PROTECTED', ref);
  db.transaction(() => {
    if (value) {
      for (const vusb of vm.VUSBs) db.remove('VUSB', vusb);
      db.remove('VM_metrics', vm.metrics);
      db.update('VM', ref, { is_a_template: true, ha_always_run: false, metrics: NULL_REF });
    } else {
      markInstalled(world, ref);
      db.update('VM', ref, { is_a_template: false });
    }
  });
}

define({
  'VM.set_is_a_template': setTemplate,
  'VM.set_is_default_template': (call, ref, value) => {
    const { db } = call;
    db.transaction(() => {
      if (value && !need(db, 'VM', ref).is_a_template) setTemplate(call, ref, true);
      const { other_config } = need(db, 'VM', ref);
      db.update('VM', ref, {
        is_default_template: value,
        other_config: { ...other_config, default_template: String(value) },
      });
    });
  },
});
