import { INTERRUPT_LEG_US, type Datapath } from './datapaths';

/** How a host differs from the one that the constants of the datapaths hold for. */
export interface HostConditions {
  readonly clockGhz?: number;
  /** On-demand clocks down when little is going on; the BIOS default of XenServer. */
  readonly governor?: 'performance' | 'on-demand';
  /** Part of the host's processors in use, 0 to 1; the on-demand governor looks at it. */
  readonly cpuUsage?: number;
  /** Part of the buffers that are on another NUMA node than the backend, 0 to 1. */
  readonly remoteShare?: number;
  /** A hypervisor built with debug=y, as alpha builds were. */
  readonly isDebugHypervisor?: boolean;
  /** DMA of more than a page goes through the SWIOTLB pool, one copy more (XenServer before 7.0). */
  readonly hasBounceBuffer?: boolean;
  /** Multiplies all costs: a release whose backend was not tuned yet. */
  readonly costScale?: number;
}

/** A datapath as it performs on one host. */
export interface Backend extends Datapath {
  readonly legUs: number;
  /** Saved for each page of a request that is larger than one page. */
  readonly unbouncedPageUs: number;
}

const REFERENCE_CLOCK_GHZ = 3.5;
/** Waking a processor that sleeps deeper or runs slower (assumption). */
const ON_DEMAND_LEG_FACTOR = 1.3;
export const ON_DEMAND_BELOW_USAGE = 0.3;
/** Latency 21 against 10 and at most half the bandwidth (xapi, NUMA design); the page copy feels part of it (assumption). */
const REMOTE_PAGE_FACTOR = 1.4;
/** Speed of a debug hypervisor (assumption). */
const DEBUG_SPEED = 0.8;
/** One more copy of a page (assumption). The constants were measured with it: all but the IOPS come from before 7.0. */
const BOUNCE_PAGE_US = 0.4;

/** A datapath under the conditions of a host. */
export function backendOn(datapath: Datapath, conditions: HostConditions = {}): Backend {
  const {
    clockGhz = REFERENCE_CLOCK_GHZ,
    governor = 'performance',
    cpuUsage = 1,
    remoteShare = 0,
    isDebugHypervisor = false,
    hasBounceBuffer = true,
    costScale = 1,
  } = conditions;
  const cpu = (REFERENCE_CLOCK_GHZ / clockGhz / (isDebugHypervisor ? DEBUG_SPEED : 1)) * costScale;
  const page = cpu * (1 + (REMOTE_PAGE_FACTOR - 1) * remoteShare);
  const isSlowToWake = governor === 'on-demand' && cpuUsage < ON_DEMAND_BELOW_USAGE;
  return {
    ...datapath,
    legUs: INTERRUPT_LEG_US * (isSlowToWake ? ON_DEMAND_LEG_FACTOR : 1) * costScale,
    ringRequestUs: datapath.ringRequestUs * cpu,
    pageReadUs: datapath.pageReadUs * page,
    pageWriteUs: datapath.pageWriteUs * page,
    unbouncedPageUs: hasBounceBuffer || datapath.pageReadUs === 0 ? 0 : BOUNCE_PAGE_US * page,
  };
}
