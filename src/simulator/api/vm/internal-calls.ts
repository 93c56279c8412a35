import { NULL_REF } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { define } from '../registry';
import { need } from '../world';
import { withoutGuidance } from './domain';

// Messages that the servers of a pool send one another.
define({
  'VM.atomic_set_resident_on': ({ db }, vm, host) => {
    need(db, 'VM', vm);
    need(db, 'host', host);
    db.transaction(() => db.update('VM', vm, { resident_on: host, scheduled_to_be_resident_on: NULL_REF }));
  },
  // The destination says that a VM has come; the migration itself has written that already.
  'VM.pool_migrate_complete': ({ db }, ref, host) => {
    const vm = need(db, 'VM', ref);
    need(db, 'host', host);
    db.transaction(() => db.update('VM', ref, withoutGuidance(vm, 'restart_device_model')));
  },
  // xapi asserts that nobody calls it any more (xapi_vm.ml).
  'VM.hard_reboot_internal': ({ db }, vm) => {
    need(db, 'VM', vm);
    throw new Fault('NOT_IMPLEMENTED', 'hard_reboot_internal');
  },
});
