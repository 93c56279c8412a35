import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { row, rows } from '../objects';
import type { Inventory } from '../objects';

/** Where a VM says which devices of its server it wants, as `0/0000:04:00.0,1/0000:04:00.1` (xapi: pciops.ml). */
export const PCI_KEY = 'pci';

/** The addresses of the devices that a VM wants, in their order. */
export function wantedBy({ other_config: config }: Pick<Records['VM'], 'other_config'>): readonly string[] {
  return (config[PCI_KEY] ?? '').split(',').flatMap((entry) => {
    const address = /^\d+\/([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(entry.trim())?.[1];
    return address === undefined ? [] : [address.toLowerCase()];
  });
}

export const asSetting = (addresses: readonly string[]): string =>
  addresses.map((address, at) => `${at}/${address}`).join(',');

interface Claims {
  /** By reference of the device. */
  readonly attached: ReadonlyMap<string, readonly Ref<'VM'>[]>;
  /** By address, whatever the server is. */
  readonly wanted: ReadonlyMap<string, readonly Ref<'VM'>[]>;
}

const known = new WeakMap<object, Claims>();

function claimsOf(inventory: Inventory): Claims {
  const vms = rows(inventory, 'VM');
  let claims = known.get(vms);
  if (claims === undefined) known.set(vms, (claims = readClaims(vms)));
  return claims;
}

function readClaims(vms: ReadonlyMap<Ref<'VM'>, Records['VM']>): Claims {
  const attached = new Map<string, Ref<'VM'>[]>();
  const wanted = new Map<string, Ref<'VM'>[]>();
  const add = (map: Map<string, Ref<'VM'>[]>, key: string, vm: Ref<'VM'>): void => {
    map.set(key, [...(map.get(key) ?? []), vm]);
  };
  for (const [ref, vm] of vms) {
    if (vm.is_a_snapshot || vm.is_a_template) continue;
    for (const pci of vm.attached_PCIs) add(attached, pci, ref);
    if (PCI_KEY in vm.other_config) for (const address of wantedBy(vm)) add(wanted, address, ref);
  }
  return { attached, wanted };
}

/** The VMs that have a device now. */
export const holdersOf = (inventory: Inventory, pci: string): readonly Ref<'VM'>[] =>
  claimsOf(inventory).attached.get(pci) ?? [];

/** The VMs that want a device: addresses say nothing of servers, so the home of the VM decides where it has one. */
export function claimantsOf(inventory: Inventory, { pci_id: address, host }: Records['PCI']): readonly Ref<'VM'>[] {
  return (claimsOf(inventory).wanted.get(address.toLowerCase()) ?? []).filter((ref) => {
    const home = row(inventory, 'VM', ref)?.affinity ?? host;
    return isNullRef(home) || home === host;
  });
}
