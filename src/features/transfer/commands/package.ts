import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Target } from '../../commands';
import { labelOr, row } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import type { FileRequest } from '../move';
import { LARGEST_VHD_BYTES } from './exports';
import type { DescribedMachine, DiskFormat, PackedDisk } from '../formats/ovf-text';

type Vm = Records['VM'];

export interface PackageDisk extends PackedDisk {
  readonly vdi: string;
}

/** What a package of VMs holds. */
export interface VmPackage {
  /** Names its files. */
  readonly base: string;
  readonly machines: readonly DescribedMachine[];
  readonly disks: readonly PackageDisk[];
}

/** The VMs that go into the package of an object: itself, or those of a vApp. */
export function vmsOf(inventory: Inventory, { kind, ref }: Target): readonly Vm[] {
  const refs = kind === 'appliance' ? (row(inventory, 'VM_appliance', ref)?.VMs ?? []) : [ref];
  return refs
    .flatMap((each) => row(inventory, 'VM', each) ?? [])
    .toSorted((a, b) => a.order - b.order || compareNatural(a.name_label, b.name_label));
}

/** The disks of a VM in the order of its drives. */
export function disksIn(inventory: Inventory, vm: Vm): readonly (readonly [ref: string, vdi: Records['VDI']])[] {
  return vm.VBDs.flatMap((ref) => row(inventory, 'VBD', ref) ?? [])
    .filter(({ type, VDI }) => type === 'Disk' && !isNullRef(VDI))
    .toSorted((a, b) => compareNatural(a.userdevice, b.userdevice))
    .flatMap(({ VDI }) => {
      const vdi = row(inventory, 'VDI', VDI);
      return vdi ? [[VDI, vdi] as const] : [];
    });
}

/** Names that every tool can read, within what the header of a tar holds. */
const plain = (name: string): string => name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60) || 'package';

export function packageOf(inventory: Inventory, target: Target, name: string, format: DiskFormat): VmPackage {
  const base = plain(name.replace(/\.ova$/i, ''));
  const vms = vmsOf(inventory, target);
  const disks = new Map<string, PackageDisk>();
  for (const vm of vms) {
    for (const [vdi, { virtual_size: capacityBytes }] of disksIn(inventory, vm)) {
      if (disks.has(vdi)) continue;
      const id = `disk${disks.size + 1}`;
      disks.set(vdi, { id, vdi, file: `${base}-${id}.${format}`, capacityBytes });
    }
  }
  const machines = vms.map((vm, at): DescribedMachine => {
    const nics = vm.VIFs.flatMap((ref) => row(inventory, 'VIF', ref) ?? [])
      .toSorted((a, b) => compareNatural(a.device, b.device))
      .map(({ network, MAC: mac }) => ({
        network: labelOr(row(inventory, 'network', network)?.name_label ?? ''),
        mac,
      }));
    return {
      id: `vm${at + 1}`,
      name: labelOr(vm.name_label),
      description: vm.name_description,
      vcpus: vm.VCPUs_at_startup,
      memoryBytes: vm.memory_static_max,
      isUefi: vm.HVM_boot_params['firmware'] === 'uefi',
      hasCdDrive: vm.VBDs.some((ref) => row(inventory, 'VBD', ref)?.type === 'CD'),
      disks: disksIn(inventory, vm).flatMap(([vdi]) => disks.get(vdi)?.id ?? []),
      nics,
    };
  });
  return { base, machines, disks: [...disks.values()] };
}

/** How a disk comes from the pool. */
export type WireFormat = 'vhd' | 'raw';

/** As what the pool sends a disk: where it can, without what was never written. */
export function wireFormatOf({ capacityBytes }: PackageDisk, format: DiskFormat): WireFormat {
  return format === 'vmdk' && capacityBytes > LARGEST_VHD_BYTES ? 'raw' : 'vhd';
}

/** The request for the content of a disk. */
export const diskFileRequest = (vdi: string, format: WireFormat): FileRequest => ({
  method: 'GET',
  path: '/export_raw_vdi',
  query: { vdi, format },
});
