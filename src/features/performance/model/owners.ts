import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import { hostIsLive, labelOr, nameOf, only, pgpuName, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import type { Owner } from './graph';
import type { DeviceNames } from './source-words';

/** Address of a server as transfers want it; null: the coordinator, which answers calls. */
function addressOf(inventory: Inventory, host: Ref<'host'>): string | null {
  return only(inventory, 'pool')?.[1].master === host ? null : (row(inventory, 'host', host)?.address ?? null);
}

/** A server that can tell what it measures; null: it is down. */
export function hostOwner(inventory: Inventory, ref: Ref<'host'>): Owner | null {
  const host = row(inventory, 'host', ref);
  if (host === undefined || !hostIsLive(inventory, host)) return null;
  return { subject: 'host', uuid: host.uuid, server: addressOf(inventory, ref) };
}

/** Its server tells of a VM that runs; the coordinator keeps what was measured of others (rrdd_proxy.ml). */
export function vmOwner(inventory: Inventory, ref: Ref<'VM'>): Owner | null {
  const vm = row(inventory, 'VM', ref);
  if (vm === undefined) return null;
  if (isNullRef(vm.resident_on)) return { subject: 'vm', uuid: vm.uuid, server: null, isStopped: true };
  return { subject: 'vm', uuid: vm.uuid, server: addressOf(inventory, vm.resident_on) };
}

/** The servers that a repository is attached to. */
export function srHosts(inventory: Inventory, ref: Ref<'SR'>): readonly Ref<'host'>[] {
  const sr = row(inventory, 'SR', ref);
  return (sr?.PBDs ?? []).flatMap((each) => {
    const pbd = row(inventory, 'PBD', each);
    return pbd?.currently_attached === true ? [pbd.host] : [];
  });
}

export interface NamedOwner {
  readonly owner: Owner;
  readonly name: string;
  readonly ref: Ref<'host'>;
}

/** Those servers of some that can tell. */
export function namedHosts(inventory: Inventory, hosts: readonly Ref<'host'>[]): readonly NamedOwner[] {
  return hosts.flatMap((ref) => {
    const owner = hostOwner(inventory, ref);
    return owner === null ? [] : [{ owner, name: nameOf(inventory, 'host', ref) ?? '', ref }];
  });
}

/** As data sources name repositories. */
export const shortUuid = (uuid: string): string => uuid.slice(0, 8);

function srByUuid(inventory: Inventory): (uuid: string) => string | null {
  return (uuid) => {
    for (const sr of rows(inventory, 'SR').values()) if (sr.uuid.startsWith(uuid)) return labelOr(sr.name_label);
    return null;
  };
}

export function hostDevices(inventory: Inventory, host: Ref<'host'>): DeviceNames {
  return {
    nic: () => null,
    disk: () => null,
    sr: srByUuid(inventory),
    gpu(address) {
      for (const pgpu of rows(inventory, 'PGPU').values()) {
        const pci = row(inventory, 'PCI', pgpu.PCI)?.pci_id;
        // Data sources write the address with slashes: a colon stands between the parts of their own names.
        if (pgpu.host === host && pci?.replaceAll(':', '/') === address) {
          return `${pgpuName(inventory, pgpu)} (${pci})`;
        }
      }
      return null;
    },
  };
}

export function vmDevices(inventory: Inventory, ref: Ref<'VM'>): DeviceNames {
  const vm = row(inventory, 'VM', ref);
  return {
    nic(device) {
      for (const each of vm?.VIFs ?? []) {
        const vif = row(inventory, 'VIF', each);
        if (vif?.device === device) return nameOf(inventory, 'network', vif.network) ?? null;
      }
      return null;
    },
    disk(device) {
      for (const each of vm?.VBDs ?? []) {
        const vbd = row(inventory, 'VBD', each);
        if (vbd?.device === device) return nameOf(inventory, 'VDI', vbd.VDI) ?? null;
      }
      return null;
    },
    sr: srByUuid(inventory),
    gpu: () => null,
  };
}
