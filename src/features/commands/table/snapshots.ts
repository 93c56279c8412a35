import { Camera, Disc3, Undo2 } from 'lucide-react';
import { row } from '../../objects';
import { formatTime, parseTime } from '../../values';
import type { Field, Input, PoolCommand, Target } from '../command';
import { asyncLine, xeLine } from '../script';
import { texts } from '../texts';
import { vmReason } from '../vm-reasons';
import { asyncCall, textInput, uuidOf, vmOf } from './vm-call';

const NAME = 'name';
const BEFORE = 'before';

function nameFields(targets: readonly Target[], nowMs: number): readonly Field[] {
  const [target] = targets;
  const time = formatTime(nowMs).slice(0, 16);
  return [
    {
      kind: 'text',
      id: NAME,
      label: texts.fields.name,
      initial:
        targets.length === 1 && target ? texts.fields.snapshotOf(target.name, time) : texts.fields.snapshotOfMany(time),
    },
  ];
}

const nameFor = (target: Target, input: Input): string => textInput(input, NAME).trim() || target.name;

export const snapshotCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.snapshot',
    button: true,
    label: texts.labels.snapshot,
    verb: texts.verbs.snapshot,
    title: texts.titles.snapshot,
    icon: Camera,
    group: 'snapshot',
    shortcut: 'Mod+Shift+S',
    kinds: ['vm'],
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'snapshot'),
    fields: (_inventory, targets, nowMs) => nameFields(targets, nowMs),
    ...asyncCall(
      'VM.snapshot',
      (vm, input) => [vm.ref, nameFor(vm, input)],
      (inventory, vm, input) => ['vm-snapshot', { uuid: uuidOf(inventory, vm), 'new-name-label': nameFor(vm, input) }],
    ),
  },
  {
    type: 'pool',
    id: 'vm.checkpoint',
    label: texts.labels.checkpoint,
    verb: texts.verbs.snapshot,
    title: texts.titles.checkpoint,
    icon: Disc3,
    group: 'snapshot',
    kinds: ['vm'],
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'checkpoint'),
    fields: (_inventory, targets, nowMs) => nameFields(targets, nowMs),
    ...asyncCall(
      'VM.checkpoint',
      (vm, input) => [vm.ref, nameFor(vm, input)],
      (inventory, vm, input) => [
        'vm-checkpoint',
        { uuid: uuidOf(inventory, vm), 'new-name-label': nameFor(vm, input) },
      ],
    ),
    run: async (job, vm, input) => {
      const { takePicture } = await import('../../transfer');
      const keepPicture = await takePicture(job, vm.ref);
      await keepPicture(await job.task('VM.checkpoint', vm.ref, nameFor(vm, input)));
    },
  },
  {
    type: 'pool',
    id: 'snapshot.revert',
    button: true,
    label: texts.labels.revert,
    verb: texts.verbs.revert,
    title: texts.titles.revert,
    icon: Undo2,
    group: 'snapshot',
    kinds: ['snapshot'],
    calls: ['VM.revert', 'VM.snapshot'],
    single: true,
    danger: true,
    reason: (inventory, target) => {
      const snapshot = vmOf(inventory, target);
      if (snapshot && !row(inventory, 'VM', snapshot.snapshot_of)) return texts.reasons.revertTargetGone;
      return vmReason(snapshot, 'revert');
    },
    fields: () => [{ kind: 'check', id: BEFORE, label: texts.fields.snapshotFirst, initial: true }],
    confirm: (inventory, targets) => {
      const snapshot = targets[0] && vmOf(inventory, targets[0]);
      const vm = snapshot && row(inventory, 'VM', snapshot.snapshot_of);
      const taken = formatTime(parseTime(snapshot?.snapshot_time ?? ''));
      return {
        consequence: vm?.power_state === 'Running' ? texts.consequences.revertRunning : texts.consequences.revert,
        losses: [texts.consequences.losesSince(taken)],
      };
    },
    script: (inventory, target, input) => {
      const snapshot = vmOf(inventory, target);
      const vm = snapshot?.snapshot_of ?? '';
      const name = texts.fields.beforeRevert(target.name);
      const first = input[BEFORE] === true;
      return {
        api: [...(first ? [asyncLine('VM.snapshot', vm, name)] : []), asyncLine('VM.revert', target.ref)],
        xe: [
          ...(first
            ? [xeLine('vm-snapshot', { uuid: row(inventory, 'VM', vm)?.uuid ?? vm, 'new-name-label': name })]
            : []),
          xeLine('snapshot-revert', { 'snapshot-uuid': uuidOf(inventory, target) }),
        ],
      };
    },
    run: async (job, target, input) => {
      const vm = vmOf(job.inventory, target)?.snapshot_of;
      if (input[BEFORE] === true && vm !== undefined)
        await job.task('VM.snapshot', vm, texts.fields.beforeRevert(target.name));
      await job.task('VM.revert', target.ref);
    },
  },
];
