import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertFeature } from '../licence/features';
import { defineOperation, startOperation, type Later } from '../operations';
import { define, handlerOf } from '../registry';
import { need, thePool, type Call } from '../world';
import { SYNC_MS } from './durations';
import { recordSync, syncRefusal } from './synced';

function syncUpdates(call: Call, self: Ref<'pool'>): Later {
  need(call.db, 'pool', self);
  assertFeature(call.db, 'Updates');
  const refused = syncRefusal(call.world);
  if (refused !== null) throw refused;
  const holds = [['pool', self, 'sync_updates']] as const;
  return startOperation(call, 'pool.sync_updates', { durationMs: SYNC_MS, args: null, holds });
}

defineOperation<null>('pool.sync_updates', { finish: (world) => recordSync(world), result: 'string' });

type Refusals = Readonly<Record<Ref<'VM'>, readonly string[]>>;

/** What keeps a server from being emptied, as its own message says. */
async function evacuationRefusals(call: Call, host: Ref<'host'>): Promise<readonly (readonly string[])[]> {
  const ask = handlerOf('host.get_vms_which_prevent_evacuation');
  if (ask === undefined) throw new Fault('NOT_IMPLEMENTED', 'host.get_vms_which_prevent_evacuation');
  const refusals = await (ask as (call: Call, self: Ref<'host'>) => Refusals | Promise<Refusals>)(call, host);
  return Object.values(refusals);
}

/** xapi_pool.ml check_update_readiness. */
async function readiness(
  call: Call,
  self: Ref<'pool'>,
  requiresReboot: boolean,
): Promise<readonly (readonly string[])[]> {
  const { db } = call;
  need(db, 'pool', self);
  assertFeature(db, 'Updates');
  const problems: (readonly string[])[] = thePool(db)[1].ha_enabled ? [['HA_IS_ENABLED']] : [];
  for (const [host, row] of [...db.all('host')]) {
    if (db.get('host_metrics', row.metrics)?.live !== true) problems.push(['HOST_OFFLINE', host]);
    else if (requiresReboot) problems.push(...(await evacuationRefusals(call, host)));
  }
  return problems;
}

define({
  'pool.sync_updates': (call, self) => syncUpdates(call, self),
  'pool.check_update_readiness': readiness,
});
