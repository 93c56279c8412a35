import { MoveRight, Scaling, Trash2 } from 'lucide-react';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import { asyncLine, textInput, xeLine } from '../../commands';
import type { Input, Job, PoolCommand, Target } from '../../commands';
import { labelOr, row } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { activeUse, deleteReason, diskReason } from './disk-reasons';
import { diskRefOf, newDrive, srUuid, usesOf, vbdUuid, vdiUuid, vmUuid } from './drives';
import type { Use } from './drives';
import { growthProblem, hasStorage, storageChoices } from './storage-choices';
import type { StorageQuestion } from './storage-choices';
import { texts } from './texts';

const DISKS = ['vbd', 'vdi'] as const;
const SIZE = 'size';
const STORAGE = 'storage';

const GIB = 2 ** 30;

const diskOf = (inventory: Inventory, target: Target) => {
  const ref = diskRefOf(inventory, target);
  return ref === null ? undefined : row(inventory, 'VDI', ref);
};

/** In a CD drive lies a disc, which is no disk of the VM. */
const isDisk = (inventory: Inventory, target: Target): boolean =>
  target.kind === 'vdi' || row(inventory, 'VBD', target.ref)?.type === 'Disk';

const isInUse = (inventory: Inventory, target: Target): boolean => {
  const vdi = diskOf(inventory, target);
  return vdi !== undefined && activeUse(inventory, vdi) !== undefined;
};

const resizeCall = (inventory: Inventory, target: Target) =>
  isInUse(inventory, target) ? 'VDI.resize_online' : 'VDI.resize';

/** The drives that go with a disk, and the disk. */
function removal(inventory: Inventory, target: Target) {
  const ref = diskRefOf(inventory, target);
  const vdi = ref === null ? undefined : row(inventory, 'VDI', ref);
  return { ref: ref ?? '', drives: vdi ? usesOf(inventory, vdi).map((use) => use.ref) : [] };
}

export const diskCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vdi.resize',
    button: true,
    label: texts.labels.resize,
    verb: texts.verbs.resize,
    title: texts.titles.resize,
    icon: Scaling,
    group: 'device',
    kinds: DISKS,
    calls: (inventory, target) => [resizeCall(inventory, target)],
    single: true,
    isOffered: isDisk,
    reason: (inventory, target) =>
      diskReason(inventory, diskRefOf(inventory, target), isInUse(inventory, target) ? 'resize_online' : 'resize'),
    fields: (inventory, targets) => {
      const vdi = targets[0] && diskOf(inventory, targets[0]);
      if (!vdi) return [];
      return [
        {
          kind: 'size',
          id: SIZE,
          label: texts.fields.size,
          initialBytes: (Math.floor(vdi.virtual_size / GIB) + 1) * GIB,
          hint: texts.fields.present(formatBytes(vdi.virtual_size)),
          problem: (bytes) => growthProblem(inventory, vdi, bytes),
        },
      ];
    },
    script: (inventory, target, input) => {
      const ref = diskRefOf(inventory, target) ?? '';
      const size = textInput(input, SIZE);
      const isOnline = isInUse(inventory, target);
      return {
        api: [asyncLine(resizeCall(inventory, target), ref, Number(size))],
        xe: [
          xeLine('vdi-resize', {
            uuid: vdiUuid(inventory, ref),
            'disk-size': size,
            ...(isOnline ? { online: 'true' } : {}),
          }),
        ],
      };
    },
    run: async (job, target, input) => {
      const ref = diskRefOf(job.inventory, target) ?? '';
      await job.task(resizeCall(job.inventory, target), ref, Number(textInput(input, SIZE)));
    },
  },
  {
    type: 'pool',
    id: 'vdi.move',
    button: true,
    label: texts.labels.move,
    verb: texts.verbs.move,
    title: texts.titles.move,
    icon: MoveRight,
    group: 'device',
    kinds: DISKS,
    calls: (inventory, target) =>
      isInUse(inventory, target) ? ['VDI.pool_migrate'] : ['VDI.copy', 'VBD.destroy', 'VBD.create', 'VDI.destroy'],
    single: true,
    isOffered: isDisk,
    reason: (inventory, target) => {
      const reason = diskReason(
        inventory,
        diskRefOf(inventory, target),
        isInUse(inventory, target) ? 'mirror' : 'copy',
      );
      if (reason !== null) return reason;
      const vdi = diskOf(inventory, target);
      // Moved as a copy it would leave the snapshot behind that it is.
      if (vdi?.is_a_snapshot) return texts.reasons.unsupported;
      const question = questionFor(inventory, target);
      return question && hasStorage(inventory, question) ? null : texts.reasons.onlyStorage;
    },
    fields: (inventory, targets) => {
      const choices = targets[0] ? targetsFor(inventory, targets[0]) : [];
      const initial = choices.find((choice) => choice.reason === null)?.key ?? '';
      return [{ kind: 'choice', id: STORAGE, label: texts.fields.target, initial, choices, checksServers: false }];
    },
    script: (inventory, target, input) =>
      isInUse(inventory, target) ? liveMoveScript(inventory, target, input) : moveScript(inventory, target, input),
    run: move,
  },
  {
    type: 'pool',
    id: 'vdi.delete',
    button: true,
    label: texts.labels.deleteDisk,
    verb: texts.verbs.deleteDisk,
    title: texts.titles.deleteDisk,
    icon: Trash2,
    group: 'remove',
    danger: true,
    kinds: DISKS,
    calls: ['VBD.destroy', 'VDI.destroy'],
    isOffered: isDisk,
    reason: (inventory, target) => deleteReason(inventory, diskRefOf(inventory, target)),
    confirm: (inventory, targets) => ({
      consequence: texts.consequences.deleteDisk,
      losses: targets.flatMap((target) => {
        const vdi = diskOf(inventory, target);
        if (!vdi) return [];
        return [
          texts.consequences.losesDisk(labelOr(vdi.name_label), formatBytes(vdi.virtual_size)),
          ...usesOf(inventory, vdi).map(({ vm }) => texts.consequences.losesUse(vm.name_label)),
        ];
      }),
    }),
    script: (inventory, target) => {
      const { ref, drives } = removal(inventory, target);
      return {
        api: [...drives.map((drive) => asyncLine('VBD.destroy', drive)), asyncLine('VDI.destroy', ref)],
        xe: [
          ...drives.map((drive) => xeLine('vbd-destroy', { uuid: vbdUuid(inventory, drive) })),
          xeLine('vdi-destroy', { uuid: vdiUuid(inventory, ref) }),
        ],
      };
    },
    run: async (job, target) => {
      const { ref, drives } = removal(job.inventory, target);
      for (const drive of drives) await job.task('VBD.destroy', drive);
      await job.task('VDI.destroy', ref);
    },
  },
];

function questionFor(inventory: Inventory, target: Target): StorageQuestion | null {
  const vdi = diskOf(inventory, target);
  if (!vdi) return null;
  const host = activeUse(inventory, vdi)?.vm.resident_on ?? NULL_REF;
  return { host, bytes: vdi.virtual_size, except: vdi.SR };
}

function targetsFor(inventory: Inventory, target: Target) {
  const question = questionFor(inventory, target);
  return question ? storageChoices(inventory, question) : [];
}

/** Under the hands of a guest the pool moves the disk itself; a disk at rest is copied, and the copy takes its place. */
async function move(job: Job, target: Target, input: Input): Promise<void> {
  const { inventory } = job;
  const ref = diskRefOf(inventory, target) ?? '';
  const storage = textInput(input, STORAGE);
  if (isInUse(inventory, target)) {
    await job.task('VDI.pool_migrate', ref, storage, {});
    return;
  }
  const copy = await job.task('VDI.copy', ref, storage);
  const vdi = row(inventory, 'VDI', ref);
  let replaced = 0;
  try {
    for (const use of vdi ? usesOf(inventory, vdi) : []) {
      await replaceDisk(job, use, ref, copy);
      replaced += 1;
    }
  } catch (error) {
    if (replaced === 0) await job.task('VDI.destroy', copy);
    throw error;
  }
  await job.task('VDI.destroy', ref);
}

/** Two drives cannot have one place: the old one goes first, and comes back when the new one is refused. */
async function replaceDisk(job: Job, use: Use, before: string, after: string): Promise<void> {
  await job.task('VBD.destroy', use.ref);
  try {
    await job.task('VBD.create', driveLike(use, after));
  } catch (error) {
    await job.task('VBD.create', driveLike(use, before));
    throw error;
  }
}

const driveLike = ({ vbd }: Use, vdi: string) =>
  newDrive(vbd.VM, vdi, {
    type: vbd.type,
    mode: vbd.mode,
    empty: false,
    userdevice: vbd.userdevice,
    bootable: vbd.bootable,
    unpluggable: vbd.unpluggable,
    other_config: vbd.other_config,
    qos_algorithm_type: vbd.qos_algorithm_type,
    qos_algorithm_params: vbd.qos_algorithm_params,
  });

function liveMoveScript(inventory: Inventory, target: Target, input: Input) {
  const ref = diskRefOf(inventory, target) ?? '';
  const storage = textInput(input, STORAGE);
  return {
    api: [asyncLine('VDI.pool_migrate', ref, storage, {})],
    xe: [xeLine('vdi-pool-migrate', { uuid: vdiUuid(inventory, ref), 'sr-uuid': srUuid(inventory, storage) })],
  };
}

function moveScript(inventory: Inventory, target: Target, input: Input) {
  const ref = diskRefOf(inventory, target) ?? '';
  const storage = textInput(input, STORAGE);
  const vdi = row(inventory, 'VDI', ref);
  const uses = vdi ? usesOf(inventory, vdi) : [];
  return {
    api: [
      asyncLine('VDI.copy', ref, storage),
      ...uses.flatMap((use) => [
        asyncLine('VBD.destroy', use.ref),
        asyncLine('VBD.create', driveLike(use, texts.movedDisk)),
      ]),
      asyncLine('VDI.destroy', ref),
    ],
    xe: [
      xeLine('vdi-copy', { uuid: vdiUuid(inventory, ref), 'sr-uuid': srUuid(inventory, storage) }),
      ...uses.flatMap((use) => [
        xeLine('vbd-destroy', { uuid: vbdUuid(inventory, use.ref) }),
        xeLine('vbd-create', {
          'vm-uuid': vmUuid(inventory, use.vbd.VM),
          'vdi-uuid': texts.movedDisk,
          device: use.vbd.userdevice,
          mode: use.vbd.mode,
          type: use.vbd.type,
          bootable: String(use.vbd.bootable),
        }),
      ]),
      xeLine('vdi-destroy', { uuid: vdiUuid(inventory, ref) }),
    ],
  };
}
