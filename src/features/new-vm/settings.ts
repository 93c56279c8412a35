import type { Records } from '../../xapi/datamodel/types.gen';
import { listInput, textInput } from '../commands';
import type { Input } from '../commands';
import { macOf } from '../networks';
import { row } from '../objects';
import type { Inventory } from '../objects';
import { diskRows, FIELD, homeOf, isSet, nicRows, ownDisks, templateOf } from './answers';
import { call, task } from './calls';
import type { Call } from './calls';
import { memoryIn } from './steps/compute';
import { isOwn } from './steps/disks';
import { isHvm, provisionText } from './template-facts';
import type { Firmware, WantedDisk } from './template-facts';

type Vm = Records['VM'];

/** Everything that is set on the copy of the template before its disks are made. Only what differs is set. */
export function settingCalls(inventory: Inventory, input: Input, vm: string): readonly Call[] {
  const template = templateOf(inventory, input);
  if (!template) return [];
  return [
    ...identityCalls(template, input, vm),
    ...diskCalls(inventory, template, input, vm),
    ...(input[FIELD.home] === undefined || homeOf(input) === template.affinity
      ? []
      : [call('VM.set_affinity', vm, homeOf(input))]),
    ...cpuCalls(template, input, vm),
    ...memoryCalls(template, input, vm),
    ...(isHvm(template) ? firmwareCalls(inventory, template, input, vm) : kernelCalls(template, input, vm)),
  ];
}

function identityCalls(template: Vm, input: Input, vm: string): readonly Call[] {
  const description = textInput(input, FIELD.description).trim();
  const tags = listInput(input, FIELD.tags)
    .filter((word) => word.startsWith('+'))
    .map((word) => word.slice(1));
  return [
    ...(description === template.name_description ? [] : [call('VM.set_name_description', vm, description)]),
    ...(tags.length === 0 ? [] : [call('VM.set_tags', vm, tags)]),
    ...configCalls(template, vm, 'folder', folderOf(input)),
  ];
}

/** `/a/b` without a slash at its end; empty: none. */
function folderOf(input: Input): string {
  return textInput(input, FIELD.folder).trim().replace(/\/+$/, '');
}

/** A key of `other_config` as it is to be; the template's own value goes first, because nothing is overwritten. */
function configCalls(template: Vm, vm: string, key: string, value: string): readonly Call[] {
  const before = template.other_config[key];
  if ((before ?? '') === value) return [];
  return [
    ...(before === undefined ? [] : [call('VM.remove_from_other_config', vm, key)]),
    ...(value === '' ? [] : [call('VM.add_to_other_config', vm, key, value)]),
  ];
}

/** The disks to be made, as `VM.provision` wants them told. */
function diskCalls(inventory: Inventory, template: Vm, input: Input, vm: string): readonly Call[] {
  const wanted = diskRows(input)
    .filter((disk) => !isOwn(disk))
    .map((disk): WantedDisk => ({
      device: disk['device'] ?? '',
      sizeBytes: Number(disk['size'] ?? 0),
      sr: row(inventory, 'SR', disk['storage'] ?? '')?.uuid ?? '',
      isBootable: disk['bootable'] === 'true',
      type: disk['type'] ?? 'user',
    }));
  return configCalls(template, vm, 'disks', wanted.length === 0 ? '' : provisionText(wanted));
}

/** More than there may be at most is refused, so what grows grows from the top. */
function cpuCalls(template: Vm, input: Input, vm: string): readonly Call[] {
  const count = Number(textInput(input, FIELD.vcpus));
  if (count === template.VCPUs_max && count === template.VCPUs_at_startup) return [];
  const most = call('VM.set_VCPUs_max', vm, count);
  const atStart = call('VM.set_VCPUs_at_startup', vm, count);
  return count >= template.VCPUs_at_startup ? [most, atStart] : [atStart, most];
}

function memoryCalls(template: Vm, input: Input, vm: string): readonly Call[] {
  if (input[FIELD.memory] === undefined) return [];
  const most = memoryIn(input);
  const least = input[FIELD.memoryKind] === 'range' ? Number(textInput(input, FIELD.memoryLeast)) : most;
  const isSame =
    least === template.memory_dynamic_min &&
    most === template.memory_dynamic_max &&
    most === template.memory_static_max;
  return isSame
    ? []
    : [call('VM.set_memory_limits', vm, Math.min(template.memory_static_min, least), most, least, most)];
}

function firmwareCalls(inventory: Inventory, template: Vm, input: Input, vm: string): readonly Call[] {
  const params = bootParams(inventory, template, input);
  const platform = platformOf(template, input);
  return [
    ...(isSameMap(params, template.HVM_boot_params) ? [] : [call('VM.set_HVM_boot_params', vm, params)]),
    ...(isSameMap(platform, template.platform) ? [] : [call('VM.set_platform', vm, platform)]),
  ];
}

/** An empty disk does not boot, so a disc or the network comes after it and is not asked again once it is installed. */
function bootParams(inventory: Inventory, template: Vm, input: Input): Readonly<Record<string, string>> {
  const source = textInput(input, FIELD.source);
  const isFilled = ownDisks(inventory, template).length > 0;
  const order = { disc: isFilled ? 'dcn' : 'cdn', network: 'ncd' }[source];
  const firmware = textInput(input, FIELD.firmware) === 'bios' ? 'bios' : 'uefi';
  const told = template.HVM_boot_params['firmware'] ?? 'bios';
  return {
    ...template.HVM_boot_params,
    ...(order === undefined ? {} : { order }),
    ...(firmware === told ? {} : { firmware }),
  };
}

/** The device model follows the firmware: QEMU has one with each (xapi: xapi_globs, device-model). */
function platformOf(template: Vm, input: Input): Readonly<Record<string, string>> {
  const firmware = textInput(input, FIELD.firmware) as Firmware;
  const { platform } = template;
  const cores = textInput(input, FIELD.topology);
  const wasSecure = platform['secureboot'] === 'true' || platform['secureboot'] === 'auto';
  const isUefi = firmware !== 'bios';
  const wasUefi = template.HVM_boot_params['firmware'] === 'uefi';
  return {
    ...platform,
    ...(cores === '' || cores === (platform['cores-per-socket'] ?? '1') ? {} : { 'cores-per-socket': cores }),
    ...(isUefi === wasUefi ? {} : { 'device-model': isUefi ? 'qemu-upstream-uefi' : 'qemu-upstream-compat' }),
    ...((firmware === 'secure') === wasSecure ? {} : { secureboot: String(firmware === 'secure') }),
  };
}

function kernelCalls(template: Vm, input: Input, vm: string): readonly Call[] {
  const args = textInput(input, FIELD.kernel).trim();
  const source = textInput(input, FIELD.source);
  const repository = { disc: 'cdrom', address: textInput(input, FIELD.address).trim() }[source] ?? '';
  return [
    ...(args === template.PV_args ? [] : [call('VM.set_PV_args', vm, args)]),
    ...configCalls(template, vm, 'install-repository', repository),
  ];
}

/** The new interfaces; null while they are as the template has them, which the copy has already. */
export function nicCalls(inventory: Inventory, input: Input, vm: string): readonly Call[] | null {
  const own = (templateOf(inventory, input)?.VIFs ?? []).flatMap((ref) => row(inventory, 'VIF', ref) ?? []);
  const rows = nicRows(input);
  const isSame =
    rows.length === own.length &&
    rows.every(
      (nic) =>
        (nic['mac'] ?? '').trim() === '' &&
        own.some((vif) => vif.device === nic['device'] && vif.network === nic['network']),
    );
  if (isSame) return null;
  return rows.map((nic) =>
    task('VIF.create', {
      device: nic['device'] ?? '',
      network: nic['network'] ?? '',
      VM: vm,
      MAC: macOf(nic['mac'] ?? ''),
      MTU: row(inventory, 'network', nic['network'] ?? '')?.MTU ?? 1500,
      other_config: {},
      qos_algorithm_type: '',
      qos_algorithm_params: {},
      locking_mode: 'network_default',
      ipv4_allowed: [],
      ipv6_allowed: [],
    }),
  );
}

/** What the VM gets when its disks are there. */
export function deviceCalls(input: Input, vm: string): readonly Call[] {
  const gpu = textInput(input, FIELD.gpu);
  const [group = '', type = ''] = gpu.split(' ');
  return [
    ...(isSet(gpu) ? [call('VGPU.create', vm, group, '0', {}, type)] : []),
    ...(input[FIELD.vtpm] === true && textInput(input, FIELD.firmware) !== 'bios'
      ? [task('VTPM.create', vm, false)]
      : []),
  ];
}

function isSameMap(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
