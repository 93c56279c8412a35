import type { Ref } from '../../../xapi/datamodel/ref';
import { packFailed } from '../../physics/ha-planner';
import { Fault } from '../fault';
import { freeMemoryBytes, startMemoryBytes } from '../memory';
import { define } from '../registry';
import { agilityRefusal } from '../vm/agility';
import { need, thePool, type Call } from '../world';
import { assertPlanSurvives, isLive, mostFailures, planExists } from './plan';
import { notePlan, planOutOfDate, updatePoolStatus } from './status';

/** constants.ml ha_valid_restart_priorities */
const PRIORITIES: ReadonlySet<string> = new Set(['restart', 'best-effort', '']);

/** Key of the annex: until when lost VMs are not started again, milliseconds since 1970. */
const NO_RESTARTS_UNTIL = 'ha/no-restarts-until';

function computeMost(call: Call): number {
  const most = mostFailures(call.world);
  if (thePool(call.db)[1].ha_enabled) notePlan(call.world, most);
  return most;
}

function computeHypothetical(call: Call, priorities: Readonly<Record<Ref<'VM'>, string>>): number {
  for (const priority of Object.values(priorities)) {
    if (!PRIORITIES.has(priority)) throw new Fault('INVALID_VALUE', 'ha_restart_priority', priority);
  }
  const vms = Object.keys(priorities).filter((vm) => priorities[vm] === 'restart');
  return mostFailures(
    call.world,
    vms.map((vm) => [vm, need(call.db, 'VM', vm)] as const),
  );
}

type Plan = Record<Ref<'VM'>, Readonly<Record<string, string>>>;

/** Where VMs would go if servers failed; a VM without a place has the reason (xapi_pool.ml). */
function failoverPlan(call: Call, failedHosts: readonly Ref<'host'>[], failedVms: readonly Ref<'VM'>[]): Plan {
  const { db, world } = call;
  const vms = failedVms.map((vm) => [vm, need(db, 'VM', vm)] as const);
  const hosts = [...db.all('host')].filter(([ref, host]) => isLive(db, host) && !failedHosts.includes(ref));
  const question = {
    hosts: hosts.map(([host]) => [host, freeMemoryBytes(world, host)] as const),
    vms: vms.map(([ref, vm]) => [ref, startMemoryBytes(vm)] as const),
    placement: new Map<string, string>(),
    totalHosts: db.count('host'),
    failures: 1,
  };
  const places = packFailed(question, failedVms);
  const plan: Plan = {};
  for (const [ref, vm] of vms) {
    const host = places.get(ref);
    const code = agilityRefusal(world, ref, vm)?.[0] ?? 'HOST_NOT_ENOUGH_FREE_MEMORY';
    plan[ref] = host === undefined ? { error_code: code } : { host };
  }
  return plan;
}

define({
  // Even without high availability: it may be enabled within that time (xapi_ha.ml).
  'pool.ha_prevent_restarts_for': ({ engine }, seconds) => {
    const { [NO_RESTARTS_UNTIL]: _before, ...annex } = engine.annex;
    engine.annex = seconds > 0 ? { ...annex, [NO_RESTARTS_UNTIL]: engine.nowMs + seconds * 1000 } : annex;
  },
  'pool.ha_failover_plan_exists': (call, failures) => planExists(call.world, failures),
  'pool.ha_compute_max_host_failures_to_tolerate': computeMost,
  'pool.ha_compute_hypothetical_max_host_failures_to_tolerate': computeHypothetical,
  'pool.ha_compute_vm_failover_plan': failoverPlan,
  'pool.set_ha_host_failures_to_tolerate': (call, self, failures) => {
    const { db, world } = call;
    need(db, 'pool', self);
    if (failures < 0) throw new Fault('INVALID_VALUE', 'ha_host_failures_to_tolerate', String(failures));
    if (thePool(db)[1].ha_plan_exists_for > 0) assertPlanSurvives(world, { failures });
    db.transaction(() => {
      db.update('pool', self, { ha_host_failures_to_tolerate: failures });
      updatePoolStatus(world);
    });
  },
  'pool.ha_schedule_plan_recomputation': (call) => planOutOfDate(call.world),
});
