/** `striped`: memory over all nodes, the default; `best_effort`: on the fewest nodes that have room (xapi, NUMA design). */
export type NumaPolicy = 'striped' | 'best_effort';

/** Bandwidth to memory of another node is half of that to the own one at most (xapi, NUMA design). */
const REMOTE_BANDWIDTH = 0.5;
/** Part of ordinary work that waits for memory (assumption). */
const MEMORY_BOUND = 0.3;

/**
 * Part of a VM's accesses that stay on the node where it runs.
 * @param freeMib memory that each node has left
 */
export function localShare(policy: NumaPolicy, freeMib: readonly number[], memoryMib: number): number {
  if (freeMib.length === 0) return 1;
  if (policy === 'striped') return 1 / freeMib.length;
  let nodes = 0;
  let found = 0;
  for (const free of freeMib.toSorted((a, b) => b - a)) {
    if (found >= memoryMib) break;
    nodes += 1;
    found += free;
  }
  // What fits nowhere is striped after all.
  return 1 / (found >= memoryMib ? Math.max(1, nodes) : freeMib.length);
}

/**
 * Part of the time that a vCPU runs outside of the nodes that it prefers: when it wakes up while all of their processors
 * are busy, as the credit scheduler lets nobody wait for one that he only prefers. Processors are taken to be busy
 * independently of one another (assumption).
 * @param busyShare of all processors of the host
 */
export function awayShare(busyShare: number, preferredCpus: number): number {
  return Math.min(1, Math.max(0, busyShare)) ** preferredCpus;
}

/** Speed of ordinary work with so many local accesses, 1 where all of them are. */
export function numaSpeed(local: number): number {
  return 1 / (1 + MEMORY_BOUND * (1 - local) * (1 / REMOTE_BANDWIDTH - 1));
}
