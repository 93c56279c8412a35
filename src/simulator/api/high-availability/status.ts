import { defineStep } from '../operations';
import { postMessage } from '../message';
import { thePool, type World } from '../world';
import { mostFailures, planExists } from './plan';

/** xapi_ha.ml looks at the pool this often. */
const MONITOR_MS = 20_000;
const REPLAN = 'ha/replan';

/** What the pool says of its plan, after a look at what it could survive (xapi_pool.ml ha_compute_max_…). */
export function notePlan(world: World, most: number): void {
  const { db } = world;
  const [ref, pool] = thePool(db);
  const wanted = pool.ha_host_failures_to_tolerate;
  db.transaction(() => {
    if (pool.ha_overcommitted !== wanted > most) db.update('pool', ref, { ha_overcommitted: wanted > most });
    if (pool.ha_plan_exists_for === most) return;
    db.update('pool', ref, { ha_plan_exists_for: Math.min(wanted, most) });
    if (most < pool.ha_plan_exists_for) postDrop(world, pool.uuid, most);
  });
}

function postDrop(world: World, obj_uuid: string, most: number): void {
  postMessage(world, { name: 'HA_POOL_DROP_IN_PLAN_EXISTS_FOR', cls: 'Pool', obj_uuid, body: String(most) });
}

/** Brings the pool's word about its plan up to date (xapi_ha_vm_failover.ml update_pool_status). */
export function updatePoolStatus(world: World): void {
  const { db } = world;
  const [ref, pool] = thePool(db);
  const wanted = pool.ha_host_failures_to_tolerate;
  if (planExists(world, wanted)) {
    db.transaction(() => db.update('pool', ref, { ha_overcommitted: false, ha_plan_exists_for: wanted }));
    return;
  }
  const most = mostFailures(world);
  db.transaction(() => {
    if (pool.ha_plan_exists_for !== most) {
      db.update('pool', ref, { ha_plan_exists_for: Math.min(wanted, most) });
      if (most < pool.ha_plan_exists_for) postDrop(world, pool.uuid, most);
    }
    if (pool.ha_overcommitted) return;
    db.update('pool', ref, { ha_overcommitted: true });
    const why =
      `The failover tolerance for pool '${pool.name_label}' has dropped and the initially specified number of host ` +
      'failures to tolerate can no longer be guaranteed';
    postMessage(world, { name: 'HA_POOL_OVERCOMMITTED', cls: 'Pool', obj_uuid: pool.uuid, body: why });
  });
}

/** Something has changed that the plan depends on: the monitor looks at it at its next turn. */
export function planOutOfDate(world: World): void {
  const { engine, db } = world;
  if (!thePool(db)[1].ha_enabled || engine.plannedAs(REPLAN) !== undefined) return;
  engine.schedule(MONITOR_MS, REPLAN, {}, false, REPLAN);
}

defineStep(REPLAN, (world) => {
  if (thePool(world.db)[1].ha_enabled) updatePoolStatus(world);
});
