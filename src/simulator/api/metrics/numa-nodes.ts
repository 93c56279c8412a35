import type { Records } from '../../../xapi/datamodel/types.gen';
import { localShare, numaSpeed, type NumaPolicy } from '../../physics/cpu/numa';
import { totalMemoryBytes } from '../memory';
import type { World } from '../world';
import { room } from './borrowed';
import type { Guest } from './guest';
import type { Run } from './history';
import type { Series } from './series';
import { TextHistory } from './text-history';

/** How servers place the memory of guests; it counts when a guest gets its domain. */
export const NUMA_POLICIES = new TextHistory<'host'>({
  cls: 'host',
  part: 'numa',
  fields: ['numa_affinity_policy'],
  textOf: ({ numa_affinity_policy: policy }) => (policy === 'best_effort' ? policy : ''),
});

/** How many nodes a server has: one for each socket. */
export function nodeCount({ cpu_info }: Records['host']): number {
  return Math.max(1, Number(cpu_info['socket_count']) || 1);
}

/** What is known of a guest's memory in a run: nodes of the server, and how many of them have some of it. */
function spreadIn(
  world: World,
  vm: Records['VM'],
  memoryBytes: number,
  run: Run,
): readonly [nodes: number, used: number] {
  const host = world.db.get('host', run.host);
  const nodes = host === undefined ? 1 : nodeCount(host);
  if (nodes === 1) return [1, 1];
  const isTold = NUMA_POLICIES.spans(world, run.host).some(({ fromS, toS }) => fromS <= run.fromS && run.fromS < toS);
  const policy: NumaPolicy = isTold && !vm.is_control_domain ? 'best_effort' : 'striped';
  const nodeBytes = totalMemoryBytes(world.db, run.host) / nodes;
  return [nodes, Math.round(1 / localShare(policy, new Array<number>(nodes).fill(nodeBytes), memoryBytes))];
}

/**
 * Memory of a guest on each node of the server of a run, bytes: on all of them evenly unless the server was told to look
 * for few (xapi, NUMA design). Nodes are sockets, and what others have there is not looked at.
 */
function nodesIn(world: World, { vm, key, memoryBytes }: Guest, run: Run): readonly number[] {
  const [count, used] = spreadIn(world, vm, memoryBytes, run);
  return Array.from({ length: count }, (_, node) =>
    (node + count - (key % count)) % count < used ? memoryBytes / used : 0,
  );
}

/** Memory of a guest on each node of the server where it was in each row, at its end or last before. */
export function numaNodes(world: World, guest: Guest, rows: number): readonly Series[] {
  if (guest.runs.length === 0) return [guest.memoryBytes];
  const byRun = guest.runs.map((run) => nodesIn(world, guest, run));
  const [first = []] = byRun;
  const isOne = byRun.every(
    (nodes) => nodes.length === first.length && nodes.every((bytes, at) => bytes === first[at]),
  );
  if (isOne) return first;
  const count = Math.max(...byRun.map((nodes) => nodes.length));
  return Array.from({ length: count }, (_, node) => byRow(guest, rows, (run) => byRun[run]?.[node] ?? 0));
}

/** What is so in the run that each row ends in, or the last before it. */
function byRow(guest: Guest, rows: number, of: (run: number) => number): Float64Array {
  const values = room(rows);
  for (let at = 0; at < rows; at++) values[at] = of(guest.runAt(at));
  return values;
}

/** Part of the processors of the server of a run that a guest prefers; 1 where one is as good as another. */
export function preferredShare(world: World, { vm, memoryBytes }: Guest, run: Run): number {
  const [nodes, used] = spreadIn(world, vm, memoryBytes, run);
  return used / nodes;
}

/**
 * Processor time that the same work takes in a run, as a part of what it takes where memory is striped over all nodes:
 * that is the default, and what workloads are told in. A guest whose memory is on fewer nodes waits less for it.
 */
export function numaCost(world: World, vm: Records['VM'], memoryBytes: number, run: Run): number {
  if (!NUMA_POLICIES.isKept(world)) return 1;
  const [nodes, used] = spreadIn(world, vm, memoryBytes, run);
  return numaSpeed(1 / nodes) / numaSpeed(1 / used);
}
