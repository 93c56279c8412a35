import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { Fault } from './fault';
import { capacityFor } from './gpu/capacity';
import { guestSumsOf, leastBytes, mostBytes, type GuestSums } from './memory';
import { liveServers, type Server } from './servers-in-service';
import { bootRefusal, type BootScope } from './vm/boot-check';
import { coordinator, type World } from './world';

type Vm = Records['VM'];
type HostRef = Ref<'host'>;

/** What a server could give to guests, and what they and one more guest would want, bytes. */
interface Room {
  host: HostRef;
  available: number;
  dynamicMin: number;
  dynamicMax: number;
  staticMax: number;
}

/** Points of a server in one category; below zero it is not in it. */
type Category = (room: Room, master: HostRef, affinity: HostRef) => number;

const RESOLUTION = 1000;

/** The coordinator has half the points of a server like it (vm_placement.ml bias_away_from_pool_master). */
function biased(points: number, host: HostRef, master: HostRef): number {
  return host === master ? Math.trunc((points - 1) / 2) : points;
}

/** Nobody needs to balloon. */
const definite: Category = ({ host, available, staticMax }, master) => biased(available - staticMax, host, master);
/** Nobody needs to go below its dynamic maximum. */
const probable: Category = ({ host, available, dynamicMax }, master) => biased(available - dynamicMax, host, master);
/** Everybody has at least its dynamic minimum. */
const possible: Category = ({ available, dynamicMin, dynamicMax }) => {
  if (available >= dynamicMax) return RESOLUTION;
  if (available < dynamicMin) return -1;
  return Math.floor((RESOLUTION * (available - dynamicMin)) / (dynamicMax - dynamicMin));
};
/** The server that the VM has an affinity for. */
const wanted: Category = (room, master, affinity) => (room.host === affinity ? possible(room, master, affinity) : -1);

/** What a server's rows and its guests say, with the VM already there; written into one room, as every start asks all. */
function lookInto(room: Room, { host, availableBytes }: Server, sums: GuestSums, vm: Vm): void {
  room.host = host;
  room.available = availableBytes - sums.overhead - vm.memory_overhead;
  room.dynamicMin = sums.dynamicMin + leastBytes(vm);
  room.dynamicMax = sums.dynamicMax + mostBytes(vm);
  room.staticMax = sums.staticMax + vm.memory_static_max;
}

/** Servers of a category: their indices, and the points of each server by its index. */
interface Ranking {
  readonly places: number[];
  readonly points: Float64Array;
}

/**
 * Takes a server out of a ranking, nearer to the best: its place is the square of a uniform number (biased_random_fn).
 * The ranking is put in order only as far as that place, by halves, as most starts look at no other.
 */
function takeBiased(world: World, ranking: Ranking): number {
  const { places } = ranking;
  const fraction = world.engine.random.fraction('placement');
  const place = Math.floor(places.length * fraction * fraction);
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = partition(ranking, low, high);
    if (place <= middle) high = middle;
    else low = middle + 1;
  }
  return places.splice(place, 1)[0] ?? 0;
}

/** Servers with more points come first, of equals the one that came first. */
function isBefore(points: Float64Array, a: number, b: number): boolean {
  const left = points[a] ?? 0;
  const right = points[b] ?? 0;
  return left > right || (left === right && a < b);
}

/** Brings the better ones of a part to its front (Hoare); answers the last place of the front. */
function partition({ places, points }: Ranking, low: number, high: number): number {
  const pivot = places[(low + high) >> 1] ?? 0;
  for (let left = low, right = high; ; left += 1, right -= 1) {
    let better = places[left] ?? 0;
    let worse = places[right] ?? 0;
    while (isBefore(points, better, pivot)) better = places[(left += 1)] ?? 0;
    while (isBefore(points, pivot, worse)) worse = places[(right -= 1)] ?? 0;
    if (left >= right) return right;
    places[left] = worse;
    places[right] = better;
  }
}

const GENERAL: readonly Category[] = [definite, probable, possible];
/**
 * Picks a server by category, best category first; in a category by points, best first, with some chance. A server
 * that a category has considered is not considered by the next (vm_placement.ml select_host_from_categories).
 */
function select(
  world: World,
  servers: readonly Server[],
  vm: Vm,
  isValid: (host: HostRef) => boolean,
): HostRef | undefined {
  const { affinity } = vm;
  const master = coordinator(world.db);
  const room: Room = { host: master, available: 0, dynamicMin: 0, dynamicMax: 0, staticMax: 0 };
  const sumsOf = guestSumsOf(world.db);
  const points = new Float64Array(servers.length).fill(-1);
  for (const category of isNullRef(affinity) ? GENERAL : [wanted, ...GENERAL]) {
    const places: number[] = [];
    for (let at = 0; at < servers.length; at += 1) {
      const server = servers[at];
      if (server === undefined || (points[at] ?? 0) >= 0) continue;
      lookInto(room, server, sumsOf(server.host), vm);
      const own = category(room, master, affinity);
      points[at] = own;
      if (own >= 0) places.push(at);
    }
    const ranking: Ranking = { places, points };
    while (places.length > 0) {
      const host = servers[takeBiased(world, ranking)]?.host;
      if (host !== undefined && isValid(host)) return host;
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
  const all =
    vm.is_control_domain || live.every(({ enabled }) => enabled) ? live : live.filter(({ enabled }) => enabled);
  const hosts = all.map(({ host }) => host);
  const groups = groupRanking(world, vm, ref, hosts) ?? gpuRanking(world, vm, hosts);
  for (const group of groups ?? [hosts]) {
    const members = groups === null ? all : all.filter(({ host }) => group.includes(host));
    const host = select(world, members, vm, (one) => bootRefusal(world, ref, vm, one) === null);
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
