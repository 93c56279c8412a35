import type { Release } from '../releases';
import { vmsInDom0Memory } from './dom0-memory';
import { eventChannels, OWN_CHANNELS } from './dom0-use';
import { vmsInLowMemory } from './low-memory';

export interface VmShape {
  readonly vcpus: number;
  readonly vbds: number;
  readonly vifs: number;
  readonly isHvm: boolean;
  readonly memoryMib: number;
  /** Host memory besides its own. */
  readonly overheadMib: number;
}

export type DensityLimit = 'event channels' | 'tested' | 'host memory' | 'dom0 memory' | 'low memory' | 'blktap minors';

export interface Density {
  readonly vms: number;
  /** What refuses the next one. */
  readonly limit: DensityLimit;
  readonly by: Readonly<Record<DensityLimit, number>>;
}

function channelsOf(release: Release, { vcpus, vbds, vifs, isHvm }: VmShape): number {
  return eventChannels(release, { vms: 1, pvVms: isHvm ? 0 : 1, vcpus, vbds, vifs }) - OWN_CHANNELS;
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
    'event channels': Math.floor((release.density.eventChannels - OWN_CHANNELS) / channelsOf(release, shape)),
    tested: release.density.testedVms,
    'host memory': Math.floor((host.memoryMib - host.dom0Mib - HYPERVISOR_MIB) / (shape.memoryMib + shape.overheadMib)),
    'dom0 memory': vmsInDom0Memory(release, host.dom0Mib, shape.vbds, shape.isHvm),
    'low memory': vmsInLowMemory(release.dom0Bits, host.dom0Mib),
    'blktap minors': shape.vbds === 0 ? Infinity : Math.floor(release.density.blktapMinors / shape.vbds),
  };
  const [limit, vms] = (Object.entries(by) as [DensityLimit, number][]).reduce((low, one) =>
    one[1] < low[1] ? one : low,
  );
  return { vms: Math.max(0, vms), limit, by };
}
