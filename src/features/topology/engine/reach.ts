import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { hostIsLive, labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import type { Failure } from './failure';

type HostSet = ReadonlySet<Ref<'host'>>;

/** Which servers reach what once something has failed. Worked out as it is asked for, for one state of a pool. */
export class Reach {
  readonly #srs = new Map<Ref<'SR'>, HostSet>();
  readonly #networks = new Map<Ref<'network'>, HostSet | null>();

  readonly #useful = new Map<HostSet, boolean>();
  #candidates: readonly (readonly [Ref<'host'>, Records['host']])[] | undefined;

  constructor(
    readonly inventory: Inventory,
    readonly failure: Failure,
  ) {}

  /** Servers that respond and take VMs, in natural order. */
  candidates(): readonly (readonly [Ref<'host'>, Records['host']])[] {
    return (this.#candidates ??= this.#findCandidates());
  }

  isOnCandidate(hosts: HostSet): boolean {
    let isOn = this.#useful.get(hosts);
    if (isOn === undefined) {
      this.#useful.set(hosts, (isOn = this.candidates().some(([host]) => hosts.has(host))));
    }
    return isOn;
  }

  #findCandidates(): readonly (readonly [Ref<'host'>, Records['host']])[] {
    return [...rows(this.inventory, 'host')]
      .filter(([ref, host]) => !this.failure.hosts.has(ref) && host.enabled && hostIsLive(this.inventory, host))
      .sort(([, a], [, b]) => compareNatural(labelOr(a.name_label), labelOr(b.name_label)));
  }

  /** Servers with a connection that works (xapi: assert_can_see_SRs). */
  ofStorage(ref: Ref<'SR'>): HostSet {
    let hosts = this.#srs.get(ref);
    if (!hosts) {
      const pbds = row(this.inventory, 'SR', ref)?.PBDs ?? [];
      hosts = new Set(
        pbds.flatMap((each) => {
          const pbd = row(this.inventory, 'PBD', each);
          return pbd?.currently_attached === true && !this.failure.pbds.has(each) ? [pbd.host] : [];
        }),
      );
      this.#srs.set(ref, hosts);
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
      const pifs = row(this.inventory, 'network', ref)?.PIFs ?? [];
      const isInside = pifs.length === 0 && !this.failure.networks.has(ref);
      hosts = isInside
        ? null
        : new Set(
            pifs.flatMap((pif) => (this.failure.pifs.has(pif) ? [] : (row(this.inventory, 'PIF', pif)?.host ?? []))),
          );
      this.#networks.set(ref, hosts);
    }
    return hosts;
  }
}
