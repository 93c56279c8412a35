import { Disc3, HardDrive, Link } from 'lucide-react';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import { apiLine, asyncLine, textInput, vmBusyReason, xeLine } from '../../commands';
import type { Input, Job, PoolCommand, Target } from '../../commands';
import { isDefaultTemplate, only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { diskChoices } from './disk-choices';
import { newDiskArgs, newDiskFields } from './new-disk';
import { newDrive, srUuid, vdiUuid, vmUuid } from './drives';
import { hasStorage, sizeProblem, storageChoices } from './storage-choices';
import { texts } from './texts';

const MACHINES = ['vm', 'template'] as const;

const STORAGE = 'storage';
const DISK = 'disk';
const READ_ONLY = 'readOnly';

/** Places for disks that a VM has (xapi: allowed_VBD_devices). */
const MOST_DRIVES = 255;

function machineReason(inventory: Inventory, target: Target): string | null {
  const vm = row(inventory, 'VM', target.ref);
  if (!vm) return texts.reasons.gone;
  if (isDefaultTemplate(vm)) return texts.reasons.defaultTemplate;
  if (vm.VBDs.length >= MOST_DRIVES) return texts.reasons.allDevicesUsed;
  return vmBusyReason(vm);
}

const modeOf = (input: Input): 'RO' | 'RW' => (input[READ_ONLY] === true ? 'RO' : 'RW');

const isRunning = (inventory: Inventory, target: Target): boolean =>
  row(inventory, 'VM', target.ref)?.power_state === 'Running';

/** The server that has to reach the disks of a VM now. */
const hostOf = (inventory: Inventory, ref: string): string => row(inventory, 'VM', ref)?.resident_on ?? NULL_REF;

/** The storage of the VM's first disk, where it can take another one; else the first that can. */
function initialStorage(inventory: Inventory, target: Target): string {
  const usable = storageChoices(inventory, { host: hostOf(inventory, target.ref) }).filter(
    (choice) => choice.reason === null,
  );
  const own = (row(inventory, 'VM', target.ref)?.VBDs ?? []).map((ref) => {
    const vbd = row(inventory, 'VBD', ref);
    return vbd?.type === 'Disk' ? row(inventory, 'VDI', vbd.VDI)?.SR : undefined;
  });
  const standard = only(inventory, 'pool')?.[1].default_SR;
  return (
    (usable.find(({ key }) => own.includes(key)) ?? usable.find(({ key }) => key === standard) ?? usable[0])?.key ?? ''
  );
}

const diskArgs = (target: Target, input: Input) => newDiskArgs(textInput(input, STORAGE), target.name, input);

/** Disks made for a VM are deleted with it: the mark that `xe vm-uninstall` and XenCenter look for. */
const OWNED = { other_config: { owner: 'true' } } as const;

const diskDrive = (vm: string, vdi: string, input: Input, isOwned: boolean) =>
  newDrive(vm, vdi, { type: 'Disk', mode: modeOf(input), empty: false, ...(isOwned ? OWNED : {}) });

function driveLines(inventory: Inventory, target: Target, input: Input, vdi: string) {
  const xe = xeLine('vbd-create', {
    'vm-uuid': vmUuid(inventory, target.ref),
    'vdi-uuid': vdi,
    device: 'autodetect',
    mode: modeOf(input),
    type: 'Disk',
    bootable: 'false',
  });
  return isRunning(inventory, target) ? [xe, xeLine('vbd-plug', { uuid: texts.newDrive })] : [xe];
}

const plugLines = (inventory: Inventory, target: Target): readonly string[] =>
  isRunning(inventory, target) ? [asyncLine('VBD.plug', texts.newDrive)] : [];

/** Gives the new drive to a running guest, where that takes disks while it runs; else it has it from the next start. */
async function plugIfPossible(job: Job, vbd: string): Promise<void> {
  const allowed = await job.call('VBD.get_allowed_operations', vbd);
  if (allowed.includes('plug')) await job.task('VBD.plug', vbd);
}

async function addDisk(job: Job, target: Target, input: Input): Promise<void> {
  const vdi = await job.task('VDI.create', diskArgs(target, input));
  let vbd: string;
  try {
    vbd = await job.task('VBD.create', diskDrive(target.ref, vdi, input, true));
  } catch (error) {
    // Nobody asked for a disk that no VM has.
    await job.task('VDI.destroy', vdi).catch(() => undefined);
    throw error;
  }
  await plugIfPossible(job, vbd);
}

export const addingCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.addDisk',
    label: texts.labels.addDisk,
    verb: texts.verbs.addDisk,
    title: texts.titles.addDisk,
    icon: HardDrive,
    group: 'device',
    kinds: MACHINES,
    calls: ['VDI.create', 'VBD.create', 'VBD.plug'],
    single: true,
    reason: (inventory, target) =>
      machineReason(inventory, target) ??
      (hasStorage(inventory, { host: hostOf(inventory, target.ref) }) ? null : texts.reasons.noStorage),
    fields: (inventory, targets) => {
      const [target] = targets;
      if (!target) return [];
      const drives = row(inventory, 'VM', target.ref)?.VBDs ?? [];
      const disks = drives.filter((ref) => row(inventory, 'VBD', ref)?.type === 'Disk');
      return [
        ...newDiskFields(texts.fields.newDisk(target.name, disks.length + 1), (bytes, input) =>
          sizeProblem(inventory, bytes, textInput(input, STORAGE)),
        ),
        {
          kind: 'choice',
          id: STORAGE,
          label: texts.fields.storage,
          initial: initialStorage(inventory, target),
          choices: storageChoices(inventory, { host: hostOf(inventory, target.ref) }),
          checksServers: false,
        },
        { kind: 'check', id: READ_ONLY, label: texts.fields.readOnly, initial: false },
      ];
    },
    script: (inventory, target, input) => {
      const args = diskArgs(target, input);
      return {
        api: [
          asyncLine('VDI.create', args),
          asyncLine('VBD.create', diskDrive(target.ref, texts.newDisk, input, true)),
          ...plugLines(inventory, target),
        ],
        xe: [
          xeLine('vdi-create', {
            'sr-uuid': srUuid(inventory, args.SR),
            'name-label': args.name_label,
            type: 'user',
            'virtual-size': String(args.virtual_size),
          }),
          ...driveLines(inventory, target, input, texts.newDisk),
        ],
      };
    },
    run: addDisk,
  },
  {
    type: 'pool',
    id: 'vm.attachDisk',
    label: texts.labels.attachDisk,
    verb: texts.verbs.attachDisk,
    title: texts.titles.attachDisk,
    icon: Link,
    group: 'device',
    kinds: MACHINES,
    calls: ['VBD.create', 'VBD.plug'],
    single: true,
    reason: machineReason,
    fields: (inventory, targets) => {
      const choices = diskChoices(inventory, targets[0]?.ref ?? '');
      return [
        { kind: 'choice', id: DISK, label: texts.fields.disk, initial: '', choices, checksServers: false },
        { kind: 'check', id: READ_ONLY, label: texts.fields.readOnly, initial: false },
      ];
    },
    script: (inventory, target, input) => {
      const vdi = textInput(input, DISK);
      return {
        api: [asyncLine('VBD.create', diskDrive(target.ref, vdi, input, false)), ...plugLines(inventory, target)],
        xe: driveLines(inventory, target, input, vdiUuid(inventory, vdi)),
      };
    },
    run: async (job, target, input) => {
      const vbd = await job.task('VBD.create', diskDrive(target.ref, textInput(input, DISK), input, false));
      await plugIfPossible(job, vbd);
    },
  },
  {
    type: 'pool',
    id: 'vm.addCdDrive',
    label: texts.labels.addCdDrive,
    verb: texts.verbs.addCdDrive,
    title: texts.titles.addCdDrive,
    icon: Disc3,
    group: 'device',
    kinds: MACHINES,
    calls: ['VBD.create'],
    single: true,
    isOffered: (inventory, target) =>
      !(row(inventory, 'VM', target.ref)?.VBDs ?? []).some((ref) => row(inventory, 'VBD', ref)?.type === 'CD'),
    reason: (inventory, target) =>
      machineReason(inventory, target) ?? (isRunning(inventory, target) ? texts.reasons.cdStays : null),
    script: (inventory, target) => ({
      api: [apiLine('VBD.create', emptyDrive(target.ref))],
      xe: [
        xeLine('vbd-create', {
          'vm-uuid': vmUuid(inventory, target.ref),
          device: 'autodetect',
          mode: 'RO',
          type: 'CD',
          bootable: 'false',
        }),
      ],
    }),
    run: async (job, target) => {
      await job.call('VBD.create', emptyDrive(target.ref));
    },
  },
];

const emptyDrive = (vm: string) => newDrive(vm, NULL_REF, { type: 'CD', mode: 'RO', empty: true });
