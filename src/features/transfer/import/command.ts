import { FileUp } from 'lucide-react';
import { apiLine, asyncLine, fileNames, textInput, xeLine } from '../../commands';
import type { Input, PoolCommand, Script, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { diskRequest, requestLine } from '../move';
import { addressIn, FIELD, networkFor, NONE, shownAddress } from './answers';
import { bytesFor, contentIn } from './content';
import type { Content } from './content';
import { diskArgs, driveArgs, homeIn, nicArgs, vmArgs } from './make';
import { importContent } from './run';
import { diskStorageIn, steps, storageIn, xvaRequest } from './steps';
import { texts } from './texts';
import { NULL_REF } from '../../../xapi/datamodel/ref';

const shown = texts.placeholders;

function reason(inventory: Inventory, target: Target): string | null {
  const cls = target.kind === 'pool' ? 'pool' : target.kind === 'host' ? 'host' : 'SR';
  return row(inventory, cls, target.ref) ? null : texts.reasons.gone;
}

/** What is imported, as people call it. */
function fileNameIn(input: Input): string {
  const address = addressIn(input);
  return address === '' ? (fileNames(textInput(input, FIELD.file))[0] ?? '') : shownAddress(address);
}

function startLines(input: Input): readonly string[] {
  return input[FIELD.start] === true ? [asyncLine('VM.start', shown.vm, false, false)] : [];
}

type Export = Extract<Content, { kind: 'xva' | 'address' }>;

/** The networks that interfaces of an export go to, where that is not the one of the same name. */
function movesOf(content: Export, input: Input): readonly string[] {
  const networks = content.kind === 'xva' ? content.facts?.networks : undefined;
  const wanted = (networks ?? []).map((name) => networkFor(input, name));
  return wanted.filter((network) => network !== '' && network !== NONE);
}

/** What is done to VMs of an export once they are there. */
function afterExport(content: Export, input: Input): readonly string[] {
  const home = homeIn(input);
  return [
    ...movesOf(content, input).map((network) => asyncLine('VIF.move', shown.vif, network)),
    ...(home === NULL_REF ? [] : [apiLine('VM.set_affinity', shown.vm, home)]),
    ...startLines(input),
  ];
}

function apiLines(content: Content | undefined, input: Input): readonly string[] {
  const title = texts.taskLabel(fileNameIn(input));
  const around = (lines: readonly string[]): readonly string[] => [
    apiLine('task.create', title, ''),
    ...lines,
    apiLine('task.destroy', shown.task),
  ];
  if (content?.kind === 'disk') {
    const args = diskArgs(textInput(input, FIELD.name).trim(), storageIn(input), content.image.virtualBytes);
    return around([asyncLine('VDI.create', args), requestLine(diskRequest(shown.disk))]);
  }
  if (content?.kind === 'address')
    return [
      asyncLine('VM.import', shownAddress(content.url), storageIn(input), false, false),
      ...afterExport(content, input),
    ];
  const upload = around([requestLine(xvaRequest(input))]);
  if (content?.kind === 'xva') return [...upload, ...afterExport(content, input)];
  if (content === undefined) return upload;
  const lines = content.ovf.machines.flatMap((machine, at) => {
    const name = textInput(input, FIELD.machine(at)).trim() || machine.name;
    return [
      asyncLine('VM.create', vmArgs(machine, name, input)),
      ...machine.nics.map((nic, place) => asyncLine('VIF.create', nicArgs(shown.vm, nic, place, input))),
      ...machine.disks.flatMap((disk, place) => [
        asyncLine(
          'VDI.create',
          diskArgs(texts.diskName(name, place), diskStorageIn(input, at, place), bytesFor(content, disk)),
        ),
        asyncLine('VBD.create', driveArgs(shown.vm, shown.disk, place, false)),
        ...(disk.file === null ? [] : [requestLine(diskRequest(shown.disk))]),
      ]),
      ...(machine.hasCdDrive ? [asyncLine('VBD.create', driveArgs(shown.vm, NULL_REF, 0, true))] : []),
    ];
  });
  return [...around(lines), ...startLines(input)];
}

function xeLines(inventory: Inventory, content: Content | undefined, input: Input): readonly string[] {
  const storage = row(inventory, 'SR', storageIn(input))?.uuid ?? storageIn(input);
  const filename = fileNameIn(input);
  // The command line reads no OVF, no VMDK and no QCOW2: what they hold is converted first, or made by hand.
  if (content?.kind === 'ovf') return [];
  if (content?.kind === 'disk') {
    const { format, virtualBytes } = content.image;
    if (format !== 'VHD' && format !== 'raw') return [];
    const name = textInput(input, FIELD.name).trim();
    return [
      xeLine('vdi-create', { 'sr-uuid': storage, 'name-label': name, 'virtual-size': String(virtualBytes) }),
      xeLine('vdi-import', { uuid: shown.disk, filename, format: format.toLowerCase() }),
    ];
  }
  const upload = xeLine('vm-import', {
    ...(content?.kind === 'address' ? { url: shownAddress(content.url) } : { filename }),
    'sr-uuid': storage,
  });
  if (content === undefined) return [upload];
  const home = row(inventory, 'host', homeIn(input))?.uuid;
  return [
    upload,
    ...movesOf(content, input).map((network) =>
      xeLine('vif-move', {
        uuid: shown.vif,
        'network-uuid': row(inventory, 'network', network)?.uuid ?? network,
      }),
    ),
    ...(home === undefined ? [] : [xeLine('vm-param-set', { uuid: shown.vm, affinity: home })]),
    ...(input[FIELD.start] === true ? [xeLine('vm-start', { uuid: shown.vm })] : []),
  ];
}

const scriptOf = (inventory: Inventory, _target: Target, input: Input): Script => {
  const content = contentIn(input);
  return { api: apiLines(content, input), xe: xeLines(inventory, content, input) };
};

/** The wizard for exports of VMs, packages of other virtualisation, and disks. */
export const importCommand: PoolCommand = {
  type: 'pool',
  id: 'pool.import',
  label: texts.label,
  verb: texts.verb,
  title: (name, input) => {
    const file = fileNameIn(input);
    return file === '' ? texts.titleOf(name) : texts.title(file);
  },
  icon: FileUp,
  group: 'file',
  kinds: ['pool', 'host', 'sr'],
  calls: [
    'task.create',
    'task.destroy',
    'http/put_import',
    'http/put_import_raw_vdi',
    'VM.create',
    'VM.destroy',
    'VIF.create',
    'VIF.move',
    'VBD.create',
    'VDI.create',
    'VDI.destroy',
  ],
  single: true,
  reason,
  steps,
  script: scriptOf,
  run: importContent,
};
