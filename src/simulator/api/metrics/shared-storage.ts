import type { Ref } from '../../../xapi/datamodel/ref';
import { BusyHosts, FIRST } from '../../physics/storage/contention';
import type { BusyDisk, HostLink, Repository, Taker } from '../../physics/storage/shared-resources';
import type { DiskWork } from '../../physics/workloads';
import { NICS } from '../multipath/paths';
import type { World } from '../world';
import { deviceOf } from './datapath';
import { filesOn } from './disk-datapaths';
import type { Guest } from './guest';
import type { Places } from './places';
import { pathsTo, type ServerPaths } from './storage-paths';
import { cached, Servers, type KnownServer } from './storage-servers';
import type { ToldDisk } from './told-disks';

/** What guests that boot take of a repository and of servers, for each unit of their speed. */
export interface BootTaker extends Omit<Taker, 'repository' | 'hosts'> {
  readonly sr: Ref<'SR'>;
  readonly hosts: readonly (Omit<Taker['hosts'][number], 'host'> & { readonly host: Ref<'host'> })[];
}

/** Disks that are busy while guests are at some places, and how they share what they have. */
export interface BusyGroup<Disk> {
  readonly busy: readonly (BusyDisk & { readonly disk: Disk })[];
  readonly byHost: ReadonlyMap<KnownServer, readonly Disk[]>;
  /** Who gets what, in the order of the busy disks; takers come before all of them. */
  readonly hosts: BusyHosts;
}

/** Repositories, the ways of servers to them, and the servers' control domains. */
export class SharedStorage {
  readonly repositories: readonly Ref<'SR'>[];
  readonly ways: readonly ServerPaths[];
  readonly #devices: readonly Repository[];
  readonly #servers: Servers;

  constructor(world: World, users: readonly { readonly sr: Ref<'SR'> }[]) {
    this.repositories = [...new Set(users.map(({ sr }) => sr))];
    this.ways = this.repositories.flatMap((sr) => pathsTo(world, sr));
    this.#devices = this.repositories.map((sr): Repository => {
      const links = this.ways.some((way) => way.sr === sr) ? NICS : 1;
      return { device: deviceOf(world, world.db.row('SR', sr), links) };
    });
    this.#servers = new Servers(world);
  }

  /**
   * The disks that are busy while guests are at these places.
   * @param carry what each of the ways carries, bytes/µs
   * @param conditionOf how a server is; see host-conditions.ts
   */
  group<Disk extends ToldDisk>(
    disks: readonly Disk[],
    places: Places,
    carry: readonly number[],
    takers: readonly BootTaker[],
    conditionOf: (host: Ref<'host'>) => string,
  ): BusyGroup<Disk> {
    const servers = this.#servers;
    const guests = new Map<Guest, number>();
    const byHost = new Map<KnownServer, Disk[]>();
    const busy = disks.flatMap((disk, index) => {
      const host = servers.at(places[index] ?? null);
      if (host === null) return [];
      const { sr, guest, way, work } = disk;
      const number = guests.get(guest) ?? guests.size;
      guests.set(guest, number);
      cached(byHost, host, (): Disk[] => []).push(disk);
      const repository = this.repositories.indexOf(sr);
      return [
        {
          disk,
          backend: host.backendFor(way, conditionOf(host.ref)),
          host: host.index,
          repository,
          guest: number,
          load: loadOf(work, way),
        },
      ];
    });
    const known = takers.map((taker): Taker => {
      const hosts = taker.hosts.flatMap((each) => {
        const server = servers.at(each.host);
        return server === null ? [] : [{ ...each, host: server.index }];
      });
      return { ...taker, repository: this.repositories.indexOf(taker.sr), hosts };
    });
    const links = this.ways.map(({ host, sr }, index): HostLink => {
      const repository = this.repositories.indexOf(sr);
      return { host: servers.at(host)?.index ?? -1, repository, bytesPerUs: carry[index] ?? 0 };
    });
    const hosts = new BusyHosts(servers.all, this.#devices, busy, links, known);
    hosts.weights.fill(FIRST);
    return { busy, byHost, hosts };
  }
}

function loadOf({ requestBytes: bytes, queueDepth, writeShare, isRandom }: DiskWork, way: string): BusyDisk['load'] {
  return { bytes, queueDepth, writeShare, isRandom, chainDepth: filesOn(way) };
}
