import { fairShare, type Flow, type Need } from '../fair-share';
import type { Backend } from './backend';
import type { StorageDevice } from './device';
import { sustainedBytesPerUs } from './device';
import { diskRate, type DiskLoad } from './disk-rate';
import { effectiveCores, grantLockThreads, memoryTouchesPerUs, type StorageHost } from './host';

export interface BusyDisk {
  readonly backend: Backend;
  /** Index into the repositories. */
  readonly repository: number;
  /** The guest it belongs to. */
  readonly guest: number;
  readonly load: DiskLoad;
}

/** A repository that disks share: a device, or what other hosts leave of one. */
export interface Repository {
  readonly device: StorageDevice;
  readonly readBytesPerUs?: number;
  readonly writeBytesPerUs?: number;
}

export type HostLimit = 'demand' | 'queue' | 'backend' | 'device' | 'repository' | 'dom0' | 'memory' | 'grant table';

export interface DiskShare {
  readonly bytesPerUs: number;
  /** What it would reach alone. */
  readonly aloneBytesPerUs: number;
  readonly limit: HostLimit;
  /** Time of a request that is alone, µs. */
  readonly requestUs: number;
}

export interface HostShares {
  readonly disks: readonly DiskShare[];
  readonly totalBytesPerUs: number;
  /** Part of each repository's read and write capacity in use, 0 to 1. */
  readonly repositories: readonly { readonly readUsage: number; readonly writeUsage: number }[];
  readonly dom0Cores: number;
  readonly dom0Usage: number;
}

const usage = (used: number, capacity: number): number =>
  capacity > 0 && Number.isFinite(capacity) ? Math.min(1, used / capacity) : 0;

/**
 * How the busy disks of a host share it: max-min fairness over what each disk reaches alone, the read and the write
 * capacity of the repositories, the processors of the control domain, the memory's bandwidth and the lock of the
 * grant table.
 */
export function shareHost(
  host: StorageHost,
  repositories: readonly Repository[],
  disks: readonly BusyDisk[],
): HostShares {
  const lockGuests = new Set(disks.filter(({ backend }) => backend.hasGrantLock).map(({ guest }) => guest)).size;
  const cores = effectiveCores(host);
  const shared = [cores, memoryTouchesPerUs(host), grantLockThreads(lockGuests)];
  const DOM0 = 0;
  const MEMORY = 1;
  const LOCK = 2;
  const first = shared.length;

  const streams = repositories.map(() => 0);
  for (const { repository } of disks) streams[repository] = (streams[repository] ?? 0) + 1;
  const capacities = [
    ...shared,
    ...repositories.flatMap(({ device, readBytesPerUs = Infinity, writeBytesPerUs = Infinity }, index) => {
      const load = { bytes: 0, queueDepth: 1, isRandom: false, streams: streams[index] ?? 0 };
      return [
        Math.min(readBytesPerUs, sustainedBytesPerUs(device, 'read', load)),
        Math.min(writeBytesPerUs, sustainedBytesPerUs(device, 'write', load)),
      ];
    }),
  ];

  const alone = disks.map(({ backend, repository, load }) => {
    const device = repositories[repository]?.device;
    if (device === undefined) throw new Error(`no repository ${repository}`);
    return diskRate(backend, device, load);
  });
  const flows = disks.map(({ backend, repository, load }, index): Flow => {
    const { bytesPerUs, coresPerByte } = alone[index] ?? { bytesPerUs: 0, coresPerByte: 0 };
    const needs: Need[] = [
      { resource: DOM0, perUnit: coresPerByte },
      { resource: MEMORY, perUnit: backend.memoryTouches },
      { resource: LOCK, perUnit: backend.hasGrantLock ? coresPerByte : 0 },
      { resource: first + 2 * repository, perUnit: 1 - load.writeShare },
      { resource: first + 2 * repository + 1, perUnit: load.writeShare },
    ];
    return { demand: bytesPerUs, needs };
  });
  const { rates, limits, used } = fairShare(flows, capacities);

  const names: readonly HostLimit[] = ['dom0', 'memory', 'grant table'];
  return {
    disks: disks.map((_, index) => {
      const limit = limits[index];
      const own = alone[index];
      return {
        bytesPerUs: rates[index] ?? 0,
        aloneBytesPerUs: own?.bytesPerUs ?? 0,
        limit: limit === undefined ? (own?.limit ?? 'demand') : (names[limit] ?? 'repository'),
        requestUs: own?.requestUs ?? 0,
      };
    }),
    totalBytesPerUs: rates.reduce((sum, rate) => sum + rate, 0),
    repositories: repositories.map((_, index) => ({
      readUsage: usage(used[first + 2 * index] ?? 0, capacities[first + 2 * index] ?? 0),
      writeUsage: usage(used[first + 2 * index + 1] ?? 0, capacities[first + 2 * index + 1] ?? 0),
    })),
    dom0Cores: used[DOM0] ?? 0,
    dom0Usage: usage(used[DOM0] ?? 0, cores),
  };
}
