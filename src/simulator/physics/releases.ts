import type { DatapathName } from './storage/datapaths';

export type ReleaseName =
  '6.1' | '6.2' | 'creedence-alpha-1' | 'creedence-alpha-2' | '6.5' | '6.5-sp1' | '7.0' | '7.6' | '8.2';

/** How much memory the control domain gets when nobody says: see `density/dom0-memory.ts`. */
export type Dom0MemoryRule = 'classic' | 'steps' | 'share';

export interface Release {
  readonly xen: string;
  readonly kernel: string;
  readonly dom0Bits: 32 | 64;
  readonly dom0Memory: Dom0MemoryRule;
  /** vCPUs of the control domain on a large host, when nobody says. */
  readonly dom0Vcpus: number;
  /** The hypervisor was built with debug=y. */
  readonly isDebug: boolean;
  readonly storage: {
    readonly datapath: DatapathName;
    /** Multiplies the costs of the datapath. */
    readonly costScale: number;
    /** DMA of more than a page is copied through the SWIOTLB pool. */
    readonly hasBounceBuffer: boolean;
    readonly hasReadCache: boolean;
    readonly hasTrim: boolean;
    readonly parallelPlugs: number;
    readonly vbdsPerVm: number;
  };
  readonly network: {
    /** How netback takes packets from a guest. */
    readonly transmit: 'copy' | 'grant-map';
    /** How netback gives packets to a guest. */
    readonly receive: 'copy' | 'grant-copy';
    /** Generic receive offload on physical interfaces by default. */
    readonly hasGro: boolean;
    readonly netback: 'thread-per-vcpu' | 'thread-per-vif' | 'multi-queue';
    /** What one netback thread moves of the mixed traffic of many guests (ratios published, 6.2 assumed). */
    readonly threadMbitPerS: number;
    readonly ovs: string;
    readonly flows: 'exact' | 'megaflow';
  };
  readonly density: {
    /** Event channels of the control domain. */
    readonly eventChannels: number;
    /** Event channels that each vCPU of an HVM guest takes. */
    readonly channelsPerVcpu: number;
    readonly testedVms: number;
    readonly blktapMinors: number;
  };
  /** What exports and imports of whole VMs move (absolute value assumed, the gain of Ely published). */
  readonly transfer: { readonly vmBytesPerSecond: number };
  /** Configuration limits. */
  readonly limits: { readonly vcpusPerVm: number; readonly memoryGibPerVm: number; readonly gpusPerHost: number };
}

const xenserver62: Release = {
  xen: '4.1',
  kernel: '2.6.32',
  dom0Bits: 32,
  dom0Memory: 'classic',
  dom0Vcpus: 4,
  isDebug: false,
  storage: {
    datapath: 'tapdisk2',
    costScale: 1,
    hasBounceBuffer: true,
    hasReadCache: false,
    hasTrim: false,
    parallelPlugs: 1,
    vbdsPerVm: 16,
  },
  network: {
    transmit: 'copy',
    receive: 'copy',
    hasGro: false,
    netback: 'thread-per-vcpu',
    threadMbitPerS: 2500,
    ovs: '1.4',
    flows: 'exact',
  },
  density: { eventChannels: 4096, channelsPerVcpu: 2, testedVms: 500, blktapMinors: 2048 },
  transfer: { vmBytesPerSecond: 45e6 },
  limits: { vcpusPerVm: 16, memoryGibPerVm: 128, gpusPerHost: 8 },
};

const creedenceAlpha2: Release = {
  ...xenserver62,
  xen: '4.4',
  kernel: '3.10',
  dom0Bits: 64,
  dom0Memory: 'steps',
  isDebug: true,
  storage: { ...xenserver62.storage, datapath: 'tapdisk3', hasReadCache: true },
  network: {
    transmit: 'grant-map',
    receive: 'grant-copy',
    hasGro: true,
    netback: 'thread-per-vif',
    threadMbitPerS: 7500,
    ovs: '2.1.2',
    flows: 'megaflow',
  },
  density: { eventChannels: 131_071, channelsPerVcpu: 1, testedVms: 500, blktapMinors: Infinity },
};

const xenserver65: Release = {
  ...creedenceAlpha2,
  isDebug: false,
  storage: { ...creedenceAlpha2.storage, hasTrim: true },
  limits: { ...creedenceAlpha2.limits, memoryGibPerVm: 192 },
};

const xenserver70: Release = {
  ...xenserver65,
  xen: '4.6',
  dom0Vcpus: 16,
  storage: {
    ...xenserver65.storage,
    datapath: 'tapdisk3-polling',
    hasBounceBuffer: false,
    parallelPlugs: 10,
    vbdsPerVm: 255,
  },
  network: { ...xenserver65.network, netback: 'multi-queue', threadMbitPerS: 5812.5, ovs: '2.3.2' },
  density: { ...xenserver65.density, testedVms: 1000 },
  limits: { vcpusPerVm: 32, memoryGibPerVm: 1536, gpusPerHost: 8 },
};

/** Ely, 7.1, was the first of these. */
const xenserver76: Release = { ...xenserver70, xen: '4.7', kernel: '4.4', transfer: { vmBytesPerSecond: 90e6 } };

/**
 * What the releases differ in. Sources: the XenServer blog's series on Creedence (2014) and on 7.0, "Increasing VM
 * density" (Davies 2013), the release notes and configuration limits of each release. A pool may be mixed while it is
 * being upgraded, so every host has its own.
 */
export const RELEASES: Readonly<Record<ReleaseName, Release>> = {
  '6.1': {
    ...xenserver62,
    density: { eventChannels: 1023, channelsPerVcpu: 1, testedVms: 150, blktapMinors: 1024 },
  },
  '6.2': xenserver62,
  'creedence-alpha-1': {
    ...creedenceAlpha2,
    // Alpha 2 doubled the throughput of the same datapath.
    storage: { ...creedenceAlpha2.storage, costScale: 2.08, hasReadCache: false },
    network: {
      transmit: 'copy',
      receive: 'copy',
      hasGro: true,
      netback: 'thread-per-vcpu',
      threadMbitPerS: 5000,
      ovs: '1.4',
      flows: 'exact',
    },
  },
  'creedence-alpha-2': creedenceAlpha2,
  '6.5': xenserver65,
  '6.5-sp1': { ...xenserver65, density: { ...xenserver65.density, testedVms: 1000 } },
  '7.0': xenserver70,
  '7.6': xenserver76,
  '8.2': {
    ...xenserver76,
    xen: '4.13',
    kernel: '4.19',
    dom0Memory: 'share',
    limits: { ...xenserver76.limits, vcpusPerVm: 64 },
  },
};
