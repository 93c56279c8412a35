import { textInput, xeLine } from '../commands';
import type { Input, Script } from '../commands';
import { row } from '../objects';
import type { Inventory } from '../objects';
import { apiLine, asyncLine } from '../commands';
import { diskRows, FIELD, hasCdDrive, homeOf, isSet, nicRows, templateOf } from './answers';
import { cloudArgs, copyCall, discOf, driveCall } from './create';
import { deviceCalls, nicCalls, settingCalls } from './settings';
import { memoryIn } from './steps/compute';
import { isOwn } from './steps/disks';
import { wantedDisks } from './template-facts';
import { texts } from './texts';

/** What `createVm` does, as calls and as a person would type it. */
export function scriptOf(inventory: Inventory, input: Input): Script {
  return { api: apiLines(inventory, input), xe: xeLines(inventory, input) };
}

function apiLines(inventory: Inventory, input: Input): readonly string[] {
  const vm = texts.newVm;
  const template = templateOf(inventory, input);
  const nics = nicCalls(inventory, input, vm);
  const disc = discOf(input);
  const drive = driveCall(inventory, input, vm);
  const cloud = cloudArgs(inventory, input, vm);
  return [
    copyCall(input).line,
    ...settingCalls(inventory, input, vm).map(({ line }) => line),
    ...(nics === null
      ? []
      : [
          ...(template?.VIFs ?? []).map((_, at) => asyncLine('VIF.destroy', texts.vifOf(at))),
          ...nics.map(({ line }) => line),
        ]),
    asyncLine('VM.provision', vm),
    ...diskRows(input)
      .filter((disk) => !isOwn(disk))
      .map((disk) => apiLine('VDI.set_name_label', texts.diskOf(disk['device'] ?? ''), disk['name'] ?? '')),
    ...(drive === null ? [] : [drive.line]),
    ...(disc !== '' && hasCdDrive(inventory, template) ? [asyncLine('VBD.insert', texts.cdDrive, disc)] : []),
    ...deviceCalls(input, vm).map(({ line }) => line),
    ...(cloud === null ? [] : [apiLine('host.call_plugin', ...cloud)]),
    ...(input[FIELD.start] === true ? [asyncLine('VM.start', vm, false, false)] : []),
  ];
}

function xeLines(inventory: Inventory, input: Input): readonly string[] {
  const uuid = texts.newVm;
  const template = textInput(input, FIELD.template);
  const first = diskRows(input).find((disk) => !isOwn(disk));
  const sr = first === undefined ? textInput(input, FIELD.copyTo) : (first['storage'] ?? '');
  const disc = discOf(input);
  const gpu = textInput(input, FIELD.gpu);
  const [group = '', type = ''] = gpu.split(' ');
  return [
    xeLine('vm-install', {
      'template-uuid': row(inventory, 'VM', template)?.uuid ?? template,
      'new-name-label': textInput(input, FIELD.name).trim(),
      ...(isSet(sr) ? { 'sr-uuid': row(inventory, 'SR', sr)?.uuid ?? sr } : {}),
    }),
    xeLine('vm-param-set', settings(inventory, input)),
    ...(input[FIELD.memory] === undefined ? [] : [xeLine('vm-memory-limits-set', memory(inventory, input))]),
    ...diskLines(inventory, input),
    ...(nicCalls(inventory, input, uuid) === null ? [] : nicRows(input)).map((nic) =>
      xeLine('vif-create', {
        'vm-uuid': uuid,
        'network-uuid': row(inventory, 'network', nic['network'] ?? '')?.uuid ?? '',
        device: nic['device'] ?? '',
        ...((nic['mac'] ?? '') === '' ? {} : { mac: nic['mac'] ?? '' }),
      }),
    ),
    ...(disc === ''
      ? []
      : [
          xeLine('vm-cd-add', {
            uuid,
            'cd-name': row(inventory, 'VDI', disc)?.name_label ?? '',
            device: '3',
          }),
        ]),
    ...(isSet(gpu)
      ? [
          xeLine('vgpu-create', {
            'vm-uuid': uuid,
            'gpu-group-uuid': row(inventory, 'GPU_group', group)?.uuid ?? group,
            'vgpu-type-uuid': row(inventory, 'VGPU_type', type)?.uuid ?? type,
          }),
        ]
      : []),
    ...(input[FIELD.vtpm] === true ? [xeLine('vtpm-create', { 'vm-uuid': uuid })] : []),
    ...(input[FIELD.start] === true ? [xeLine('vm-start', { uuid })] : []),
  ];
}

function settings(inventory: Inventory, input: Input): Readonly<Record<string, string>> {
  const home = homeOf(input);
  const host = row(inventory, 'host', home);
  const count = textInput(input, FIELD.vcpus);
  const cores = textInput(input, FIELD.topology);
  const firmware = textInput(input, FIELD.firmware);
  return {
    uuid: texts.newVm,
    'name-description': textInput(input, FIELD.description).trim(),
    'VCPUs-max': count,
    'VCPUs-at-startup': count,
    ...(cores === '' ? {} : { 'platform:cores-per-socket': cores }),
    ...(firmware === '' ? {} : { 'HVM-boot-params:firmware': firmware === 'bios' ? 'bios' : 'uefi' }),
    ...(host === undefined ? {} : { affinity: host.uuid }),
  };
}

function memory(inventory: Inventory, input: Input): Readonly<Record<string, string>> {
  const most = memoryIn(input);
  const least = input[FIELD.memoryKind] === 'range' ? Number(textInput(input, FIELD.memoryLeast)) : most;
  const limit = Math.min(templateOf(inventory, input)?.memory_static_min ?? least, least);
  return {
    uuid: texts.newVm,
    'static-min': String(limit),
    'dynamic-min': String(least),
    'dynamic-max': String(most),
    'static-max': String(most),
  };
}

/** `vm-install` makes the disks of the template; these lines make of them what was asked for. */
function diskLines(inventory: Inventory, input: Input): readonly string[] {
  const uuid = texts.newVm;
  const wanted = wantedDisks(templateOf(inventory, input));
  const fresh = diskRows(input).filter((disk) => !isOwn(disk));
  const gone = wanted.filter(({ device }) => !fresh.some((disk) => disk['device'] === device));
  return [
    ...gone.map(({ device }) => xeLine('vm-disk-remove', { uuid, device })),
    ...fresh.flatMap((disk) => {
      const device = disk['device'] ?? '';
      const size = disk['size'] ?? '';
      const before = wanted.find((each) => each.device === device);
      if (before)
        return String(before.sizeBytes) === size ? [] : [xeLine('vm-disk-resize', { uuid, device, 'disk-size': size })];
      const sr = disk['storage'] ?? '';
      return [
        xeLine('vm-disk-add', { uuid, device, 'disk-size': size, 'sr-uuid': row(inventory, 'SR', sr)?.uuid ?? sr }),
      ];
    }),
  ];
}
