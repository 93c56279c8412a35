import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { hostIsLive, labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import type { Failure } from './failure';

type HostSet = ReadonlySet<Ref<'host'>>;
type Hosts = readonly (readonly [Ref<'host'>, Records['host']])[];

interface Usable {
  readonly metrics: unknown;
  readonly hosts: Hosts;
}

const usable = new WeakMap<object, Usable>();

/** Servers that respond and take VMs, in natural order; for one state of them. */
function usableHosts(inventory: Inventory): Hosts {
  const [table, metrics] = [rows(inventory, 'host'), rows(inventory, 'host_metrics')];
  const before = usable.get(table);
  if (before?.metrics === metrics) return before.hosts;
  const hosts = [...table]
    .filter(([, host]) => host.enabled && hostIsLive(inventory, host))
    .sort(([, a], [, b]) => compareNatural(labelOr(a.name_label), labelOr(b.name_label)));
  usable.set(table, { metrics, hosts });
  return hosts;
}

/** What leads from servers to one thing: connections to storage or ports on a network. */
interface Links {
  readonly each: readonly (readonly [link: string, Ref<'host'>])[];
  readonly hosts: HostSet;
}

type LinkTable = ReadonlyMap<string, Records['PBD'] | Records['PIF']>;

const NONE: readonly string[] = [];

const known = new WeakMap<LinkTable, WeakMap<readonly string[], Links>>();

/** The links that work, connections that are attached and any port; read once for one state of their class. */
function linksOf(table: LinkTable, refs: readonly string[]): Links {
  let links = known.get(table);
  if (!links) known.set(table, (links = new WeakMap()));
  let found = links.get(refs);
  if (!found) {
    const each = refs.flatMap((ref) => {
      const link = table.get(ref);
      return link && ('VLAN' in link || link.currently_attached) ? [[ref, link.host] as const] : [];
    });
    links.set(refs, (found = { each, hosts: new Set(each.map(([, host]) => host)) }));
  }
  return found;
}

/**
 * Which servers reach what once something has failed. Worked out as it is asked for, for one state of a pool. Servers
 * that have failed themselves may be among them: nobody asks for these, and so most sets are the same for every failure.
 */
export class Reach {
  readonly #srs = new Map<Ref<'SR'>, HostSet>();
  readonly #networks = new Map<Ref<'network'>, HostSet | null>();
  #candidates: Hosts | undefined;
  #hurt: { readonly srs: ReadonlySet<Ref<'SR'>>; readonly networks: ReadonlySet<Ref<'network'>> } | undefined;

  constructor(
    readonly inventory: Inventory,
    readonly failure: Failure,
  ) {}

  /** Servers that respond and take VMs, in natural order. */
  candidates(): Hosts {
    return (this.#candidates ??= usableHosts(this.inventory).filter(([ref]) => !this.failure.hosts.has(ref)));
  }

  /** Whether none of the servers is left. */
  isGone(hosts: HostSet): boolean {
    return [...hosts].every((host) => this.failure.hosts.has(host));
  }

  /** Servers with a connection that works (xapi: assert_can_see_SRs). */
  ofStorage(ref: Ref<'SR'>): HostSet {
    let hosts = this.#srs.get(ref);
    if (!hosts) {
      const links = linksOf(rows(this.inventory, 'PBD'), row(this.inventory, 'SR', ref)?.PBDs ?? NONE);
      this.#srs.set(ref, (hosts = this.#left(links, this.#hurtThings().srs.has(ref), this.failure.pbds)));
    }
    return hosts;
  }

  /**
   * Servers with a port on a network; null: it has none anywhere, so it is wherever its VMs are
   * (xapi_network_attach_helpers.ml).
   */
  ofNetwork(ref: Ref<'network'>): HostSet | null {
    let hosts = this.#networks.get(ref);
    if (hosts === undefined) {
      const pifs = row(this.inventory, 'network', ref)?.PIFs ?? NONE;
      const isInside = pifs.length === 0 && !this.failure.networks.has(ref);
      const links = linksOf(rows(this.inventory, 'PIF'), pifs);
      hosts = isInside ? null : this.#left(links, this.#hurtThings().networks.has(ref), this.failure.pifs);
      this.#networks.set(ref, hosts);
    }
    return hosts;
  }

  #left({ each, hosts }: Links, isHurt: boolean, failed: ReadonlySet<string>): HostSet {
    return isHurt ? new Set(each.flatMap(([link, host]) => (failed.has(link) ? [] : [host]))) : hosts;
  }

  /** What servers that are left have lost. */
  #hurtThings() {
    if (this.#hurt) return this.#hurt;
    const { hosts, pbds, pifs } = this.failure;
    const srs = new Set<Ref<'SR'>>();
    for (const ref of pbds) {
      const pbd = row(this.inventory, 'PBD', ref);
      if (pbd && !hosts.has(pbd.host)) srs.add(pbd.SR);
    }
    const networks = new Set<Ref<'network'>>();
    for (const ref of pifs) {
      const pif = row(this.inventory, 'PIF', ref);
      if (pif && !hosts.has(pif.host)) networks.add(pif.network);
    }
    return (this.#hurt = { srs, networks });
  }
}
