import type { Release } from '../releases';
import { dom0MemoryState, dom0UsedMib } from './dom0-memory';
import { lowMemoryMib, lowMemoryUsedMib } from './low-memory';

/** What the guests of a server have that takes something of its control domain. */
export interface Dom0Load {
  readonly vms: number;
  /** Those of them without a device model. */
  readonly pvVms: number;
  /** Of those with a device model. */
  readonly vcpus: number;
  /** Virtual drives with a disk in them. */
  readonly vbds: number;
  readonly vifs: number;
}

/** Event channels that the control domain uses itself (50 to 100; Davies 2013). */
export const OWN_CHANNELS = 96;

/**
 * Event channels of the control domain: one a disk and network interface, one a VM for xenstore, one a vCPU of an HVM
 * guest for its device model (two in 6.2), or one for the console of a PV guest. Source: Davies, Increasing VM density
 * in XenServer, 2013.
 */
export function eventChannels(
  { density }: Pick<Release, 'density'>,
  { vms, pvVms, vcpus, vbds, vifs }: Dom0Load,
): number {
  return OWN_CHANNELS + vbds + vifs + vms + density.channelsPerVcpu * vcpus + pvVms;
}

export type Dom0Limit = 'event channels' | 'blktap minors' | 'low memory' | 'dom0 memory';

/**
 * What a control domain has too little of for such guests; null when it copes. The order is that in which a start
 * comes across it: disks are attached before the device model runs.
 */
export function exhaustedBy(release: Release, dom0Mib: number, load: Dom0Load): Dom0Limit | null {
  const { density, dom0Bits } = release;
  if (load.vbds > density.blktapMinors) return 'blktap minors';
  if (lowMemoryUsedMib(load.vms) > lowMemoryMib(dom0Bits, dom0Mib)) return 'low memory';
  if (eventChannels(release, load) > density.eventChannels) return 'event channels';
  return dom0MemoryState(dom0Mib, dom0UsedMib(release, load, dom0Mib)) === 'exhausted' ? 'dom0 memory' : null;
}
