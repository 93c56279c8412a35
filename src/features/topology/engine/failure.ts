import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { multipathOf, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { partsOf } from './by-host';
import type { Subject } from './model';
import { storageBehind, waysTo } from './storage-way';

/** A bond that goes on with fewer links. */
export interface Remainder {
  readonly ref: string;
  readonly left: number;
  readonly of: number;
}

/** Everything that is gone when something fails, and what goes on with less. */
export interface Failure {
  readonly hosts: ReadonlySet<Ref<'host'>>;
  readonly pbds: ReadonlySet<Ref<'PBD'>>;
  readonly pifs: ReadonlySet<Ref<'PIF'>>;
  readonly networks: ReadonlySet<Ref<'network'>>;
  readonly gpus: ReadonlySet<Ref<'PGPU'>>;
  readonly vdis: ReadonlySet<Ref<'VDI'>>;
  /** VMs that stop by themselves. */
  readonly vms: ReadonlySet<Ref<'VM'>>;
  /** By bond. */
  readonly bonds: readonly Remainder[];
  /** By PBD. */
  readonly paths: readonly Remainder[];
  /** Servers that lose their management network and run on. */
  readonly cutOff: ReadonlySet<Ref<'host'>>;
  /** Servers that fence themselves, because HA is on. */
  readonly fenced: ReadonlySet<Ref<'host'>>;
}

/** Collects what fails with what, until nothing more does. */
class Spread {
  readonly hosts = new Set<Ref<'host'>>();
  readonly pbds = new Set<Ref<'PBD'>>();
  readonly pifs = new Set<Ref<'PIF'>>();
  readonly networks = new Set<Ref<'network'>>();
  readonly gpus = new Set<Ref<'PGPU'>>();
  readonly vdis = new Set<Ref<'VDI'>>();
  readonly vms = new Set<Ref<'VM'>>();
  readonly bonds: Remainder[] = [];
  readonly paths: Remainder[] = [];
  readonly cutOff = new Set<Ref<'host'>>();
  readonly fenced = new Set<Ref<'host'>>();
  readonly #hurt = new Set<Ref<'Bond'>>();

  constructor(readonly inventory: Inventory) {}

  host(ref: Ref<'host'>): void {
    const host = row(this.inventory, 'host', ref);
    if (!host || this.hosts.has(ref)) return;
    this.hosts.add(ref);
    for (const pbd of host.PBDs) this.pbds.add(pbd);
    for (const pbd of partsOf(this.inventory, 'PBD', ref)) this.pbds.add(pbd);
    for (const pif of partsOf(this.inventory, 'PIF', ref)) this.pifs.add(pif);
    for (const gpu of partsOf(this.inventory, 'PGPU', ref)) this.gpus.add(gpu);
  }

  /** A port, and what is made of it: bonds that have no other, VLANs, tunnels, SR-IOV networks. */
  pif(ref: Ref<'PIF'>): void {
    const pif = row(this.inventory, 'PIF', ref);
    if (!pif || this.pifs.has(ref)) return;
    this.pifs.add(ref);
    if (!isNullRef(pif.bond_slave_of)) this.#hurt.add(pif.bond_slave_of);
    for (const vlan of pif.VLAN_slave_of) this.pif(row(this.inventory, 'VLAN', vlan)?.untagged_PIF ?? '');
    for (const tunnel of pif.tunnel_transport_PIF_of) this.pif(row(this.inventory, 'tunnel', tunnel)?.access_PIF ?? '');
    for (const sriov of pif.sriov_physical_PIF_of) {
      this.pif(row(this.inventory, 'network_sriov', sriov)?.logical_PIF ?? '');
    }
    if (pif.management && !this.hosts.has(pif.host)) this.cutOff.add(pif.host);
  }

  sr(ref: Ref<'SR'>): void {
    for (const pbd of row(this.inventory, 'SR', ref)?.PBDs ?? []) this.pbds.add(pbd);
  }

  network(ref: Ref<'network'>): void {
    this.networks.add(ref);
    for (const pif of row(this.inventory, 'network', ref)?.PIFs ?? []) this.pif(pif);
  }

  /** One of the paths of a connection; the last one takes the connection with it. */
  path(ref: Ref<'PBD'>): void {
    const luns = multipathOf(row(this.inventory, 'PBD', ref))?.luns ?? [];
    const fewest = luns.reduce<(typeof luns)[number] | undefined>(
      (least, each) => (least === undefined || each.active < least.active ? each : least),
      undefined,
    );
    if (!fewest || fewest.active < 2) this.pbds.add(ref);
    else this.paths.push({ ref, left: fewest.active - 1, of: fewest.total });
  }

  /** An image, and those that are stored as their difference from it (the storage manager's `vhd-parent`). */
  vdi(ref: Ref<'VDI'>): void {
    const first = row(this.inventory, 'VDI', ref);
    if (!first) return;
    const lost = new Set([first.uuid]);
    this.vdis.add(ref);
    const inRepository = [...rows(this.inventory, 'VDI')].filter(([, { SR: sr }]) => sr === first.SR);
    for (let before = 0; before !== lost.size;) {
      before = lost.size;
      for (const [child, { uuid, sm_config: config }] of inRepository) {
        if (!lost.has(config['vhd-parent'] ?? '')) continue;
        lost.add(uuid);
        this.vdis.add(child);
      }
    }
  }

  /** Bonds fail with their last port, and only then what stands on them. */
  settle(): Failure {
    for (const bond of this.#hurt) {
      const record = row(this.inventory, 'Bond', bond);
      const left = record?.slaves.filter((each) => !this.pifs.has(each) && this.#isUp(each)).length ?? 0;
      if (!record || this.pifs.has(record.master)) continue;
      if (left === 0) this.pif(record.master);
      else this.bonds.push({ ref: bond, left, of: record.slaves.length });
    }
    this.#loseStorage();
    this.#fence();
    return this;
  }

  /** A port without a carrier carries nothing on. What nobody tells of counts as up. */
  #isUp(ref: Ref<'PIF'>): boolean {
    const metrics = row(this.inventory, 'PIF', ref)?.metrics ?? '';
    return row(this.inventory, 'PIF_metrics', metrics)?.carrier !== false;
  }

  /** Connections whose every way is gone. */
  #loseStorage(): void {
    for (const pif of this.pifs) {
      for (const ref of storageBehind(this.inventory, pif)) {
        const isAttached = row(this.inventory, 'PBD', ref)?.currently_attached === true;
        if (isAttached && waysTo(this.inventory, ref).every((way) => this.pifs.has(way))) this.pbds.add(ref);
      }
    }
  }

  /** With HA a server that its pool cannot see stops itself (xhad), so that its VMs may be started elsewhere. */
  #fence(): void {
    const isOn = only(this.inventory, 'pool')?.[1].ha_enabled === true;
    // Servers that all lose the network together see their state files, and go on.
    if (!isOn || this.cutOff.size === rows(this.inventory, 'host').size) return;
    for (const host of [...this.cutOff]) {
      this.cutOff.delete(host);
      this.fenced.add(host);
      this.host(host);
    }
  }
}

/** What is gone when the subject fails. */
export function failureOf(inventory: Inventory, { kind, ref }: Subject): Failure {
  const spread = new Spread(inventory);
  switch (kind) {
    case 'pool':
      for (const host of rows(inventory, 'host').keys()) spread.host(host);
      break;
    case 'coordinator':
      spread.host(only(inventory, 'pool')?.[1].master ?? '');
      break;
    case 'host':
      spread.host(ref);
      break;
    case 'vm':
      spread.vms.add(ref);
      break;
    case 'appliance':
      for (const vm of row(inventory, 'VM_appliance', ref)?.VMs ?? []) spread.vms.add(vm);
      break;
    case 'sr':
      spread.sr(ref);
      break;
    case 'vdi':
      spread.vdi(ref);
      break;
    case 'network':
      spread.network(ref);
      break;
    case 'pif':
      spread.pif(ref);
      break;
    case 'switch':
      for (const [pif, record] of rows(inventory, 'PIF')) if (isPort(record, ref)) spread.pif(pif);
      break;
    case 'pbd':
      spread.pbds.add(ref);
      break;
    case 'path':
      spread.path(ref);
      break;
    case 'gpu':
      spread.gpus.add(ref);
      break;
    case 'gpuGroup':
      for (const gpu of row(inventory, 'GPU_group', ref)?.PGPUs ?? []) spread.gpus.add(gpu);
      break;
  }
  return spread.settle();
}

export const isPort = (pif: Records['PIF'], device: string): boolean => pif.physical && pif.device === device;
