import { fairLevel } from '../fair-share';

/** What a VM's weight is when nobody says (xen, credit scheduler); from 1 to 65535. */
export const DEFAULT_WEIGHT = 256;

export interface CpuDemand {
  readonly weight: number;
  /** Percent of one processor; 0 is no cap. */
  readonly capPercent: number;
  readonly vcpus: number;
  /** Processors' worth of work that it has. */
  readonly wantedCores: number;
}

export interface CpuShare {
  readonly cores: number;
  /** Part of the time in which it could have run and did not, 0 to 1. */
  readonly stolenShare: number;
}

/** What the second thread of a core adds to ordinary work (assumption). */
const SECOND_THREAD_SHARE = 0.25;

/** Processors' worth of ordinary work that a host does. */
export function capacityCores(host: { readonly cores: number; readonly threads: number }): number {
  return host.cores + SECOND_THREAD_SHARE * Math.max(0, host.threads - host.cores);
}

/**
 * What the credit scheduler gives to each VM of a host, the control domain being one of them: max-min by weight, and
 * nobody more than he wants, has vCPUs for or is capped at.
 */
export function creditShares(capacity: number, vms: readonly CpuDemand[]): readonly CpuShare[] {
  const wanted = vms.map(({ wantedCores, vcpus }) => Math.min(wantedCores, vcpus));
  const allowed = vms.map(({ capPercent }, index) =>
    Math.min(wanted[index] ?? 0, capPercent > 0 ? capPercent / 100 : Infinity),
  );
  const weights = vms.map(({ weight }) => weight);
  const level = fairLevel(Float64Array.from(allowed), Float64Array.from(weights), capacity);
  return allowed.map((most, index) => {
    const want = wanted[index] ?? 0;
    const cores = Math.min(most, level * (weights[index] ?? 0));
    return { cores, stolenShare: want > 0 ? 1 - cores / want : 0 };
  });
}
