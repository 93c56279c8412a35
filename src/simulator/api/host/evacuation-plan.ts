import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { pack } from '../../physics/ha-planner';
import { freeMemoryBytes, startMemoryBytes } from '../memory';
import { bootRefusal, type BootScope } from '../vm/boot-check';
import { operationRefusal, type Refusal } from '../vm/operation-check';
import { HA_RESTART } from '../vm/start';
import { vmFacts } from '../vm/vm-facts';
import { need, thePool, type World } from '../world';

type VmRef = Ref<'VM'>;
type HostRef = Ref<'host'>;

/** Where each guest of a server can go, or why it cannot. */
export interface EvacuationPlan {
  readonly moves: ReadonlyMap<VmRef, HostRef>;
  readonly refusals: ReadonlyMap<VmRef, Refusal>;
}

/** The guests of a server, without its control domains. */
export function guestsOf({ db }: World, host: HostRef): readonly VmRef[] {
  return db.row('host', host).resident_VMs.filter((vm) => !db.row('VM', vm).is_control_domain);
}

const WITHOUT_CAPACITY: BootScope = { capacity: false, cpu: true };

/** With HA on, only guests that HA would restart elsewhere may move (helpers.ml vm_should_always_run). */
function isMovable(vm: Records['VM'], haEnabled: boolean): boolean {
  return !haEnabled || (vm.ha_always_run && vm.ha_restart_priority === HA_RESTART);
}

/** Guests by memory, the biggest first, each to the server with the most memory left. */
function place(world: World, vms: readonly VmRef[], targets: readonly HostRef[]): Map<VmRef, HostRef> {
  const sized = vms.map((vm) => [vm, startMemoryBytes(world.db.row('VM', vm))] as const);
  const free = targets.map((host) => [host, freeMemoryBytes(world, host)] as const);
  return new Map(pack(sized, free)) as Map<VmRef, HostRef>;
}

/**
 * What emptying a server would do (xapi_host.ml compute_evacuation_plan_no_wlb): every other enabled server must be
 * able to take a guest, memory aside; then memory is given out. Of several reasons against a guest the last one counts.
 */
export function planEvacuation(world: World, host: HostRef): EvacuationPlan {
  const { db } = world;
  need(db, 'host', host);
  const refusals = new Map<VmRef, Refusal>();
  const guests = guestsOf(world, host);
  const targets = [...db.all('host')].filter(([ref, row]) => row.enabled && ref !== host).map(([ref]) => ref);
  if (targets.length === 0) {
    for (const vm of guests) refusals.set(vm, ['NO_HOSTS_AVAILABLE', vm]);
    return { moves: new Map(), refusals };
  }
  const { ha_enabled } = thePool(db)[1];
  const able: VmRef[] = [];
  for (const vm of guests) {
    const row = db.row('VM', vm);
    const isAllowed = isMovable(row, ha_enabled);
    const unfit = targets.map((target) => bootRefusal(world, vm, row, target, WITHOUT_CAPACITY)).find(Boolean) ?? null;
    const refused =
      operationRefusal(db, vmFacts(db, vm, row), 'pool_migrate', true) ??
      (isAllowed ? unfit : (['HOST_EVACUATE_VM_NOT_HA_PROTECTED', vm] as const));
    if (refused !== null) refusals.set(vm, refused);
    if (isAllowed && unfit === null) able.push(vm);
  }
  const moves = place(world, able, targets);
  for (const vm of able) if (!moves.has(vm)) refusals.set(vm, ['HOST_NOT_ENOUGH_FREE_MEMORY', vm]);
  for (const vm of refusals.keys()) moves.delete(vm);
  return { moves, refusals };
}
