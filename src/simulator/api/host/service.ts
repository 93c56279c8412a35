import type { Ref } from '../../../xapi/datamodel/ref';
import { callInside } from '../dispatch';
import { Fault } from '../fault';
import { assertPlanSurvives } from '../high-availability/plan';
import { planOutOfDate } from '../high-availability/status';
import { define } from '../registry';
import { coordinator, need, thePool, type Call } from '../world';
import { guestsOf } from './evacuation-plan';
import { AUTO_ENABLE, putLocal } from './local-db';
import { assertHostOperation, assertOnline } from './operations';
import { removeHost } from './remove';

/** Only a server that is down can be given up (xapi_host.ml precheck_destroy_declare_dead). */
function assertDown(call: Call, self: Ref<'host'>): void {
  const host = need(call.db, 'host', self);
  const isLive = call.db.get('host_metrics', host.metrics)?.live === true;
  if (isLive || self === coordinator(call.db)) throw new Fault('HOST_IS_LIVE', self);
}

define({
  'host.enable': (call, host) => {
    const { world, db } = call;
    if (assertHostOperation(world, host, 'enable').enabled) return;
    putLocal(world, host, AUTO_ENABLE, 'true');
    db.transaction(() => db.update('host', host, { enabled: true }));
    planOutOfDate(world);
  },
  // Without `auto_enable` neither a restart of the server nor of its toolstack brings it back into service.
  'host.disable': (call, host, auto_enable) => {
    const { world, db } = call;
    if (!assertOnline(world, host).enabled) return;
    assertPlanSurvives(world, { disabledHost: host });
    if (!auto_enable) putLocal(world, host, AUTO_ENABLE, 'false');
    db.transaction(() => db.update('host', host, { enabled: false }));
    planOutOfDate(world);
  },
  'host.declare_dead': async (call, host) => {
    const { world, db } = call;
    assertDown(call, host);
    for (const vm of guestsOf(world, host)) await callInside(world, 'VM.power_state_reset', [vm]);
    db.transaction(() => db.update('host', host, { enabled: false }));
  },
  'host.destroy': (call, self) => {
    const { world, db } = call;
    assertDown(call, self);
    if (thePool(db)[1].ha_enabled) throw new Fault('HA_IS_ENABLED');
    if (guestsOf(world, self).length > 0) throw new Fault('HOST_HAS_RESIDENT_VMS', self);
    db.transaction(() => removeHost(world, self));
  },
});
