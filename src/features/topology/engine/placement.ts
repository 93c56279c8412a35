import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { labelOr, nameOf, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { texts } from '../texts';
import type { Failure } from './failure';
import { GpuRooms } from './gpu-rooms';
import { disksOf, networksOf, Reach } from './reach';

type Vm = Records['VM'];
type Host = Ref<'host'>;

/** How far a server got before it was ruled out: the one that got furthest tells why. */
interface Refusal {
  readonly step: number;
  readonly why: string;
  /** Of the last step: what is left there, bytes. */
  readonly free?: number;
}

interface Place {
  readonly host: Host;
  /** Another VM of an anti-affinity group is there: the pool would rather have them apart, but starts it all the same. */
  readonly isBesideMember: boolean;
}

const why = texts.why;

/**
 * What a VM must find to start: balloons make it start at its dynamic minimum, except PVH guests
 * (xapi: memory_check.ml).
 */
export function startBytes(vm: Vm): number {
  const isBallooned = vm.domain_type !== 'pvh' && vm.domain_type !== 'pv_in_pvh';
  return (isBallooned ? vm.memory_dynamic_min : vm.memory_static_max) + vm.memory_overhead;
}

/** Where VMs find room on what is left of a pool, one after another: each takes the first server that can have it. */
export class Placement {
  readonly #reach: Reach;
  readonly #gpus: GpuRooms;
  readonly #candidates: ReturnType<Reach['candidates']>;
  readonly #free = new Map<Host, number>();
  /** Internal networks are where the first of their VMs is. */
  readonly #inside = new Map<Ref<'network'>, Host>();
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
    const taken = new Map<Host, number>();
    for (const [ref, vm] of rows(inventory, 'VM')) {
      if (leaving.has(ref)) continue;
      for (const host of new Set([vm.resident_on, vm.scheduled_to_be_resident_on])) {
        if (!isNullRef(host)) taken.set(host, (taken.get(host) ?? 0) + startBytes(vm));
      }
      if (!isNullRef(vm.resident_on)) this.#settle(vm, vm.resident_on);
    }
    for (const [ref, host] of this.#candidates) {
      const total = row(inventory, 'host_metrics', host.metrics)?.memory_total ?? 0;
      this.#free.set(ref, total - host.memory_overhead - (taken.get(ref) ?? 0));
    }
  }

  /** The server that a VM gets, which it then has; or why none can have it. The server it prefers is asked first. */
  place(vm: Vm): Place | { readonly why: string } {
    const preferred = this.#candidates.filter(([host]) => host === vm.affinity);
    const others = this.#candidates.filter(([host]) => host !== vm.affinity);
    let best: Refusal | null = null;
    for (const [host, record] of [...preferred, ...others]) {
      const refusal = this.refusal(vm, host, record);
      if (refusal === null) {
        const isBesideMember = this.#hasMember(vm, host);
        this.#take(vm, host);
        return { host, isBesideMember };
      }
      const isBetter =
        best === null ||
        refusal.step > best.step ||
        (refusal.step === best.step && (refusal.free ?? 0) > (best.free ?? 0));
      if (isBetter) best = refusal;
    }
    return { why: best?.why ?? why.noServer };
  }

  /** Why a VM cannot run on a server, in the order of the toolstack (xapi_vm_helpers.ml assert_can_boot_here). */
  refusal(vm: Vm, host: Host, record: Records['host']): Refusal | null {
    const { inventory } = this;
    const server = labelOr(record.name_label);
    const versions = record.virtual_hardware_platform_versions;
    if (versions.length > 0 && !versions.includes(vm.hardware_platform_version)) {
      return { step: 0, why: why.version(server) };
    }
    for (const { sr, isDisc } of disksOf(inventory, vm)) {
      const hosts = this.#reach.ofStorage(sr);
      if (hosts.has(host)) continue;
      const name = nameOf(inventory, 'SR', sr) ?? '';
      if (isDisc && !this.#isSomewhere(hosts)) return { step: 1, why: why.disc(name) };
      if (hosts.size === 0) return { step: 1, why: why.storageGone(name) };
      return { step: 1, why: this.#isSomewhere(hosts) ? why.storage(name, server) : why.local(name) };
    }
    for (const network of networksOf(inventory, vm)) {
      const hosts = this.#reach.ofNetwork(network);
      const name = nameOf(inventory, 'network', network) ?? '';
      const inside = this.#inside.get(network);
      if (hosts === null && inside !== undefined && inside !== host && !this.#isShared(network)) {
        return { step: 2, why: why.inside(name, nameOf(inventory, 'host', inside) ?? '') };
      }
      if (hosts === null || hosts.has(host)) continue;
      return { step: 2, why: this.#isSomewhere(hosts) ? why.network(name, server) : why.networkGone(name) };
    }
    return this.#deviceRefusal(vm, host, server) ?? this.#roomRefusal(vm, host, record, server);
  }

  #isSomewhere(hosts: ReadonlySet<Host>): boolean {
    return this.#candidates.some(([host]) => hosts.has(host));
  }

  #deviceRefusal(vm: Vm, host: Host, server: string): Refusal | null {
    const { inventory } = this;
    for (const ref of vm.VGPUs) {
      const group = row(inventory, 'VGPU', ref)?.GPU_group ?? '';
      if (!this.#gpus.has(host, group)) {
        return { step: 3, why: why.noGpu(nameOf(inventory, 'GPU_group', group) ?? '', server) };
      }
    }
    if (vm.VGPUs.length > 0 && this.#gpus.find(host, vm.VGPUs) === null) return { step: 4, why: why.fullGpu };
    for (const ref of vm.VUSBs) {
      const [pusb] = row(inventory, 'USB_group', row(inventory, 'VUSB', ref)?.USB_group ?? '')?.PUSBs ?? [];
      if (row(inventory, 'PUSB', pusb ?? '')?.host !== host) return { step: 5, why: why.usb };
    }
    // Devices by the address on their server (xapi: pciops.ml): what has the same one elsewhere is another device.
    if ((vm.other_config['pci'] ?? '') !== '') return { step: 5, why: why.pci };
    return null;
  }

  #roomRefusal(vm: Vm, host: Host, record: Records['host'], server: string): Refusal | null {
    const free = this.#free.get(host) ?? 0;
    if (startBytes(vm) > free) {
      const left = Math.max(0, free);
      return { step: 6, why: why.memory(formatBytes(startBytes(vm)), formatBytes(left), server), free: left };
    }
    const processors = Number(record.cpu_info['cpu_count'] ?? Infinity);
    if (vm.VCPUs_max > processors && vm.platform['vcpu-unrestricted'] !== 'true') {
      return { step: 7, why: why.processors(vm.VCPUs_max, processors, server) };
    }
    return null;
  }

  #isShared(network: Ref<'network'>): boolean {
    const record = row(this.inventory, 'network', network);
    return record?.other_config['assume_network_is_shared'] === 'true' || record?.managed === false;
  }

  #take(vm: Vm, host: Host): void {
    this.#free.set(host, (this.#free.get(host) ?? 0) - startBytes(vm));
    const gpus = vm.VGPUs.length === 0 ? null : this.#gpus.find(host, vm.VGPUs);
    if (gpus) this.#gpus.take(gpus);
    this.#settle(vm, host);
  }

  #settle(vm: Vm, host: Host): void {
    for (const network of vm.VIFs.length === 0 ? [] : networksOf(this.inventory, vm)) {
      if (this.#reach.ofNetwork(network) === null) this.#inside.set(network, host);
    }
    for (const group of vm.groups) {
      let hosts = this.#members.get(group);
      if (!hosts) this.#members.set(group, (hosts = new Set()));
      hosts.add(host);
    }
  }

  #hasMember(vm: Vm, host: Host): boolean {
    return vm.groups.some(
      (group) =>
        row(this.inventory, 'VM_group', group)?.placement === 'anti_affinity' &&
        this.#members.get(group)?.has(host) === true,
    );
  }
}
