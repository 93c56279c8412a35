import { fairShare, type Flow, type Need } from '../fair-share';
import type { Backend } from './backend';
import type { StorageDevice } from './device';
import { requestTimePerByte, sustainedBytesPerUs } from './device';
import { diskRate, type DiskLoad } from './disk-rate';
import { effectiveCores, grantLockThreads, memoryTouchesPerUs, type StorageHost } from './host';

export interface BusyDisk {
  readonly backend: Backend;
  /** Index into the hosts; the first unless given. */
  readonly host?: number;
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

/** What the paths of a host to a repository carry each way, where that is less than the repository gives. */
export interface HostLink {
  readonly host: number;
  readonly repository: number;
  readonly bytesPerUs: number;
}

/** Something else that takes of what disks share, such as guests that boot: rates are for each unit of it. */
export interface Taker {
  readonly repository: number;
  readonly readBytesPerUs: number;
  readonly writeBytesPerUs: number;
  readonly hosts: readonly {
    readonly host: number;
    readonly readBytesPerUs: number;
    readonly writeBytesPerUs: number;
    readonly dom0Cores: number;
  }[];
  /** Time of the repository, 0 to 1. */
  readonly time: number;
}

/** How much a taker wants, and how much it may grow while a disk grows by 1 byte/µs. */
export interface Wanted {
  readonly demand: number;
  readonly weight: number;
}

/** The weight of a taker that gets what it wants before anybody else. */
export const FIRST = 1e6;

export type HostLimit =
  'demand' | 'queue' | 'backend' | 'device' | 'repository' | 'link' | 'dom0' | 'memory' | 'grant table';

export interface DiskShare {
  readonly bytesPerUs: number;
  /** What it would reach alone. */
  readonly aloneBytesPerUs: number;
  readonly limit: HostLimit;
  /** Time of a request that is alone, µs. */
  readonly requestUs: number;
}

export interface PoolShares {
  readonly disks: readonly DiskShare[];
  readonly totalBytesPerUs: number;
  /** Part of each repository's read and write capacity and of its own time in use, 0 to 1. */
  readonly repositories: readonly {
    readonly readUsage: number;
    readonly writeUsage: number;
    readonly requestUsage: number;
  }[];
  readonly hosts: readonly Dom0Load[];
  /** What takers get of what they want. */
  readonly takers: readonly number[];
}

/** What the backends take of a host's control domain. */
export interface Dom0Load {
  readonly dom0Cores: number;
  readonly dom0Usage: number;
}

export type HostShares = PoolShares & Dom0Load;

const usage = (used: number, capacity: number): number =>
  capacity > 0 && Number.isFinite(capacity) ? Math.min(1, used / capacity) : 0;

/** What the disks of a host share: the control domain's processors, the memory's bandwidth, the grant table's lock. */
const [DOM0, MEMORY, LOCK] = [0, 1, 2] as const;
const SHARED: readonly HostLimit[] = ['dom0', 'memory', 'grant table'];

const hostOf = ({ host = 0 }: BusyDisk): number => host;

function hostCapacities(host: StorageHost, disks: readonly BusyDisk[]): readonly number[] {
  const lockGuests = new Set(disks.filter(({ backend }) => backend.hasGrantLock).map(({ guest }) => guest)).size;
  return [effectiveCores(host), memoryTouchesPerUs(host), grantLockThreads(lockGuests)];
}

/** What a repository gives while so many disks are busy on it: bytes/µs read, bytes/µs written, its own time. */
function repositoryCapacities(
  { device, readBytesPerUs = Infinity, writeBytesPerUs = Infinity }: Repository,
  streams: number,
): readonly number[] {
  const load = { bytes: 0, queueDepth: 1, isRandom: false, streams };
  return [
    Math.min(readBytesPerUs, sustainedBytesPerUs(device, 'read', load)),
    Math.min(writeBytesPerUs, sustainedBytesPerUs(device, 'write', load)),
    1,
  ];
}

/** Numbers of the resources: three for each host, then three for each repository, then two for each link. */
class Resources {
  readonly #hosts: number;
  readonly #repositories: number;
  readonly #links: readonly HostLink[];

  constructor(hosts: number, repositories: number, links: readonly HostLink[]) {
    this.#hosts = hosts;
    this.#repositories = repositories;
    this.#links = links;
  }

  of(host: number, shared: number): number {
    return host * SHARED.length + shared;
  }

  readOf(repository: number): number {
    return this.#hosts * SHARED.length + 3 * repository;
  }

  #linkOf(link: number): number {
    return this.readOf(this.#repositories) + 2 * link;
  }

  limitOf(resource: number): HostLimit {
    if (resource >= this.#linkOf(0)) return 'link';
    return resource >= this.readOf(0) ? 'repository' : (SHARED[resource % SHARED.length] ?? 'repository');
  }

  needsOf(disk: BusyDisk, coresPerByte: number, device: StorageDevice): readonly Need[] {
    const { backend, repository, load } = disk;
    const { writeShare, bytes, isRandom = false, cachedShare = 0 } = load;
    const host = hostOf(disk);
    const readShare = (1 - writeShare) * (1 - cachedShare);
    const kind = {
      bytes,
      isRandom,
      writeShare: readShare + writeShare > 0 ? writeShare / (readShare + writeShare) : 0,
    };
    const needs: readonly Need[] = [
      { resource: this.of(host, DOM0), perUnit: coresPerByte },
      { resource: this.of(host, MEMORY), perUnit: backend.memoryTouches },
      { resource: this.of(host, LOCK), perUnit: backend.hasGrantLock ? coresPerByte : 0 },
      { resource: this.readOf(repository), perUnit: readShare },
      { resource: this.readOf(repository) + 1, perUnit: writeShare },
      {
        resource: this.readOf(repository) + 2,
        perUnit: (readShare + writeShare) * requestTimePerByte(device, kind),
      },
      ...this.#overLink(host, repository, readShare, writeShare),
    ];
    return needs.filter(({ perUnit }) => perUnit > 0);
  }

  needsOfTaker({ repository, readBytesPerUs, writeBytesPerUs, time, hosts }: Taker): readonly Need[] {
    const needs: readonly Need[] = [
      { resource: this.readOf(repository), perUnit: readBytesPerUs },
      { resource: this.readOf(repository) + 1, perUnit: writeBytesPerUs },
      { resource: this.readOf(repository) + 2, perUnit: time },
      ...hosts.flatMap((each): readonly Need[] => [
        { resource: this.of(each.host, DOM0), perUnit: each.dom0Cores },
        ...this.#overLink(each.host, repository, each.readBytesPerUs, each.writeBytesPerUs),
      ]),
    ];
    return needs.filter(({ perUnit }) => perUnit > 0);
  }

  #overLink(host: number, repository: number, read: number, written: number): readonly Need[] {
    return this.#links.flatMap((link, at): readonly Need[] =>
      link.host === host && link.repository === repository
        ? [
            { resource: this.#linkOf(at), perUnit: read },
            { resource: this.#linkOf(at) + 1, perUnit: written },
          ]
        : [],
    );
  }
}

/**
 * Everything about busy disks that does not change with how much the guests want: evaluated once, then asked for every
 * point of time.
 * @returns shares for demands in bytes/µs, in the order of the disks; without them the loads' own; and for what takers
 * want, in their order
 */
export function prepareHosts(
  hosts: readonly StorageHost[],
  repositories: readonly Repository[],
  disks: readonly BusyDisk[],
  links: readonly HostLink[] = [],
  takers: readonly Taker[] = [],
): (demandsBytesPerUs?: readonly number[], wanted?: readonly Wanted[]) => PoolShares {
  const resources = new Resources(hosts.length, repositories.length, links);
  const streams = repositories.map(() => 0);
  for (const { repository } of disks) streams[repository] = (streams[repository] ?? 0) + 1;
  const capacities = [
    ...hosts.flatMap((host, index) =>
      hostCapacities(
        host,
        disks.filter((disk) => hostOf(disk) === index),
      ),
    ),
    ...repositories.flatMap((repository, index) => repositoryCapacities(repository, streams[index] ?? 0)),
    ...links.flatMap(({ bytesPerUs }) => [bytesPerUs, bytesPerUs]),
  ];
  const alone = disks.map(({ backend, repository, load }) => {
    const device = repositories[repository]?.device;
    if (device === undefined) throw new Error(`no repository ${repository}`);
    return diskRate(backend, device, load);
  });
  const needs = disks.map((disk, index) => {
    const device = repositories[disk.repository]?.device;
    return device === undefined ? [] : resources.needsOf(disk, alone[index]?.coresPerByte ?? 0, device);
  });

  const needsOfTakers = takers.map((taker) => resources.needsOfTaker(taker));

  return (demands, wanted = []) => {
    const flows = alone.map(({ bytesPerUs }, index): Flow => ({
      demand: Math.min(bytesPerUs, demands?.[index] ?? Infinity),
      needs: needs[index] ?? [],
    }));
    needsOfTakers.forEach((taken, index) => {
      const { demand = 0, weight = 1 } = wanted[index] ?? {};
      flows.push({ demand, weight, needs: taken });
    });
    const { rates, limits, used } = fairShare(flows, capacities);
    const usageOf = (resource: number): number => usage(used[resource] ?? 0, capacities[resource] ?? 0);
    return {
      disks: alone.map(({ bytesPerUs, limit, requestUs }, index) => {
        const resource = limits[index];
        const isModest = (demands?.[index] ?? Infinity) < bytesPerUs;
        return {
          bytesPerUs: rates[index] ?? 0,
          aloneBytesPerUs: bytesPerUs,
          limit: resource === undefined ? (isModest ? 'demand' : limit) : resources.limitOf(resource),
          requestUs,
        };
      }),
      totalBytesPerUs: alone.reduce((sum, _, index) => sum + (rates[index] ?? 0), 0),
      takers: takers.map((_, index) => rates[alone.length + index] ?? 0),
      repositories: repositories.map((_, index) => ({
        readUsage: usageOf(resources.readOf(index)),
        writeUsage: usageOf(resources.readOf(index) + 1),
        requestUsage: usageOf(resources.readOf(index) + 2),
      })),
      hosts: hosts.map((_, index) => ({
        dom0Cores: used[resources.of(index, DOM0)] ?? 0,
        dom0Usage: usageOf(resources.of(index, DOM0)),
      })),
    };
  };
}

/** The same for one host. */
export function prepareHost(
  host: StorageHost,
  repositories: readonly Repository[],
  disks: readonly BusyDisk[],
): (demandsBytesPerUs?: readonly number[]) => HostShares {
  const share = prepareHosts([host], repositories, disks);
  return (demands) => {
    const shares = share(demands);
    return { ...shares, ...(shares.hosts[0] ?? { dom0Cores: 0, dom0Usage: 0 }) };
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
