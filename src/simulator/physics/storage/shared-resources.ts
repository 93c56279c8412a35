import type { Need } from '../prepared-share';
import type { Backend } from './backend';
import { requestTimePerByte, sustainedBytesPerUs, type StorageDevice } from './device';
import type { DiskLoad } from './disk-rate';
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

export type HostLimit =
  'demand' | 'queue' | 'backend' | 'device' | 'repository' | 'link' | 'dom0' | 'memory' | 'grant table';

/** What the disks of a host share: the control domain's processors, the memory's bandwidth, the grant table's lock. */
export const DOM0 = 0;
const MEMORY = 1;
const LOCK = 2;
const SHARED: readonly HostLimit[] = ['dom0', 'memory', 'grant table'];

export const hostOf = ({ host = 0 }: BusyDisk): number => host;

export function hostCapacities(host: StorageHost, disks: readonly BusyDisk[]): readonly number[] {
  const lockGuests = new Set(disks.filter(({ backend }) => backend.hasGrantLock).map(({ guest }) => guest)).size;
  return [effectiveCores(host), memoryTouchesPerUs(host), grantLockThreads(lockGuests)];
}

/** What a repository gives while so many disks are busy on it: bytes/µs read, bytes/µs written, its own time. */
export function repositoryCapacities(
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
export class Resources {
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
