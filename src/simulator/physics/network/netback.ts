import { fairShare, type Flow } from '../fair-share';
import type { Release } from '../releases';
import { transmitMbitPerS } from './streams';

export interface VifLoad {
  readonly mbitPerS: number;
  /** One stream of large segments, or the mixed traffic of a server. */
  readonly kind: 'stream' | 'mixed';
  /** Queues that a guest with several vCPUs can use where there are several. */
  readonly vcpus: number;
}

/** Netback of 6.2 starts no more threads than this. */
const MOST_THREADS = 4;
/** With one thread a VIF, 6.5 loses by dom0 vCPUs beyond eight (XenServer 7.0 performance, part 4; 2 % assumed). */
const BEST_VCPUS = 8;
const LOSS_PER_VCPU = 0.02;

/** Cores' worth of netback work that dom0 vCPUs do. */
export function netbackCores({ netback }: Release['network'], dom0Vcpus: number): number {
  if (netback === 'thread-per-vcpu') return Math.min(dom0Vcpus, MOST_THREADS);
  if (netback === 'multi-queue') return dom0Vcpus;
  const efficiency = Math.max(0, 1 - LOSS_PER_VCPU * Math.max(0, dom0Vcpus - BEST_VCPUS));
  return Math.min(dom0Vcpus, BEST_VCPUS) * efficiency;
}

/** What the mixed traffic of many guests reaches together, Mbit/s. */
export function aggregateMbitPerS(network: Release['network'], dom0Vcpus: number): number {
  return netbackCores(network, dom0Vcpus) * network.threadMbitPerS;
}

/**
 * What each VIF gets of the control domain, Mbit/s. In 6.2 a VIF belongs to one of a few netback threads for good, so
 * that busy VIFs on the same thread starve while other threads idle. Later each VIF has a thread of its own that runs
 * on any dom0 vCPU, from 7.0 on one for each queue.
 * @param loads in the order in which the VIFs were plugged
 */
export function vifRates(network: Release['network'], loads: readonly VifLoad[], dom0Vcpus: number): readonly number[] {
  const isPinned = network.netback === 'thread-per-vcpu';
  const threads = Math.max(1, netbackCores(network, dom0Vcpus));
  const capacities = isPinned ? Array.from({ length: threads }, () => 1) : [netbackCores(network, dom0Vcpus)];
  const perCore = { stream: transmitMbitPerS(network), mixed: network.threadMbitPerS };
  const flows = loads.map(({ mbitPerS, kind, vcpus }, index): Flow => {
    const queues = network.netback === 'multi-queue' && kind === 'mixed' ? vcpus : 1;
    return {
      demand: Math.min(mbitPerS, perCore[kind] * queues),
      needs: [{ resource: isPinned ? index % threads : 0, perUnit: 1 / perCore[kind] }],
    };
  });
  return fairShare(flows, capacities).rates;
}
