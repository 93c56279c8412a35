import { PackageOpen } from 'lucide-react';
import { showToast } from '../../../ui/feedback/toast-queue';
import { fileName } from '../../../ui/files/destinations';
import { makesFolders } from '../../../ui/files/folders';
import { apiLine, textInput } from '../../commands';
import type { Choice, Input, PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { chooseFolderPlaces, choosePlaces, folderOf, placeHint, placeOf } from '../destinations';
import type { DiskFormat } from '../formats/ovf-text';
import { requestLine } from '../move';
import { texts } from '../texts';
import { LARGEST_VHD_BYTES } from './exports';
import { diskFileRequest, disksIn, packageOf, vmsOf, wireFormatOf } from './package';

const NAME = 'name';
const PACKING = 'packing';
const FORMAT = 'format';
const MANIFEST = 'manifest';
const ENDING = '.ova';

const isLoose = (input: Input): boolean => textInput(input, PACKING) === 'ovf';

const formatIn = (input: Input): DiskFormat => (textInput(input, FORMAT) === 'vhd' ? 'vhd' : 'vmdk');

/** Of the archive, or of the folder. */
function nameFor(target: Target, input: Input): string {
  const name = (textInput(input, NAME).trim() || target.name).replace(/\.ov[af]$/i, '');
  return fileName(name, isLoose(input) ? '' : ENDING);
}

/** Why it cannot be packed now: disks are read as they lie, so nothing may write to them. */
function reasonFor(inventory: Inventory, target: Target): string | null {
  const isApp = target.kind === 'appliance';
  const vms = vmsOf(inventory, target);
  if (vms.length === 0)
    return isApp && row(inventory, 'VM_appliance', target.ref) ? texts.reasons.noMembers : texts.reasons.gone;
  // The machine of a snapshot never runs, whatever the state that it keeps.
  if (vms.some((vm) => !vm.is_a_snapshot && vm.power_state !== 'Halted'))
    return isApp ? texts.reasons.shutDownMembers : texts.reasons.shutDownOr;
  const isReached = (sr: string): boolean =>
    row(inventory, 'SR', sr)?.PBDs.some((pbd) => row(inventory, 'PBD', pbd)?.currently_attached) === true;
  const disks = vms.flatMap((vm) => disksIn(inventory, vm));
  return disks.every(([, { SR }]) => isReached(SR)) ? null : texts.reasons.detached;
}

function formatChoices(inventory: Inventory, targets: readonly Target[]): readonly Choice[] {
  const isLarge = targets.some((target) =>
    vmsOf(inventory, target).some((vm) =>
      disksIn(inventory, vm).some(([, { virtual_size: bytes }]) => bytes > LARGEST_VHD_BYTES),
    ),
  );
  return (['vmdk', 'vhd'] as const).map((key): Choice => {
    const [label, detail] = texts.diskFormats[key];
    return { key, label, detail, reason: key === 'vhd' && isLarge ? texts.reasons.tooLargeDisk : null };
  });
}

function packingChoices(): readonly Choice[] {
  const { ova, ovf, ovfSaved } = texts.packings;
  return Object.entries({ ova, ovf: makesFolders() ? ovf : ovfSaved }).map(([key, [label, detail]]): Choice => ({
    key,
    label,
    detail,
    reason: null,
  }));
}

/** VMs with their disks as other virtualisation reads them. */
export const exportPackage: PoolCommand = {
  type: 'pool',
  id: 'vm.exportPackage',
  label: texts.labels.exportPackage,
  verb: texts.verbs.export,
  title: (name, input) => texts.titles.exportPackage(name, textInput(input, PACKING)),
  icon: PackageOpen,
  group: 'file',
  kinds: ['vm', 'template', 'snapshot', 'appliance'],
  calls: ['task.create', 'task.destroy', 'http/get_export_raw_vdi'],
  oneByOne: true,
  reason: reasonFor,
  fields: (inventory, targets) => {
    const [target] = targets;
    const format = {
      kind: 'choice',
      id: FORMAT,
      label: texts.fields.diskFormat,
      initial: 'vmdk',
      choices: formatChoices(inventory, targets),
      checksServers: false,
    } as const;
    const packing = {
      kind: 'choice',
      id: PACKING,
      label: texts.fields.packing,
      initial: 'ova',
      choices: packingChoices(),
      checksServers: false,
    } as const;
    const manifest = { kind: 'check', id: MANIFEST, label: texts.fields.manifest, initial: true } as const;
    if (targets.length !== 1 || !target) return [packing, format, manifest];
    const initial = fileName(target.name, '');
    const name = { kind: 'text', id: NAME, label: texts.fields.packageName, initial, hint: placeHint() } as const;
    return [name, packing, format, manifest];
  },
  confirm: (_inventory, targets) => (targets.length > 1 ? { consequence: texts.hints.many, losses: [] } : null),
  prepare: (targets, input) =>
    (isLoose(input) ? chooseFolderPlaces : choosePlaces)(targets, input, (target) => nameFor(target, input)),
  script: (inventory, target, input) => ({
    api: packageOf(inventory, target, nameFor(target, input), formatIn(input)).disks.flatMap((disk) => [
      apiLine('task.create', texts.titles.exportPackage(target.name, textInput(input, PACKING)), ''),
      requestLine(diskFileRequest(disk.vdi, wireFormatOf(disk, formatIn(input)))),
      apiLine('task.destroy', texts.task),
    ]),
    // The command line writes no OVF: what it can do is export disk by disk.
    xe: [],
  }),
  run: async (job, target, input) => {
    const place = isLoose(input) ? folderOf(target, input) : placeOf(target, input);
    const format = formatIn(input);
    const content = packageOf(job.inventory, target, place.name, format);
    // What writes packages comes when there is one to write.
    const [{ writePackage }, { archiveAt, looseAt }] = await Promise.all([
      import('./package-writer'),
      import('./package-files'),
    ]);
    const order = {
      name: target.name,
      label: texts.titles.exportPackage(target.name, textInput(input, PACKING)),
      format,
      hasManifest: input[MANIFEST] === true,
    };
    const bytes = await writePackage(job, content, order, () =>
      isLoose(input) ? looseAt(folderOf(target, input)) : archiveAt(placeOf(target, input)),
    );
    const words = texts.saved(place.name, bytes);
    job.keep({ words, object: null });
    showToast({ tone: 'ok', title: texts.savedTitle(place.name), detail: words });
  },
};
