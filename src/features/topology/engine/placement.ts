import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { labelOr, nameOf, row } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { texts } from '../texts';
import type { Failure } from './failure';
import { GpuRooms } from './gpu-rooms';
import { disksOf, loadsOf, networksOf, startBytes } from './needs';
import { Reach } from './reach';

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
  readonly #reach: Reach;
  readonly #gpus: GpuRooms;
  readonly #candidates: ReturnType<Reach['candidates']>;
  readonly #free = new Map<Host, number>();
  /** Internal networks are where their VMs are; null: nowhere yet. */
  readonly #inside = new Map<Ref<'network'>, Host | null>();
  readonly #members = new Map<Ref<'VM_group'>, Set<Host>>();

  /** @param leaving VMs that have stopped: what they had is free */
  constructor(
    readonly inventory: Inventory,
    failure: Failure,
    readonly leaving: ReadonlySet<Ref<'VM'>>,
  ) {
    this.#reach = new Reach(inventory, failure);
    this.#gpus = new GpuRooms(inventory, failure, leaving);
    this.#candidates = this.#reach.candidates();
    const loads = loadsOf(inventory);
    for (const [ref, host] of this.#candidates) {
      const total = row(inventory, 'host_metrics', host.metrics)?.memory_total ?? 0;
      let taken = loads.get(ref)?.bytes ?? 0;
      for (const [vm, record] of loads.get(ref)?.vms ?? []) if (leaving.has(vm)) taken -= startBytes(record);
      this.#free.set(ref, total - host.memory_overhead - taken);
    }
  }

  /** The server that a VM gets, which it then has; or why none can have it. The server it prefers is asked first. */
  place(vm: Vm): Place | { readonly why: () => string } {
    const hopeless = this.#hopeless(vm);
    if (hopeless) return hopeless;
    let best: Refusal | null = null;
    const preferred = this.#candidates.find(([host]) => host === vm.affinity);
    if (preferred) best = this.refusal(vm, preferred[0], preferred[1]);
    if (preferred && best === null) return this.#take(vm, preferred[0]);
    for (const [host, record] of this.#candidates) {
      if (host === vm.affinity) continue;
      const refusal = this.refusal(vm, host, record);
      if (refusal === null) return this.#take(vm, host);
      if (best === null || refusal.step > best.step || (refusal.step === best.step && refusal.free > best.free)) {
        best = refusal;
      }
    }
    return { why: best?.why ?? (() => why.noServer) };
  }

  /** What it needs is on none of the servers: no need to ask each. */
  #hopeless(vm: Vm): { readonly why: () => string } | null {
    const { inventory } = this;
    if (this.#candidates.length === 0) return { why: () => why.noServer };
    for (const { sr, isDisc } of disksOf(inventory, vm)) {
      const hosts = this.#reach.ofStorage(sr);
      if (this.#isSomewhere(hosts)) continue;
      return {
        why: () => {
          const name = nameOf(inventory, 'SR', sr) ?? '';
          return isDisc ? why.disc(name) : hosts.size === 0 ? why.storageGone(name) : why.local(name);
        },
      };
    }
    for (const network of networksOf(inventory, vm)) {
      const hosts = this.#reach.ofNetwork(network);
      if (hosts === null || this.#isSomewhere(hosts)) continue;
      return { why: () => why.networkGone(nameOf(inventory, 'network', network) ?? '') };
    }
    for (const ref of vm.VGPUs) {
      const group = row(inventory, 'VGPU', ref)?.GPU_group ?? '';
      if (this.#candidates.some(([host]) => this.#gpus.has(host, group))) continue;
      return { why: () => why.gpuGone(nameOf(inventory, 'GPU_group', group) ?? '') };
    }
    return null;
  }

  #isSomewhere(hosts: ReadonlySet<Host>): boolean {
    return this.#reach.isOnCandidate(hosts);
  }

  /** Why a VM cannot run on a server, in the order of the toolstack (xapi_vm_helpers.ml assert_can_boot_here). */
  refusal(vm: Vm, host: Host, record: Records['host']): Refusal | null {
    const { inventory } = this;
    const server = (): string => labelOr(record.name_label);
    const versions = record.virtual_hardware_platform_versions;
    if (versions.length > 0 && !versions.includes(vm.hardware_platform_version)) {
      return refused(0, () => why.version(server()));
    }
    for (const { sr } of disksOf(inventory, vm)) {
      if (this.#reach.ofStorage(sr).has(host)) continue;
      return refused(1, () => why.storage(nameOf(inventory, 'SR', sr) ?? '', server()));
    }
    for (const network of networksOf(inventory, vm)) {
      const hosts = this.#reach.ofNetwork(network);
      const name = (): string => nameOf(inventory, 'network', network) ?? '';
      if (hosts !== null && !hosts.has(host)) return refused(2, () => why.network(name(), server()));
      const inside = hosts === null ? this.#insideOf(network) : null;
      if (inside !== null && inside !== host) {
        return refused(2, () => why.inside(name(), nameOf(inventory, 'host', inside) ?? ''));
      }
    }
    return this.#deviceRefusal(vm, host, server) ?? this.#roomRefusal(vm, host, record, server);
  }

  #deviceRefusal(vm: Vm, host: Host, server: () => string): Refusal | null {
    const { inventory } = this;
    for (const ref of vm.VGPUs) {
      const group = row(inventory, 'VGPU', ref)?.GPU_group ?? '';
      if (this.#gpus.has(host, group)) continue;
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

  #roomRefusal(vm: Vm, host: Host, record: Records['host'], server: () => string): Refusal | null {
    const free = Math.max(0, this.#free.get(host) ?? 0);
    const needed = startBytes(vm);
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

  #take(vm: Vm, host: Host): Place {
    const apart = vm.groups.filter((group) => row(this.inventory, 'VM_group', group)?.placement === 'anti_affinity');
    const isBesideMember = apart.some((group) => this.#membersOf(group).has(host));
    for (const group of apart) this.#membersOf(group).add(host);
    this.#free.set(host, (this.#free.get(host) ?? 0) - startBytes(vm));
    const gpus = vm.VGPUs.length === 0 ? null : this.#gpus.find(host, vm.VGPUs);
    if (gpus) this.#gpus.take(gpus);
    for (const network of networksOf(this.inventory, vm)) {
      const isInside = this.#reach.ofNetwork(network) === null && !this.#isShared(network);
      if (isInside && this.#insideOf(network) === null) this.#inside.set(network, host);
    }
    return { host, isBesideMember };
  }
}
