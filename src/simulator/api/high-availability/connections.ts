import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { thePool, type World } from '../world';
import { isArmed } from './armed';
import { protectedVms } from './plan';

/** Protected VMs must not become tied to some servers (xapi_pbd.ml abort_if_storage_attached_to_protected_vms). */
function isNeeded(world: World, sr: Ref<'SR'>): boolean {
  const { db } = world;
  return protectedVms(world).some(([, { VBDs }]) =>
    VBDs.some((vbd) => db.get('VDI', db.row('VBD', vbd).VDI)?.SR === sr),
  );
}

/**
 * A server in service keeps the disks of protected VMs in its reach, unless the pool may be overcommitted, and one whose
 * heartbeat runs the statefile. Source: xapi_pbd.ml unplug.
 */
export function assertUnpluggable(world: World, { host, SR: sr }: Records['PBD']): void {
  const { db } = world;
  const [, { ha_enabled, ha_allow_overcommit, ha_statefiles }] = thePool(db);
  if (!ha_enabled) return;
  if (db.row('host', host).enabled && !ha_allow_overcommit && isNeeded(world, sr)) {
    throw new Fault('HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN');
  }
  const holdsStatefile = ha_statefiles.some((vdi) => db.get('VDI', vdi)?.SR === sr);
  if (holdsStatefile && isArmed(world, host)) throw new Fault('HA_IS_ENABLED');
}
