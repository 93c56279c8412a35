/** What the virtual CPUs of a guest do in the mean; the rest of the time they are blocked. */
export interface VcpuTime {
  readonly vcpus: number;
  /** Parts of the time of one of them: it runs, or it could and waits for a processor. */
  readonly running: number;
  readonly waiting: number;
}

type Runstate = 'fullrun' | 'full_contention' | 'concurrency_hazard' | 'blocked' | 'partial_run' | 'partial_contention';

/** The power of a share that rounding may have put outside of 0 to 1. */
function all(share: number, vcpus: number): number {
  return Math.min(1, Math.max(0, share)) ** vcpus;
}

/** What all virtual CPUs are in one of two states, and not all in one. */
function mixed(one: number, other: number, vcpus: number): number {
  return Math.max(0, all(one + other, vcpus) - all(one, vcpus) - all(other, vcpus));
}

function blockedShare({ running, waiting }: VcpuTime): number {
  return 1 - running - waiting;
}

/**
 * The six states of a domain, which divide its time between them: those that Xen tells apart by which of its virtual CPUs
 * run, wait or are blocked (xenalyze.c DOMAIN_RUNSTATE_*, xcp_rrdd.ml dss_vcpus). One that runs while another waits is a
 * hazard to concurrency, whatever the others do. Virtual CPUs do so independently of one another (assumption).
 */
export const RUNSTATES: Readonly<Record<Runstate, (time: VcpuTime) => number>> = {
  fullrun: ({ vcpus, running }) => all(running, vcpus),
  full_contention: ({ vcpus, waiting }) => all(waiting, vcpus),
  blocked: (time) => all(blockedShare(time), time.vcpus),
  partial_run: (time) => mixed(time.running, blockedShare(time), time.vcpus),
  partial_contention: (time) => mixed(time.waiting, blockedShare(time), time.vcpus),
  concurrency_hazard: (time) => {
    const { vcpus, running, waiting } = time;
    return Math.max(0, 1 - all(1 - waiting, vcpus) - all(1 - running, vcpus) + all(blockedShare(time), vcpus));
  },
};

/** Part of the time in which any virtual CPU waits for a processor. */
export function anyWaits({ vcpus, waiting }: VcpuTime): number {
  return 1 - all(1 - waiting, vcpus);
}
