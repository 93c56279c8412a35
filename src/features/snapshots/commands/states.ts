import { Disc3, Undo2 } from 'lucide-react';
import { asyncLine, snapshotTaking, vmReason, xeLine } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { formatTime, parseTime } from '../../values';
import { texts } from './texts';

const BEFORE = 'before';
const AFTER = 'after';

const snapshotOf = (inventory: Inventory, target: Target | undefined) => row(inventory, 'VM', target?.ref ?? '');

/** What brings the VM of a snapshot up again: with the memory of a checkpoint it is suspended, else shut down. */
function upAgain(inventory: Inventory, target: Target | undefined) {
  const isSuspended = snapshotOf(inventory, target)?.power_state === 'Suspended';
  return isSuspended
    ? ({ call: 'VM.resume', xe: 'vm-resume', label: texts.fields.resumeAfter } as const)
    : ({ call: 'VM.start', xe: 'vm-start', label: texts.fields.startAfter } as const);
}

function vmOf(inventory: Inventory, target: Target | undefined) {
  const ref = snapshotOf(inventory, target)?.snapshot_of ?? '';
  return { ref, record: row(inventory, 'VM', ref) };
}

/** A snapshot with the memory of its VM, and the way back to one. */
export const stateCommands: readonly PoolCommand[] = [
  {
    ...snapshotTaking('memory'),
    type: 'pool',
    id: 'vm.checkpoint',
    label: texts.labels.checkpoint,
    verb: texts.verbs.checkpoint,
    title: texts.titles.checkpoint,
    icon: Disc3,
  },
  {
    type: 'pool',
    id: 'snapshot.revert',
    button: true,
    label: texts.labels.revert,
    verb: texts.verbs.revert,
    title: texts.titles.revert,
    question: texts.titles.revert,
    icon: Undo2,
    group: 'snapshot',
    kinds: ['snapshot'],
    calls: (inventory, target) => ['VM.revert', 'VM.snapshot', upAgain(inventory, target).call],
    single: true,
    danger: true,
    reason: (inventory, target) => {
      if (snapshotOf(inventory, target) && !vmOf(inventory, target).record) return texts.reasons.vmGone;
      return vmReason(snapshotOf(inventory, target), 'revert');
    },
    fields: (inventory, [target]) => [
      { kind: 'check', id: BEFORE, label: texts.fields.snapshotFirst, initial: true },
      {
        kind: 'check',
        id: AFTER,
        label: upAgain(inventory, target).label,
        // Who reverts a machine that runs wants to go on with it.
        initial: vmOf(inventory, target).record?.power_state === 'Running',
      },
    ],
    confirm: (inventory, [target]) => {
      const taken = formatTime(parseTime(snapshotOf(inventory, target)?.snapshot_time ?? ''));
      const isRunning = vmOf(inventory, target).record?.power_state === 'Running';
      return {
        consequence: texts.reverts[isRunning ? 'running' : 'disks'],
        losses: [texts.losesSince(taken)],
      };
    },
    script: (inventory, target, input) => {
      const { ref, record } = vmOf(inventory, target);
      const uuid = record?.uuid ?? ref;
      const name = texts.beforeRevert(target.name);
      const up = upAgain(inventory, target);
      const [isFirst, isAfter] = wishes(input);
      return {
        api: [
          ...(isFirst ? [asyncLine('VM.snapshot', ref, name)] : []),
          asyncLine('VM.revert', target.ref),
          ...(isAfter ? [asyncLine(up.call, ref, false, false)] : []),
        ],
        xe: [
          ...(isFirst ? [xeLine('vm-snapshot', { uuid, 'new-name-label': name })] : []),
          xeLine('snapshot-revert', { 'snapshot-uuid': snapshotOf(inventory, target)?.uuid ?? target.ref }),
          ...(isAfter ? [xeLine(up.xe, { uuid })] : []),
        ],
      };
    },
    run: async (job, target, input) => {
      const { ref, record } = vmOf(job.inventory, target);
      // What it is to come back to is read before the snapshot may change.
      const up = upAgain(job.inventory, target);
      const [isFirst, isAfter] = wishes(input);
      if (isFirst && record) await job.task('VM.snapshot', ref, texts.beforeRevert(target.name));
      await job.task('VM.revert', target.ref);
      if (isAfter && record) await job.task(up.call, ref, false, false);
    },
  },
];

const wishes = (input: Input): readonly [isFirst: boolean, isAfter: boolean] => [
  input[BEFORE] === true,
  input[AFTER] === true,
];
