import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { Fault } from './fault';
import { capacityFor } from './gpu/capacity';
import { guestSums } from './memory';
import { liveServers, type Server } from './servers-in-service';
import { bootRefusal, type BootScope } from './vm/boot-check';
import { coordinator, type World } from './world';

type Vm = Records['VM'];
type HostRef = Ref<'host'>;

/** A server as placement sees it: what it could give to guests, and what they and one more guest would want. */
interface Candidate {
  readonly host: HostRef;
  readonly isCoordinator: boolean;
  readonly availableBytes: number;
  readonly dynamicMin: number;
  readonly dynamicMax: number;
  readonly staticMax: number;
  /** Among all candidates. */
  readonly order: number;
  /** In the category that is being looked at. */
  points: number;
}

/** Points of a server in one category; below zero it is not in it. */
type Category = (candidate: Candidate) => number;

const RESOLUTION = 1000;

/** The coordinator has half the points of a server like it (vm_placement.ml bias_away_from_pool_master). */
function biased(points: Category): Category {
  return (candidate) => {
    const value = points(candidate);
    return candidate.isCoordinator ? Math.trunc((value - 1) / 2) : value;
  };
}

/** Nobody needs to balloon. */
const definite = biased(({ availableBytes, staticMax }) => availableBytes - staticMax);
/** Nobody needs to go below its dynamic maximum. */
const probable = biased(({ availableBytes, dynamicMax }) => availableBytes - dynamicMax);
/** Everybody has at least its dynamic minimum. */
const possible: Category = ({ availableBytes, dynamicMin, dynamicMax }) => {
  if (availableBytes >= dynamicMax) return RESOLUTION;
  if (availableBytes < dynamicMin) return -1;
  return Math.floor((RESOLUTION * (availableBytes - dynamicMin)) / (dynamicMax - dynamicMin));
};

/** What `guestSums` and the host's rows say, with the VM already there. */
function candidateFor({ db }: World, server: Server, order: number, master: HostRef, vm: Vm): Candidate {
  const { host, availableBytes } = server;
  const sums = guestSums(db, host);
  return {
    host,
    isCoordinator: host === master,
    availableBytes: availableBytes - sums.overhead - vm.memory_overhead,
    dynamicMin: sums.dynamicMin + vm.memory_dynamic_min,
    dynamicMax: sums.dynamicMax + vm.memory_dynamic_max,
    staticMax: sums.staticMax + vm.memory_static_max,
    order,
    points: 0,
  };
}

/**
 * Takes a candidate out of a list, nearer to the best: its place is the square of a uniform number (biased_random_fn).
 * The list is put in order only as far as that place, by halves, as most starts look at no other.
 */
function takeBiased(world: World, candidates: Candidate[]): Candidate | undefined {
  const fraction = world.engine.random.fraction('placement');
  const place = Math.floor(candidates.length * fraction * fraction);
  let low = 0;
  let high = candidates.length - 1;
  while (low < high) {
    const middle = partition(candidates, low, high);
    if (place <= middle) high = middle;
    else low = middle + 1;
  }
  return candidates.splice(place, 1)[0];
}

/** Better candidates come first, of equals the one that came first. */
function isBefore(a: Candidate, b: Candidate): boolean {
  return a.points > b.points || (a.points === b.points && a.order < b.order);
}

/** Brings the better ones of a part to its front (Hoare); answers the last place of the front. */
function partition(candidates: Candidate[], low: number, high: number): number {
  const pivot = candidates[(low + high) >> 1];
  for (let left = low, right = high; ; left += 1, right -= 1) {
    let better = candidates[left];
    let worse = candidates[right];
    while (better !== undefined && pivot !== undefined && isBefore(better, pivot)) better = candidates[(left += 1)];
    while (worse !== undefined && pivot !== undefined && isBefore(pivot, worse)) worse = candidates[(right -= 1)];
    if (left >= right || better === undefined || worse === undefined) return right;
    candidates[left] = worse;
    candidates[right] = better;
  }
}

const GENERAL: readonly Category[] = [definite, probable, possible];

/**
 * Picks a server by category, best category first; in a category by points, best first, with some chance. A server
 * that a category has considered is not considered by the next (vm_placement.ml select_host_from_categories).
 */
function select(
  world: World,
  candidates: readonly Candidate[],
  affinity: HostRef,
  isValid: (host: HostRef) => boolean,
): HostRef | undefined {
  const wanted: Category = (candidate) => (candidate.host === affinity ? possible(candidate) : -1);
  let rest = candidates;
  for (const category of isNullRef(affinity) ? GENERAL : [wanted, ...GENERAL]) {
    const inside: Candidate[] = [];
    const outside: Candidate[] = [];
    for (const candidate of rest) {
      candidate.points = category(candidate);
      (candidate.points >= 0 ? inside : outside).push(candidate);
    }
    rest = outside;
    while (inside.length > 0) {
      const chosen = takeBiased(world, inside);
      if (chosen !== undefined && isValid(chosen.host)) return chosen.host;
    }
  }
  return undefined;
}

/** Servers in the order of how many members of the VM's anti-affinity group run there; the affinity server first. */
function groupRanking(world: World, vm: Vm, ref: Ref<'VM'>, hosts: readonly HostRef[]): HostRef[][] | null {
  const { db } = world;
  const group = vm.groups.map((member) => db.get('VM_group', member)).find((row) => row?.placement === 'anti_affinity');
  if (group === undefined) return null;
  const counts = new Map<HostRef, number>();
  for (const member of group.VMs) {
    const { scheduled_to_be_resident_on: next, resident_on, power_state } = db.row('VM', member);
    // A member that moves counts where it goes; a paused one nowhere (host_to_vm_count_map).
    const host = !isNullRef(next) ? next : power_state === 'Running' ? resident_on : undefined;
    if (member !== ref && host !== undefined) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const others = hosts.filter((host) => host !== vm.affinity);
  const first = hosts.includes(vm.affinity) ? [[vm.affinity]] : [];
  return [...first, ...ranked(others, (host) => counts.get(host) ?? 0)];
}

/** Servers with room for the first vGPU; depth first fills up what is nearly full (rank_hosts_by_best_vgpu). */
function gpuRanking(world: World, vm: Vm, hosts: readonly HostRef[]): HostRef[][] | null {
  const { db } = world;
  const vgpu = vm.VGPUs[0] === undefined ? undefined : db.get('VGPU', vm.VGPUs[0]);
  const group = vgpu === undefined ? undefined : db.get('GPU_group', vgpu.GPU_group);
  if (vgpu === undefined || group === undefined) return null;
  const capacities = new Map<HostRef, number>();
  for (const pgpu of group.PGPUs) {
    const capacity = capacityFor(world, pgpu, vgpu.type);
    if (typeof capacity !== 'number') continue;
    const { host } = db.row('PGPU', pgpu);
    if (!hosts.includes(host)) continue;
    capacities.set(host, (capacities.get(host) ?? 0) + capacity);
  }
  const sign = group.allocation_algorithm === 'depth_first' ? 1 : -1;
  return ranked([...capacities.keys()], (host) => sign * (capacities.get(host) ?? 0));
}

/** Items in groups of equal rank, lowest first. */
function ranked<T>(items: readonly T[], rank: (item: T) => number): T[][] {
  const groups = new Map<number, T[]>();
  for (const item of items) groups.set(rank(item), [...(groups.get(rank(item)) ?? []), item]);
  return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group);
}

/**
 * A server for a VM that starts or resumes. Faults: NO_HOSTS_AVAILABLE; HOST_NOT_ENOUGH_FREE_MEMORY [needed,
 * available] of a server where only capacity is missing.
 * Source: xapi_vm_helpers.ml choose_host_for_vm_no_wlb, vm_placement.ml.
 */
export function chooseHost(world: World, ref: Ref<'VM'>, vm: Vm): HostRef {
  const { db } = world;
  const live = liveServers(db);
  const all = vm.is_control_domain ? live : live.filter(({ enabled }) => enabled);
  const hosts = all.map(({ host }) => host);
  const groups = groupRanking(world, vm, ref, hosts) ?? gpuRanking(world, vm, hosts);
  const master = coordinator(db);
  for (const group of groups ?? [hosts]) {
    const members = groups === null ? all : all.filter(({ host }) => group.includes(host));
    const candidates = members.map((server, order) => candidateFor(world, server, order, master, vm));
    const host = select(world, candidates, vm.affinity, (one) => bootRefusal(world, ref, vm, one) === null);
    if (host !== undefined) return host;
  }
  throw shortage(world, ref, vm, hosts);
}

const WITHOUT_CAPACITY: BootScope = { capacity: false, cpu: true };

/** xapi tries once more without looking at memory; the server that it finds then cannot give it. */
function shortage(world: World, ref: Ref<'VM'>, vm: Vm, hosts: readonly HostRef[]): Fault {
  const host = hosts.find((one) => bootRefusal(world, ref, vm, one, WITHOUT_CAPACITY) === null);
  const refusal = host === undefined ? null : bootRefusal(world, ref, vm, host);
  return refusal === null ? new Fault('NO_HOSTS_AVAILABLE') : new Fault(...refusal);
}
