import { PreparedShare } from '../prepared-share';
import type { StorageDevice } from './device';
import { diskRate, type DiskRate } from './disk-rate';
import type { StorageHost } from './host';
import {
  DOM0,
  hostCapacities,
  hostOf,
  repositoryCapacities,
  Resources,
  type BusyDisk,
  type HostLimit,
  type HostLink,
  type Repository,
  type Taker,
} from './shared-resources';

/** The weight of a taker that gets what it wants before anybody else. */
export const FIRST = 1e6;

/**
 * Everything about busy disks that does not change with how much the guests want: evaluated once, then asked for every
 * point of time. Write what is wanted, ask, and read.
 */
export class BusyHosts {
  /** What the guests want of each disk, bytes/µs; as much as it would reach alone unless written. */
  readonly demands: Float64Array;
  /** How much each taker wants, and how much it may grow while a disk grows by 1 byte/µs: 1 unless written. */
  readonly wanted: Float64Array;
  readonly weights: Float64Array;
  /** What each disk would reach alone. */
  readonly alone: readonly DiskRate[];
  readonly #resources: Resources;
  readonly #shares: PreparedShare;
  readonly #asked: Float64Array;
  /** What each disk would reach alone, bytes/µs. */
  readonly #most: Float64Array;

  constructor(
    hosts: readonly StorageHost[],
    repositories: readonly Repository[],
    disks: readonly BusyDisk[],
    links: readonly HostLink[] = [],
    takers: readonly Taker[] = [],
  ) {
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
    const deviceOf = ({ repository }: BusyDisk): StorageDevice => {
      const device = repositories[repository]?.device;
      if (device === undefined) throw new Error(`no repository ${repository}`);
      return device;
    };
    this.alone = disks.map((disk) => diskRate(disk.backend, deviceOf(disk), disk.load));
    this.#most = Float64Array.from(this.alone, ({ bytesPerUs }) => bytesPerUs);
    const needs = [
      ...disks.map((disk, index) => resources.needsOf(disk, this.alone[index]?.coresPerByte ?? 0, deviceOf(disk))),
      ...takers.map((taker) => resources.needsOfTaker(taker)),
    ];
    this.demands = new Float64Array(disks.length).fill(Infinity);
    this.wanted = new Float64Array(takers.length);
    this.weights = new Float64Array(takers.length).fill(1);
    this.#asked = new Float64Array(disks.length + 2 * takers.length).fill(NaN);
    this.#resources = resources;
    this.#shares = new PreparedShare(needs, capacities.length);
    this.#shares.capacities.set(capacities);
  }

  /** Works out who gets what; nothing is to be done where the same is wanted as the last time. */
  share(): void {
    if (!this.#differs()) return;
    const { demands, weights } = this.#shares;
    const most = this.#most;
    for (let disk = 0; disk < most.length; disk++) {
      demands[disk] = Math.min(most[disk] ?? 0, this.demands[disk] ?? Infinity);
    }
    demands.set(this.wanted, most.length);
    weights.set(this.weights, most.length);
    this.#shares.share();
  }

  #differs(): boolean {
    const { demands, wanted, weights } = this;
    const asked = this.#asked;
    let differs = copied(demands, asked, 0);
    if (copied(wanted, asked, demands.length)) differs = true;
    if (copied(weights, asked, demands.length + wanted.length)) differs = true;
    return differs;
  }

  /** What each disk gets, bytes/µs, and behind them each taker. */
  get rates(): Float64Array {
    return this.#shares.rates;
  }

  limitOf(disk: number): HostLimit {
    const resource = this.#shares.limits[disk] ?? -1;
    if (resource >= 0) return this.#resources.limitOf(resource);
    const { bytesPerUs = 0, limit = 'demand' } = this.alone[disk] ?? {};
    return (this.demands[disk] ?? Infinity) < bytesPerUs ? 'demand' : limit;
  }

  /** Part of what a repository reads that is in use, from 0 to 1. */
  readUsageOf(repository: number): number {
    return this.#usageOf(this.#resources.readOf(repository));
  }

  /** How full a repository is, from 0 to 1: the fullest of reading, writing and the time that it has for requests. */
  fullnessOf(repository: number): number {
    const first = this.#resources.readOf(repository);
    return Math.max(this.#usageOf(first), this.#usageOf(first + 1), this.#usageOf(first + 2));
  }

  /** Processors of a host's control domain that the backends take. */
  dom0CoresOf(host: number): number {
    return this.#shares.used[this.#resources.of(host, DOM0)] ?? 0;
  }

  /** Part of those that the control domain has, from 0 to 1. */
  dom0UsageOf(host: number): number {
    return this.#usageOf(this.#resources.of(host, DOM0));
  }

  #usageOf(resource: number): number {
    const used = this.#shares.used[resource] ?? 0;
    const capacity = this.#shares.capacities[resource] ?? 0;
    return capacity > 0 && Number.isFinite(capacity) ? Math.min(1, used / capacity) : 0;
  }
}

/** Copies values to a place; answers whether any was another before. */
function copied(values: Float64Array, into: Float64Array, first: number): boolean {
  let differs = false;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (into[first + at] === value) continue;
    into[first + at] = value;
    differs = true;
  }
  return differs;
}

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
  readonly repositories: readonly { readonly readUsage: number }[];
  /** What the backends take of the control domain. */
  readonly dom0Cores: number;
  readonly dom0Usage: number;
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
  const busy = new BusyHosts([host], repositories, disks);
  busy.share();
  const shares = busy.alone.map(({ bytesPerUs, requestUs }, disk): DiskShare => {
    return { bytesPerUs: busy.rates[disk] ?? 0, aloneBytesPerUs: bytesPerUs, limit: busy.limitOf(disk), requestUs };
  });
  return {
    disks: shares,
    totalBytesPerUs: shares.reduce((sum, { bytesPerUs }) => sum + bytesPerUs, 0),
    repositories: repositories.map((_, repository) => ({ readUsage: busy.readUsageOf(repository) })),
    dom0Cores: busy.dom0CoresOf(0),
    dom0Usage: busy.dom0UsageOf(0),
  };
}
