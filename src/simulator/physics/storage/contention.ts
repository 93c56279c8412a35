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

const DOM0 = 0;
const MEMORY = 1;
const LOCK = 2;
const SHARED: readonly HostLimit[] = ['dom0', 'memory', 'grant table'];
const readOf = (repository: number): number => SHARED.length + 2 * repository;
const writeOf = (repository: number): number => readOf(repository) + 1;

function capacitiesOf(
  host: StorageHost,
  repositories: readonly Repository[],
  disks: readonly BusyDisk[],
): readonly number[] {
  const lockGuests = new Set(disks.filter(({ backend }) => backend.hasGrantLock).map(({ guest }) => guest)).size;
  const streams = repositories.map(() => 0);
  for (const { repository } of disks) streams[repository] = (streams[repository] ?? 0) + 1;
  return [
    effectiveCores(host),
    memoryTouchesPerUs(host),
    grantLockThreads(lockGuests),
    ...repositories.flatMap(({ device, readBytesPerUs = Infinity, writeBytesPerUs = Infinity }, index) => {
      const load = { bytes: 0, queueDepth: 1, isRandom: false, streams: streams[index] ?? 0 };
      return [
        Math.min(readBytesPerUs, sustainedBytesPerUs(device, 'read', load)),
        Math.min(writeBytesPerUs, sustainedBytesPerUs(device, 'write', load)),
      ];
    }),
  ];
}

function needsOf({ backend, repository, load }: BusyDisk, coresPerByte: number): readonly Need[] {
  const needs: readonly Need[] = [
    { resource: DOM0, perUnit: coresPerByte },
    { resource: MEMORY, perUnit: backend.memoryTouches },
    { resource: LOCK, perUnit: backend.hasGrantLock ? coresPerByte : 0 },
    { resource: readOf(repository), perUnit: 1 - load.writeShare },
    { resource: writeOf(repository), perUnit: load.writeShare },
  ];
  return needs.filter(({ perUnit }) => perUnit > 0);
}

/**
 * Everything about busy disks that does not change with how much the guests want: evaluated once, then asked for every
 * point of time.
 * @returns shares for demands in bytes/µs, in the order of the disks; without them the loads' own
 */
export function prepareHost(
  host: StorageHost,
  repositories: readonly Repository[],
  disks: readonly BusyDisk[],
): (demandsBytesPerUs?: readonly number[]) => HostShares {
  const capacities = capacitiesOf(host, repositories, disks);
  const alone = disks.map(({ backend, repository, load }) => {
    const device = repositories[repository]?.device;
    if (device === undefined) throw new Error(`no repository ${repository}`);
    return diskRate(backend, device, load);
  });
  const needs = disks.map((disk, index) => needsOf(disk, alone[index]?.coresPerByte ?? 0));

  return (demands) => {
    const flows = alone.map(({ bytesPerUs }, index): Flow => ({
      demand: Math.min(bytesPerUs, demands?.[index] ?? Infinity),
      needs: needs[index] ?? [],
    }));
    const { rates, limits, used } = fairShare(flows, capacities);
    const usageOf = (resource: number): number => usage(used[resource] ?? 0, capacities[resource] ?? 0);
    return {
      disks: alone.map(({ bytesPerUs, limit, requestUs }, index) => {
        const resource = limits[index];
        const isModest = (demands?.[index] ?? Infinity) < bytesPerUs;
        return {
          bytesPerUs: rates[index] ?? 0,
          aloneBytesPerUs: bytesPerUs,
          limit: resource === undefined ? (isModest ? 'demand' : limit) : (SHARED[resource] ?? 'repository'),
          requestUs,
        };
      }),
      totalBytesPerUs: rates.reduce((sum, rate) => sum + rate, 0),
      repositories: repositories.map((_, index) => ({
        readUsage: usageOf(readOf(index)),
        writeUsage: usageOf(writeOf(index)),
      })),
      dom0Cores: used[DOM0] ?? 0,
      dom0Usage: usageOf(DOM0),
    };
  };
}

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
  return prepareHost(host, repositories, disks)();
}
