/** The garbage collector of the storage manager: folding snapshots that nobody needs into their parents. */

/** It starts so long after a change, s. */
export const COLLECT_DELAY_S = 300;

/** A live leaf is folded in while its VM is paused: not longer than half of ten seconds (SM cleanup.py). */
const LONGEST_PAUSE_S = 0.5 * 10;
const MOST_ROUNDS = 20;
const MOST_ROUNDS_WITHOUT_PROGRESS = 3;
const GRACE_ROUNDS = 2;
const MOST_GROWTH = 1.2;

/** Copying a child into its parent, s: every byte is read and written, by one collector for each repository. */
export function coalesceSeconds(bytes: number, repositoryBytesPerSecond: number): number {
  return (2 * bytes) / repositoryBytesPerSecond;
}

export interface LiveCoalesce {
  readonly outcome: 'coalesced' | 'too many rounds' | 'no progress' | 'growing';
  /** Size of the leaf at the end of each round. */
  readonly roundsBytes: readonly number[];
  /** How long the VM stood still; 0 if it was given up. */
  readonly pauseSeconds: number;
}

/**
 * Folding the leaf of a running VM: snapshot it, copy what it holds, and look at what the guest has written meanwhile,
 * until that is little enough to copy while the VM is paused. Given up when it does not get less. Source: SM cleanup.py.
 */
export function liveCoalesce(leaf: {
  readonly bytes: number;
  readonly writeBytesPerSecond: number;
  readonly copyBytesPerSecond: number;
}): LiveCoalesce {
  const roundsBytes: number[] = [];
  const stop = (outcome: LiveCoalesce['outcome'], pauseSeconds = 0): LiveCoalesce => ({
    outcome,
    roundsBytes,
    pauseSeconds,
  });
  let { bytes } = leaf;
  let smallest = bytes;
  let withoutProgress = 0;
  for (let round = 0; ; round++) {
    const seconds = bytes / leaf.copyBytesPerSecond;
    if (seconds < LONGEST_PAUSE_S) return stop('coalesced', seconds);
    if (round >= MOST_ROUNDS) return stop('too many rounds');
    const next = seconds * leaf.writeBytesPerSecond;
    roundsBytes.push(next);
    if (next >= bytes) withoutProgress += 1;
    if (withoutProgress > MOST_ROUNDS_WITHOUT_PROGRESS) return stop('no progress');
    smallest = Math.min(smallest, next);
    if (round >= GRACE_ROUNDS && next > MOST_GROWTH * smallest) return stop('growing');
    bytes = next;
  }
}
