import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Target } from '../../commands';
import { labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import type { FileRequest } from '../move';
import { LARGEST_VHD_BYTES } from './exports';
import type { DescribedMachine, DiskFormat, PackedDisk } from '../formats/ovf-text';

type Vm = Records['VM'];

export interface PackageDisk extends PackedDisk {
  readonly vdi: string;
  /** About how much of it comes. */
  readonly wireBytes: number;
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

/** More images than stand one behind the other anywhere: a circle. */
const LONGEST_CHAIN = 100;

/** About what a disk holds: its own image, and those that it is stored as the difference from (sm: `vhd-parent`). */
function heldBy(images: ReadonlyMap<string, Records['VDI']>, disk: Records['VDI']): number {
  let bytes = 0;
  let image: Records['VDI'] | undefined = disk;
  for (let length = 0; image !== undefined && length < LONGEST_CHAIN; length += 1) {
    bytes += Math.max(0, image.physical_utilisation);
    image = images.get(image.sm_config['vhd-parent'] ?? '');
  }
  // Some repositories do not tell what is used.
  return bytes === 0 ? disk.virtual_size : Math.min(bytes, disk.virtual_size);
}

/** Names that every tool can read, within what the header of a tar holds. */
const plain = (name: string): string => name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60) || 'package';

export function packageOf(inventory: Inventory, target: Target, name: string, format: DiskFormat): VmPackage {
  const base = plain(name.replace(/\.ova$/i, ''));
  const vms = vmsOf(inventory, target);
  const disks = new Map<string, PackageDisk>();
  const images = new Map([...rows(inventory, 'VDI').values()].map((vdi) => [vdi.uuid, vdi]));
  for (const vm of vms) {
    for (const [vdi, record] of disksIn(inventory, vm)) {
      if (disks.has(vdi)) continue;
      const id = `disk${disks.size + 1}`;
      const { virtual_size: capacityBytes } = record;
      const wireBytes = wireFormatOf({ capacityBytes }, format) === 'raw' ? capacityBytes : heldBy(images, record);
      disks.set(vdi, { id, vdi, file: `${base}-${id}.${format}`, capacityBytes, wireBytes });
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
export function wireFormatOf({ capacityBytes }: Pick<PackageDisk, 'capacityBytes'>, format: DiskFormat): WireFormat {
  return format === 'vmdk' && capacityBytes > LARGEST_VHD_BYTES ? 'raw' : 'vhd';
}

/** The request for the content of a disk. */
export const diskFileRequest = (vdi: string, format: WireFormat): FileRequest => ({
  method: 'GET',
  path: '/export_raw_vdi',
  query: { vdi, format },
});
