/**
 * Who survives when the servers of a pool with high availability lose one another or the statefile. Source: xha,
 * heartbeat and statefile survival rule; its outcomes are held against XenRT's test cases.
 */
export interface HaHost {
  readonly isAlive: boolean;
  readonly seesStatefile: boolean;
  /** Guests that count for more make a server count for more; 0 ordinarily. */
  readonly weight?: number;
}

const WEIGHT_FACTOR = 256;

/** Sets of hosts that all hear one another, each host in one, grown from the first on. */
function partitions(hosts: readonly number[], hear: (a: number, b: number) => boolean): readonly (readonly number[])[] {
  const left = new Set(hosts);
  const sets: number[][] = [];
  for (const first of hosts) {
    if (!left.has(first)) continue;
    const set: number[] = [];
    for (const host of hosts) if (left.has(host) && set.every((member) => hear(member, host))) set.push(host);
    for (const host of set) left.delete(host);
    sets.push(set);
  }
  return sets;
}

/**
 * The hosts that go on; the others fence themselves. Among those with the statefile the largest set that hears itself
 * wins, a tie goes to the set with the first host. If all have lost the statefile, all go on as long as all hear all.
 * @param hosts in the order of their UUIDs
 * @param hear whether heartbeats pass between two of them
 */
export function survivors(hosts: readonly HaHost[], hear: (a: number, b: number) => boolean): readonly number[] {
  const connected = (a: number, b: number): boolean => a === b || (hear(a, b) && hear(b, a));
  const alive = hosts.flatMap(({ isAlive }, index) => (isAlive ? [index] : []));
  const withStatefile = alive.filter((index) => hosts[index]?.seesStatefile === true);
  if (withStatefile.length === 0) {
    const isWhole = alive.length === hosts.length && alive.every((a) => alive.every((b) => connected(a, b)));
    return isWhole ? alive : [];
  }
  const score = (set: readonly number[]): number =>
    set.reduce((sum, index) => sum + (hosts[index]?.weight ?? 0) * WEIGHT_FACTOR + 1, 0);
  return partitions(withStatefile, connected).reduce((best, set) => (score(set) > score(best) ? set : best));
}

export interface HaTimers {
  readonly heartbeatIntervalS: number;
  readonly statefileIntervalS: number;
  readonly heartbeatTimeoutS: number;
  readonly statefileTimeoutS: number;
  readonly heartbeatWatchdogS: number;
  readonly statefileWatchdogS: number;
  readonly joinTimeoutS: number;
  /** A warning is raised when nothing was heard for so long. */
  readonly warnAfterS: number;
}

/** Timers that follow from the pool's HA timeout, 60 s ordinarily, at least 10 (xapi, xha_interface.ml). */
export function haTimers(timeoutS: number): HaTimers {
  return {
    heartbeatIntervalS: Math.min((timeoutS + 10) / 10, 3),
    statefileIntervalS: Math.max(2, timeoutS / 20),
    heartbeatTimeoutS: timeoutS,
    statefileTimeoutS: timeoutS,
    heartbeatWatchdogS: timeoutS,
    statefileWatchdogS: timeoutS + 15,
    joinTimeoutS: timeoutS + 60,
    warnAfterS: timeoutS / 4,
  };
}
