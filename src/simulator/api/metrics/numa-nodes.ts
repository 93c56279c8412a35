import { localShare, type NumaPolicy } from '../../physics/cpu/numa';
import { totalMemoryBytes } from '../memory';
import type { World } from '../world';
import type { Guest } from './guest';
import { TextHistory } from './text-history';

/** How servers place the memory of guests; it counts when a guest gets its domain. */
export const NUMA_POLICIES = new TextHistory<'host'>({
  cls: 'host',
  part: 'numa',
  fields: ['numa_affinity_policy'],
  textOf: ({ numa_affinity_policy: policy }) => (policy === 'best_effort' ? policy : ''),
});

/**
 * Memory of a guest on each node of the server where it is or was last, bytes: on all of them evenly unless the server
 * was told to look for few (xapi, NUMA design). Nodes are sockets, and what others have there is not looked at.
 */
export function numaNodes(world: World, { vm, key, runs, memoryBytes }: Guest): readonly number[] {
  const run = runs.at(-1);
  const host = run === undefined ? undefined : world.db.get('host', run.host);
  const count = Math.max(1, Number(host?.cpu_info['socket_count']) || 1);
  if (run === undefined || count === 1) return [memoryBytes];
  const isTold = NUMA_POLICIES.spans(world, run.host).some(({ fromS, toS }) => fromS <= run.fromS && run.fromS < toS);
  const policy: NumaPolicy = isTold && !vm.is_control_domain ? 'best_effort' : 'striped';
  const nodeBytes = totalMemoryBytes(world.db, run.host) / count;
  const used = Math.round(1 / localShare(policy, new Array<number>(count).fill(nodeBytes), memoryBytes));
  return Array.from({ length: count }, (_, node) =>
    (node + count - (key % count)) % count < used ? memoryBytes / used : 0,
  );
}
