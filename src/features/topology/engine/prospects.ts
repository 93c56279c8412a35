import type { Ref } from '../../../xapi/datamodel/ref';
import { nameOf, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from '../texts';
import type { Failure } from './failure';
import { hasGpu } from './gpu-rooms';
import type { Guest } from './needs';
import { Reach } from './reach';

const { why } = texts;

/** Which VMs have no server to go to, however much room there is: what they need is on none that is left. */
export class Prospects {
  readonly reach: Reach;
  readonly #isSomewhere = new Map<Ref<'SR'> | Ref<'network'>, boolean>();

  constructor(
    readonly inventory: Inventory,
    readonly failure: Failure,
  ) {
    this.reach = new Reach(inventory, failure);
  }

  /** What speaks against all servers, in words; null: nothing. */
  against({ vm, needs }: Pick<Guest, 'vm' | 'needs'>): (() => string) | null {
    const { inventory, failure, reach } = this;
    const candidates = reach.candidates();
    if (candidates.length === 0) return () => why.noServer;
    for (const { sr, isDisc } of needs.disks) {
      if (this.#isOnCandidate(sr, () => reach.ofStorage(sr))) continue;
      return () => {
        const name = nameOf(inventory, 'SR', sr) ?? '';
        return isDisc ? why.disc(name) : reach.isGone(reach.ofStorage(sr)) ? why.storageGone(name) : why.local(name);
      };
    }
    for (const network of needs.networks) {
      if (this.#isOnCandidate(network, () => reach.ofNetwork(network))) continue;
      return () => why.networkGone(nameOf(inventory, 'network', network) ?? '');
    }
    for (const ref of vm.VGPUs) {
      const group = row(inventory, 'VGPU', ref)?.GPU_group ?? '';
      if (candidates.some(([host]) => hasGpu(inventory, failure, host, group))) continue;
      return () => why.gpuGone(nameOf(inventory, 'GPU_group', group) ?? '');
    }
    return null;
  }

  /** What has no place of its own may be on any. */
  #isOnCandidate(ref: string, hostsOf: () => ReadonlySet<Ref<'host'>> | null): boolean {
    let isOn = this.#isSomewhere.get(ref);
    if (isOn === undefined) {
      const hosts = hostsOf();
      isOn = hosts === null || this.reach.candidates().some(([host]) => hosts.has(host));
      this.#isSomewhere.set(ref, isOn);
    }
    return isOn;
  }
}
