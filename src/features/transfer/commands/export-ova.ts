import { PackageOpen } from 'lucide-react';
import { showToast } from '../../../ui/feedback/toast-queue';
import { fileName } from '../../../ui/files/destinations';
import { apiLine, textInput } from '../../commands';
import type { Choice, Input, PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { choosePlaces, placeHint, placeOf } from '../destinations';
import type { DiskFormat } from '../formats/ovf-text';
import { requestLine } from '../move';
import { texts } from '../texts';
import { LARGEST_VHD_BYTES } from './exports';
import { diskFileRequest, disksIn, packageOf, vmsOf } from './ova-package';

const NAME = 'name';
const FORMAT = 'format';
const MANIFEST = 'manifest';
const ENDING = '.ova';

const formatIn = (input: Input): DiskFormat => (textInput(input, FORMAT) === 'vhd' ? 'vhd' : 'vmdk');

function nameFor(target: Target, input: Input): string {
  const name = textInput(input, NAME).trim() || target.name;
  return fileName(name, name.toLowerCase().endsWith(ENDING) ? '' : ENDING);
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

/** VMs with their disks in one file that other virtualisation reads. */
export const exportOva: PoolCommand = {
  type: 'pool',
  id: 'vm.exportOva',
  label: texts.labels.exportOva,
  verb: texts.verbs.export,
  title: texts.titles.exportOva,
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
    const manifest = { kind: 'check', id: MANIFEST, label: texts.fields.manifest, initial: true } as const;
    if (targets.length !== 1 || !target) return [format, manifest];
    const initial = fileName(target.name, '');
    return [{ kind: 'text', id: NAME, label: texts.fields.file, initial, hint: placeHint() }, format, manifest];
  },
  confirm: (_inventory, targets) => (targets.length > 1 ? { consequence: texts.hints.many, losses: [] } : null),
  prepare: (targets, input) => choosePlaces(targets, input, (target) => nameFor(target, input)),
  script: (inventory, target, input) => ({
    api: packageOf(inventory, target, nameFor(target, input), formatIn(input)).disks.flatMap(({ vdi }) => [
      apiLine('task.create', texts.titles.exportOva(target.name), ''),
      requestLine(diskFileRequest(vdi, formatIn(input))),
      apiLine('task.destroy', texts.task),
    ]),
    // The command line writes no OVF: what it can do is export disk by disk.
    xe: [],
  }),
  run: async (job, target, input) => {
    const place = placeOf(target, input);
    const format = formatIn(input);
    const content = packageOf(job.inventory, target, place.name, format);
    // What writes packages comes when there is one to write.
    const { writeOva } = await import('./ova-writer');
    const order = {
      name: target.name,
      label: texts.titles.exportOva(target.name),
      format,
      hasManifest: input[MANIFEST] === true,
    };
    const bytes = await writeOva(job, content, order, place);
    const words = texts.saved(place.name, bytes);
    job.keep({ words, object: null });
    showToast({ tone: 'ok', title: texts.savedTitle(place.name), detail: words });
  },
};
