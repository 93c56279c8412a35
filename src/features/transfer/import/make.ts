import { isNullRef, NULL_REF } from '../../../xapi/datamodel/ref';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { textInput } from '../../commands';
import type { Input, Job } from '../../commands';
import type { OvfMachine, OvfNic } from '../formats/ovf';
import { FIELD, networkFor, NONE } from './answers';
import { texts } from './texts';

const UNIT = 2 ** 20;

export function homeIn(input: Input): string {
  const home = textInput(input, FIELD.home);
  return home === '' || home === NONE ? NULL_REF : home;
}

/** A VM as its description wants it: with firmware of its own, which every system that was elsewhere before can boot from. */
export function vmArgs(machine: OvfMachine, name: string, input: Input): Partial<Records['VM']> {
  const { memoryBytes, vcpus, isUefi, description } = machine;
  const memory = Math.ceil(memoryBytes / UNIT) * UNIT;
  return {
    name_label: name,
    name_description: description,
    user_version: 1,
    is_a_template: false,
    affinity: homeIn(input),
    memory_static_max: memory,
    memory_dynamic_max: memory,
    memory_dynamic_min: memory,
    memory_static_min: memory,
    VCPUs_max: vcpus,
    VCPUs_at_startup: vcpus,
    VCPUs_params: {},
    actions_after_shutdown: 'destroy',
    actions_after_reboot: 'restart',
    actions_after_crash: 'restart',
    PV_bootloader: '',
    PV_kernel: '',
    PV_ramdisk: '',
    PV_args: '',
    PV_bootloader_args: '',
    PV_legacy_args: '',
    HVM_boot_policy: 'BIOS order',
    HVM_boot_params: { order: 'cd', firmware: isUefi ? 'uefi' : 'bios' },
    HVM_shadow_multiplier: 1,
    platform: {
      acpi: '1',
      apic: 'true',
      pae: 'true',
      nx: 'true',
      viridian: 'true',
      timeoffset: '0',
      'device-model': isUefi ? 'qemu-upstream-uefi' : 'qemu-upstream-compat',
    },
    PCI_bus: '',
    other_config: {},
    recommendations: '',
    ha_restart_priority: '',
    tags: [],
  };
}

export function diskArgs(name: string, storage: string, bytes: number): Partial<Records['VDI']> {
  return {
    name_label: name,
    name_description: texts.diskDescription,
    SR: storage,
    virtual_size: bytes,
    type: 'user',
    sharable: false,
    read_only: false,
    other_config: {},
    xenstore_data: {},
    sm_config: {},
    tags: [],
  };
}

export function driveArgs(vm: string, vdi: string, at: number, isDisc: boolean): Partial<Records['VBD']> {
  return {
    VM: vm,
    VDI: vdi,
    userdevice: isDisc ? 'autodetect' : String(at),
    bootable: at === 0 || isDisc,
    mode: isDisc ? 'RO' : 'RW',
    type: isDisc ? 'CD' : 'Disk',
    unpluggable: !isDisc,
    empty: isDisc,
    other_config: {},
    qos_algorithm_type: '',
    qos_algorithm_params: {},
  };
}

export function nicArgs(vm: string, nic: OvfNic, at: number, input: Input): Partial<Records['VIF']> {
  return {
    VM: vm,
    network: networkFor(input, nic.network),
    device: String(at),
    MAC: nic.mac,
    MTU: 1500,
    other_config: {},
    qos_algorithm_type: '',
    qos_algorithm_params: {},
    locking_mode: 'network_default',
    ipv4_allowed: [],
    ipv6_allowed: [],
  };
}

/** A new disk that goes again when the work after it fails. */
export async function makeDisk(job: Job, args: Partial<Records['VDI']>): Promise<Ref<'VDI'>> {
  const vdi = await job.task('VDI.create', args);
  job.made({
    label: texts.halfDisk(args.name_label ?? ''),
    undo: async (again) => {
      await again.task('VDI.destroy', vdi);
    },
  });
  return vdi;
}

/** Takes VMs that came with their disks away again. */
export async function destroyImported(job: Job, vm: Ref<'VM'>): Promise<void> {
  const disks: Ref<'VDI'>[] = [];
  for (const ref of await job.call('VM.get_VBDs', vm)) {
    const { type, VDI } = await job.call('VBD.get_record', ref);
    if (type === 'Disk' && !isNullRef(VDI)) disks.push(VDI);
  }
  await job.task('VM.destroy', vm);
  for (const vdi of disks) await job.task('VDI.destroy', vdi);
}
