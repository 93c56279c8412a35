import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { labelOr, nameOf, row } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { texts } from '../texts';
import type { Failure } from './failure';
import { GpuRooms, hasGpu } from './gpu-rooms';
import { hostsOf, loadsOf, needsIn, startBytes } from './needs';
import type { Guest } from './needs';
import { Prospects } from './prospects';
import type { Reach } from './reach';

type Vm = Records['VM'];
type Host = Ref<'host'>;

/**
 * Why a server cannot have a VM. `step`: how far it got, as the one that got furthest tells why; `free`: what it has left,
 * bytes. Words are made for the one that is told alone.
 */
interface Refusal {
  readonly step: number;
  readonly why: () => string;
  readonly free: number;
}

/** What one VM asks of every server: who reaches its storage and its networks (null: any server may), and room. */
interface Demand {
  readonly vm: Vm;
  readonly storage: readonly (readonly [Ref<'SR'>, ReadonlySet<Host>])[];
  readonly networks: readonly (readonly [Ref<'network'>, ReadonlySet<Host> | null])[];
  readonly bytes: number;
}

/** Where a VM is to be. */
export interface Place {
  readonly host: Host;
  /** Another VM of an anti-affinity group is there: the pool would rather have them apart, but starts it all the same. */
  readonly isBesideMember: boolean;
}

const why = texts.why;

const refused = (step: number, words: () => string, free = 0): Refusal => ({ step, why: words, free });

/** Where VMs find room on what is left of a pool, one after another: each takes the first server that can have it. */
export class Placement {
  readonly #prospects: Prospects;
  readonly #reach: Reach;
  readonly #gpus: GpuRooms;
  readonly #free = new Map<Host, number>();
  /** Internal networks are where their VMs are; null: nowhere yet. */
  readonly #inside = new Map<Ref<'network'>, Host | null>();
  readonly #members = new Map<Ref<'VM_group'>, Set<Host>>();

  /** @param leaving VMs that have stopped: what they had is free */
  constructor(
    readonly inventory: Inventory,
    readonly failure: Failure,
    readonly leaving: ReadonlySet<Ref<'VM'>>,
  ) {
    this.#prospects = new Prospects(inventory, failure);
    this.#reach = this.#prospects.reach;
    this.#gpus = new GpuRooms(inventory, failure, leaving);
    const loads = loadsOf(inventory);
    for (const [ref, host] of this.#reach.candidates()) {
      const total = row(inventory, 'host_metrics', host.metrics)?.memory_total ?? 0;
      this.#free.set(ref, total - host.memory_overhead - (loads.get(ref)?.bytes ?? 0));
    }
    for (const ref of leaving) {
      const vm = row(inventory, 'VM', ref);
      if (!vm) continue;
      for (const host of hostsOf(vm)) {
        const free = this.#free.get(host);
        if (free !== undefined) this.#free.set(host, free + startBytes(vm));
      }
    }
  }

  /** The server that a VM gets, which it then has; or why none can have it. The server it prefers is asked first. */
  place({ vm, needs }: Pick<Guest, 'vm' | 'needs'>): Place | { readonly why: () => string } {
    const against = this.#prospects.against({ vm, needs });
    if (against) return { why: against };
    const demand = this.#demandOf(vm, needs);
    let best: Refusal | null = null;
    const preferred = this.#free.has(vm.affinity) ? row(this.inventory, 'host', vm.affinity) : undefined;
    if (preferred) best = this.#refusal(demand, vm.affinity, preferred);
    if (preferred && best === null) return this.#take(demand, vm.affinity);
    for (const [host, record] of this.#reach.candidates()) {
      if (host === vm.affinity) continue;
      const refusal = this.#refusal(demand, host, record);
      if (refusal === null) return this.#take(demand, host);
      if (best === null || refusal.step > best.step || (refusal.step === best.step && refusal.free > best.free)) {
        best = refusal;
      }
    }
    return { why: best?.why ?? (() => why.noServer) };
  }

  #demandOf(vm: Vm, needs: Guest['needs']): Demand {
    return {
      vm,
      storage: needs.disks.map(({ sr }) => [sr, this.#reach.ofStorage(sr)]),
      networks: needs.networks.map((network) => [network, this.#reach.ofNetwork(network)]),
      bytes: startBytes(vm),
    };
  }

  /** Why a VM cannot run on a server. */
  refusal(vm: Vm, host: Host, record: Records['host']): Refusal | null {
    return this.#refusal(this.#demandOf(vm, needsIn(this.inventory)(vm)), host, record);
  }

  /** In the order of the toolstack (xapi_vm_helpers.ml assert_can_boot_here). */
  #refusal(demand: Demand, host: Host, record: Records['host']): Refusal | null {
    const { inventory } = this;
    const { vm } = demand;
    const server = (): string => labelOr(record.name_label);
    const versions = record.virtual_hardware_platform_versions;
    if (versions.length > 0 && !versions.includes(vm.hardware_platform_version)) {
      return refused(0, () => why.version(server()));
    }
    for (const [sr, hosts] of demand.storage) {
      if (hosts.has(host)) continue;
      return refused(1, () => why.storage(nameOf(inventory, 'SR', sr) ?? '', server()));
    }
    for (const [network, hosts] of demand.networks) {
      const name = (): string => nameOf(inventory, 'network', network) ?? '';
      if (hosts !== null && !hosts.has(host)) return refused(2, () => why.network(name(), server()));
      const inside = hosts === null ? this.#insideOf(network) : null;
      if (inside !== null && inside !== host) {
        return refused(2, () => why.inside(name(), nameOf(inventory, 'host', inside) ?? ''));
      }
    }
    return this.#deviceRefusal(vm, host, server) ?? this.#roomRefusal(demand, host, record, server);
  }

  #deviceRefusal(vm: Vm, host: Host, server: () => string): Refusal | null {
    const { inventory } = this;
    for (const ref of vm.VGPUs) {
      const group = row(inventory, 'VGPU', ref)?.GPU_group ?? '';
      if (hasGpu(inventory, this.failure, host, group)) continue;
      return refused(3, () => why.noGpu(nameOf(inventory, 'GPU_group', group) ?? '', server()));
    }
    if (vm.VGPUs.length > 0 && this.#gpus.find(host, vm.VGPUs) === null) return refused(4, () => why.fullGpu);
    for (const ref of vm.VUSBs) {
      const [pusb] = row(inventory, 'USB_group', row(inventory, 'VUSB', ref)?.USB_group ?? '')?.PUSBs ?? [];
      if (row(inventory, 'PUSB', pusb ?? '')?.host !== host) return refused(5, () => why.usb);
    }
    // Devices by the address on their server (xapi: pciops.ml): what has the same one elsewhere is another device.
    if ((vm.other_config['pci'] ?? '') !== '') return refused(5, () => why.pci);
    return null;
  }

  #roomRefusal({ vm, bytes: needed }: Demand, host: Host, record: Records['host'], server: () => string) {
    const free = Math.max(0, this.#free.get(host) ?? 0);
    if (needed > free) return refused(6, () => why.memory(formatBytes(needed), formatBytes(free), server()), free);
    const processors = Number(record.cpu_info['cpu_count'] ?? Infinity);
    if (vm.VCPUs_max > processors && vm.platform['vcpu-unrestricted'] !== 'true') {
      return refused(7, () => why.processors(vm.VCPUs_max, processors, server()));
    }
    return null;
  }

  /** Where a network without ports is now; null: it may be anywhere (xapi_network_attach_helpers.ml). */
  #insideOf(network: Ref<'network'>): Host | null {
    const before = this.#inside.get(network);
    if (before !== undefined) return before;
    const record = row(this.inventory, 'network', network);
    let found: Host | null = null;
    for (const ref of this.#isShared(network) ? [] : (record?.VIFs ?? [])) {
      const vif = row(this.inventory, 'VIF', ref);
      const vm = vif?.currently_attached && !this.leaving.has(vif.VM) ? row(this.inventory, 'VM', vif.VM) : undefined;
      if (vm && !isNullRef(vm.resident_on)) found = vm.resident_on;
    }
    this.#inside.set(network, found);
    return found;
  }

  #isShared(network: Ref<'network'>): boolean {
    const record = row(this.inventory, 'network', network);
    return record?.other_config['assume_network_is_shared'] === 'true' || record?.managed === false;
  }

  #membersOf(group: Ref<'VM_group'>): Set<Host> {
    let hosts = this.#members.get(group);
    if (!hosts) {
      const members = row(this.inventory, 'VM_group', group)?.VMs.filter((vm) => !this.leaving.has(vm)) ?? [];
      hosts = new Set(members.flatMap((vm) => row(this.inventory, 'VM', vm)?.resident_on ?? []));
      this.#members.set(group, hosts);
    }
    return hosts;
  }

  #take({ vm, networks, bytes }: Demand, host: Host): Place {
    const apart = vm.groups.filter((group) => row(this.inventory, 'VM_group', group)?.placement === 'anti_affinity');
    const isBesideMember = apart.some((group) => this.#membersOf(group).has(host));
    for (const group of apart) this.#membersOf(group).add(host);
    this.#free.set(host, (this.#free.get(host) ?? 0) - bytes);
    const gpus = vm.VGPUs.length === 0 ? null : this.#gpus.find(host, vm.VGPUs);
    if (gpus) this.#gpus.take(gpus);
    for (const [network, hosts] of networks) {
      const isInside = hosts === null && !this.#isShared(network);
      if (isInside && this.#insideOf(network) === null) this.#inside.set(network, host);
    }
    return { host, isBesideMember };
  }
}
