import { isNullRef } from '../../../xapi/datamodel/ref';
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

  constructor(
    readonly inventory: Inventory,
    readonly failure: Failure,
  ) {}

  /** Servers that respond and take VMs, in natural order. */
  candidates(): readonly (readonly [Ref<'host'>, Records['host']])[] {
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

/** A disk of a VM, or its memory image, and where it is. */
export interface Need {
  readonly vdi: Ref<'VDI'>;
  readonly sr: Ref<'SR'>;
  readonly isDisc: boolean;
}

/** What a VM needs at hand to have its domain. */
export function disksOf(inventory: Inventory, vm: Records['VM']): readonly Need[] {
  const needs: Need[] = [];
  for (const ref of vm.VBDs) {
    const vbd = row(inventory, 'VBD', ref);
    const vdi = vbd && !vbd.empty && !isNullRef(vbd.VDI) ? row(inventory, 'VDI', vbd.VDI) : undefined;
    if (vbd && vdi) needs.push({ vdi: vbd.VDI, sr: vdi.SR, isDisc: vbd.type === 'CD' });
  }
  const image = vm.power_state === 'Suspended' ? row(inventory, 'VDI', vm.suspend_VDI) : undefined;
  if (image) needs.push({ vdi: vm.suspend_VDI, sr: image.SR, isDisc: false });
  return needs;
}

export function networksOf(inventory: Inventory, vm: Records['VM']): readonly Ref<'network'>[] {
  return [...new Set(vm.VIFs.flatMap((ref) => row(inventory, 'VIF', ref)?.network ?? []))];
}

export function isMachine(vm: Records['VM']): boolean {
  return !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain;
}
