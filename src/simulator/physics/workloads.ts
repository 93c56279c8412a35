import { HEAVEN_OPENGL, type GpuWorkload, type Screen } from './gpu/workloads';
import { ORDINARY_MEMORY, type MemoryWork } from './lifecycle';

/** How a guest's work goes up and down: always the same, about the same, by day, or by night. */
export type WorkPattern = 'constant' | 'steady' | 'office' | 'nightly';

/** What a guest does to each of its disks while it works at its peak. */
export interface DiskWork {
  readonly requestBytes: number;
  /** Requests that it keeps in flight. */
  readonly queueDepth: number;
  /** Part of the requests that are writes, 0 to 1. */
  readonly writeShare: number;
  readonly isRandom: boolean;
  /** Part of what it writes that goes where nothing was, 0 to 1; null for a test, which writes all over its disk. */
  readonly newShare: number | null;
  /** What it wants; Infinity for a test that runs as fast as it can. */
  readonly bytesPerS: number;
}

/** What goes through each of its network interfaces, seen from the guest. */
export interface NetworkWork {
  /** Few streams of large segments, or the mixed traffic of a server. */
  readonly kind: 'stream' | 'mixed';
  readonly streams: number;
  readonly receivedBytesPerS: number;
  readonly sentBytesPerS: number;
}

/** What it renders. */
export interface GpuWork {
  readonly program: GpuWorkload;
  readonly screen: Screen;
  /** How often it runs at once: on one GPU of the guest after the other. */
  readonly sessions: number;
}

export interface Workload {
  readonly pattern: WorkPattern;
  /** Use of all its virtual CPUs, 0 to 1, beside what preparing frames takes. */
  readonly cpu: number;
  readonly disk: DiskWork | null;
  readonly network: NetworkWork | null;
  readonly gpu: GpuWork | null;
  /** What matters when it migrates. */
  readonly memory: MemoryWork;
}

export type WorkloadName =
  | 'idle'
  | 'web'
  | 'database'
  | 'build'
  | 'boot-storm'
  | 'login-storm'
  | 'storage-test'
  | 'network-stream'
  | 'network-requests'
  | 'gpu-benchmark';

const KIB = 1024;
const MB = 1e6;
/** As fast as anything goes: 100 Gbit/s. */
export const FASTEST = 12_500 * MB;
/** Connections of a server that is used by many. */
const CONNECTIONS = 100;

function mixed(receivedBytesPerS: number, sentBytesPerS: number): NetworkWork {
  return { kind: 'mixed', streams: CONNECTIONS, receivedBytesPerS, sentBytesPerS };
}

const MIB = 1024 ** 2;

function changing(dirtyMb: number, workingSetMib: number): MemoryWork {
  return { dirtyBytesPerS: dirtyMb * MB, workingSetBytes: workingSetMib * MIB };
}

/**
 * What guests do, at their peak. Assumptions, but for the requests of a boot: 24 KiB, four reads to a write and some
 * 500 MiB in 35 s (see boot-storm.ts). Servers write over what they have most of the time, so a few per cent are new.
 */
export const WORKLOADS: Readonly<Record<WorkloadName, Workload>> = {
  idle: { pattern: 'steady', cpu: 0.01, disk: null, network: null, gpu: null, memory: changing(2, 32) },
  web: {
    pattern: 'office',
    cpu: 0.25,
    disk: { requestBytes: 16 * KIB, queueDepth: 2, writeShare: 0.2, isRandom: true, newShare: 0.02, bytesPerS: 2 * MB },
    network: mixed(1.5 * MB, 12 * MB),
    gpu: null,
    memory: changing(30, 128),
  },
  database: {
    pattern: 'office',
    cpu: 0.45,
    disk: {
      requestBytes: 8 * KIB,
      queueDepth: 16,
      writeShare: 0.3,
      isRandom: true,
      newShare: 0.02,
      bytesPerS: 40 * MB,
    },
    network: mixed(4 * MB, 4 * MB),
    gpu: null,
    memory: changing(80, 512),
  },
  build: {
    pattern: 'office',
    cpu: 0.9,
    disk: {
      requestBytes: 64 * KIB,
      queueDepth: 4,
      writeShare: 0.5,
      isRandom: false,
      newShare: 0.05,
      bytesPerS: 30 * MB,
    },
    network: mixed(0.5 * MB, 0.2 * MB),
    gpu: null,
    memory: changing(150, 1024),
  },
  'boot-storm': {
    pattern: 'constant',
    cpu: 0.6,
    disk: {
      requestBytes: 24 * KIB,
      queueDepth: 4,
      writeShare: 0.2,
      isRandom: true,
      newShare: 0.02,
      bytesPerS: 15 * MB,
    },
    network: mixed(0.3 * MB, 0.1 * MB),
    gpu: null,
    memory: changing(100, 256),
  },
  'login-storm': {
    pattern: 'constant',
    cpu: 0.5,
    disk: {
      requestBytes: 24 * KIB,
      queueDepth: 2,
      writeShare: 0.35,
      isRandom: true,
      newShare: 0.05,
      bytesPerS: 6 * MB,
    },
    network: mixed(0.8 * MB, 0.3 * MB),
    gpu: null,
    memory: changing(80, 256),
  },
  'storage-test': {
    pattern: 'constant',
    cpu: 0.1,
    disk: {
      requestBytes: 64 * KIB,
      queueDepth: 1,
      writeShare: 0,
      isRandom: false,
      newShare: null,
      bytesPerS: Infinity,
    },
    network: null,
    gpu: null,
    memory: ORDINARY_MEMORY,
  },
  'network-stream': {
    pattern: 'constant',
    cpu: 0.3,
    disk: null,
    network: { kind: 'stream', streams: 1, receivedBytesPerS: 2 * MB, sentBytesPerS: FASTEST },
    gpu: null,
    memory: ORDINARY_MEMORY,
  },
  'network-requests': {
    pattern: 'constant',
    cpu: 0.2,
    disk: null,
    network: mixed(3 * MB, 3 * MB),
    gpu: null,
    memory: ORDINARY_MEMORY,
  },
  'gpu-benchmark': {
    pattern: 'constant',
    cpu: 0,
    disk: null,
    network: null,
    gpu: { program: HEAVEN_OPENGL, screen: { width: 1920, height: 1080 }, sessions: 1 },
    memory: changing(60, 256),
  },
};
