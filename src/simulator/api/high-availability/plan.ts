import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { bisect, followed, packFailed, survives, type FailoverQuestion } from '../../physics/ha-planner';
import { mostCorosyncFailures } from '../cluster/quorum';
import { Fault } from '../fault';
import { guestSums, overheadOf, totalMemoryBytes } from '../memory';
import { agilityRefusal } from '../vm/agility';
import { bootRefusal } from '../vm/boot-check';
import { thePool, type World } from '../world';

type Vm = Records['VM'];
type VmEntry = readonly [Ref<'VM'>, Vm];

/** What might change: operations that would cost the pool its plan are refused by asking about the pool after them. */
interface PlannedChange {
  /** VMs that come to a server, in addition to where they are. */
  readonly arriving?: ReadonlyMap<Ref<'VM'>, Ref<'host'>>;
  readonly disabledHost?: Ref<'host'>;
  readonly failures?: number;
  readonly newlyProtected?: Ref<'VM'>;
}

/** constants.ml ha_restart */
const HA_RESTART = 'restart';

/** VMs that are to run whatever happens (xapi: helpers.ml vm_should_always_run). */
export function protectedVms({ db }: World): readonly VmEntry[] {
  return [...db.all('VM')].filter(([, vm]) => vm.ha_always_run && vm.ha_restart_priority === HA_RESTART);
}

export function isLive(db: Database, host: Records['host']): boolean {
  return db.get('host_metrics', host.metrics)?.live === true;
}

/** Planning is careful: every VM counts with its static maximum (xapi_ha_vm_failover.ml compute_restart_plan). */
function sizeOf(vm: Vm): number {
  return vm.memory_static_max + overheadOf(vm);
}

function freeBytes(world: World, host: Ref<'host'>, change: PlannedChange): number {
  const { db } = world;
  const { staticMax, overhead } = guestSums(db, host);
  let free = totalMemoryBytes(db, host) - db.row('host', host).memory_overhead - staticMax - overhead;
  free = Math.max(0, free);
  for (const [vm, to] of change.arriving ?? []) if (to === host) free -= sizeOf(db.row('VM', vm));
  return free;
}

/** The server that a VM which cannot run anywhere is thought to be tied to: the first that could run it, by uuid. */
function pinnedTo(world: World, [ref, vm]: VmEntry): Ref<'host'> | undefined {
  const hosts = [...world.db.all('host')].sort(([, a], [, b]) => (a.uuid < b.uuid ? -1 : 1));
  return hosts.find(([host]) => bootRefusal(world, ref, vm, host, { capacity: false, cpu: false }) === null)?.[0];
}

interface Outlook {
  /** The pool once every protected VM runs. */
  readonly question: FailoverQuestion;
  readonly allRun: boolean;
  readonly allAgile: boolean;
}

const byUuid = ([, a]: VmEntry, [, b]: VmEntry): number => (a.uuid < b.uuid ? -1 : 1);

/** xapi_ha_vm_failover.ml compute_restart_plan. */
function outlook(world: World, vms: readonly VmEntry[], failures: number, change: PlannedChange): Outlook {
  const { db } = world;
  const live = [...db.all('host')].filter(
    ([ref, host]) => host.enabled && ref !== change.disabledHost && isLive(db, host),
  );
  const isUp = new Set(live.map(([ref]) => ref));
  const placeOf = ([ref, vm]: VmEntry): Ref<'host'> | undefined => {
    const places = [change.arriving?.get(ref), vm.resident_on, vm.scheduled_to_be_resident_on];
    return places.find((host) => host !== undefined && isUp.has(host));
  };
  const sorted = vms.toSorted(byUuid);
  const agile = sorted.filter(([ref, vm]) => agilityRefusal(world, ref, vm) === null);
  const pinned = sorted.filter((entry) => !agile.includes(entry));
  const free = new Map(live.map(([ref]) => [ref, freeBytes(world, ref, change)]));
  let allRun = true;
  for (const entry of pinned) {
    if (placeOf(entry) !== undefined) continue;
    // No plan covers a VM that is tied to one server and does not run there.
    allRun = false;
    const host = pinnedTo(world, entry);
    if (host !== undefined && free.has(host)) free.set(host, (free.get(host) ?? 0) - sizeOf(entry[1]));
  }
  const placed = agile.map((entry) => [entry[0], placeOf(entry)] as const);
  const question: FailoverQuestion = {
    hosts: live.map(([ref]) => [ref, free.get(ref) ?? 0] as const),
    vms: agile.map(([ref, vm]) => [ref, sizeOf(vm)] as const),
    placement: new Map(placed.flatMap(([ref, host]) => (host === undefined ? [] : [[ref, host] as const]))),
    totalHosts: db.count('host'),
    failures,
  };
  const offline = placed.filter(([, host]) => host === undefined).map(([ref]) => ref);
  const plan = packFailed(question, offline);
  return {
    question: followed(question, plan),
    allRun: allRun && plan.size === offline.length,
    allAgile: pinned.length === 0,
  };
}

/** Whether all protected VMs would run again after so many failures (xapi_ha_vm_failover.ml plan_for_n_failures). */
export function planExists(
  world: World,
  failures: number,
  change: PlannedChange = {},
  vms: readonly VmEntry[] = protectedVms(world),
): boolean {
  const { db } = world;
  const extra = change.newlyProtected;
  const all = extra === undefined ? vms : [...vms, [extra, db.row('VM', extra)] as const];
  const { question, allRun, allAgile } = outlook(world, all, change.failures ?? failures, change);
  return allRun && allAgile && survives(question);
}

/** The most failures for which there is a plan; a cluster must also keep its quorum. */
export function mostFailures(world: World, vms?: readonly VmEntry[]): number {
  const { db } = world;
  const limit = db.count('Cluster') > 0 ? mostCorosyncFailures(world) : db.count('host');
  return bisect((failures) => planExists(world, failures, {}, vms), 0, limit);
}

/** Refuses what would cost the pool the plan that it has (assert_configuration_change_preserves_ha_plan). */
export function assertPlanSurvives(world: World, change: PlannedChange): void {
  const [, pool] = thePool(world.db);
  if (!pool.ha_enabled || pool.ha_allow_overcommit) return;
  const planned = pool.ha_plan_exists_for;
  if (planExists(world, planned) && !planExists(world, planned, change)) {
    throw new Fault('HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN');
  }
}

/**
 * Refuses to bring a VM to a server when that would cost the pool its plan
 * (message_forwarding.ml check_vm_preserves_ha_plan).
 */
export function assertArrivalKeepsPlan(world: World, vm: Ref<'VM'>, host: Ref<'host'>): void {
  const row = world.db.row('VM', vm);
  const becomesProtected = row.ha_restart_priority === HA_RESTART && !row.ha_always_run;
  const comesAnew = isNullRef(row.resident_on) || row.resident_on !== host;
  if (becomesProtected) assertPlanSurvives(world, { newlyProtected: vm });
  else if (comesAnew) assertPlanSurvives(world, { arriving: new Map([[vm, host]]) });
}
