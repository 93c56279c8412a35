import type { Release } from '../releases';
import { vmsInDom0Memory } from './dom0-memory';

export interface VmShape {
  readonly vcpus: number;
  readonly vbds: number;
  readonly vifs: number;
  readonly isHvm: boolean;
  readonly memoryMib: number;
  /** Host memory besides its own. */
  readonly overheadMib: number;
}

/** Event channels that the control domain uses itself (50 to 100; Davies 2013). */
const OWN_CHANNELS = 96;

/**
 * Event channels of the control domain that a VM takes: one a disk and network interface, one for xenstore, one a vCPU
 * of an HVM guest for its device model (two in 6.2), or one for the console of a PV guest. Source: Davies, Increasing
 * VM density in XenServer, 2013.
 */
function eventChannels({ density }: Release, { vcpus, vbds, vifs, isHvm }: VmShape): number {
  return vbds + vifs + 1 + (isHvm ? density.channelsPerVcpu * vcpus : 1);
}

export type DensityLimit = 'event channels' | 'tested' | 'host memory' | 'dom0 memory' | 'blktap minors';

export interface Density {
  readonly vms: number;
  /** What refuses the next one. */
  readonly limit: DensityLimit;
  readonly by: Readonly<Record<DensityLimit, number>>;
}

/** Memory of a host that Xen keeps, MiB. */
const HYPERVISOR_MIB = 128;

/** How many alike VMs a host of a release carries, and what stops it. */
export function density(
  release: Release,
  shape: VmShape,
  host: { readonly memoryMib: number; readonly dom0Mib: number },
): Density {
  const by: Record<DensityLimit, number> = {
    'event channels': Math.floor((release.density.eventChannels - OWN_CHANNELS) / eventChannels(release, shape)),
    tested: release.density.testedVms,
    'host memory': Math.floor((host.memoryMib - host.dom0Mib - HYPERVISOR_MIB) / (shape.memoryMib + shape.overheadMib)),
    'dom0 memory': vmsInDom0Memory(release, host.dom0Mib, shape.vbds),
    'blktap minors': shape.vbds === 0 ? Infinity : Math.floor(release.density.blktapMinors / shape.vbds),
  };
  const [limit, vms] = (Object.entries(by) as [DensityLimit, number][]).reduce((low, one) =>
    one[1] < low[1] ? one : low,
  );
  return { vms: Math.max(0, vms), limit, by };
}
