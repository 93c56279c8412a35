import { Camera } from 'lucide-react';
import type { Field, Input, PoolCommand, Target } from '../command';
import { formatTime } from '../../values';
import { apiLine, asyncLine, xeLine } from '../script';
import { texts } from '../texts';
import { vmReason } from '../vm-reasons';
import { textInput, uuidOf, vmOf } from './vm-call';

const NAME = 'name';
const DESCRIPTION = 'description';

function takingFields(targets: readonly Target[], nowMs: number): readonly Field[] {
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
    { kind: 'text', id: DESCRIPTION, label: texts.fields.description, initial: '', optional: true },
  ];
}

const nameFor = (target: Target, input: Input): string => textInput(input, NAME).trim() || target.name;

/** What every command that takes a snapshot does: names it, and says what it is for. */
export function snapshotTaking(call: 'VM.snapshot' | 'VM.checkpoint'): Pick<
  PoolCommand,
  'kinds' | 'group' | 'calls' | 'reason' | 'fields' | 'script'
> & {
  take: (...args: Parameters<PoolCommand['run']>) => Promise<string>;
} {
  const what = call === 'VM.snapshot' ? 'snapshot' : 'checkpoint';
  const setter = 'VM.set_name_description';
  const descriptionIn = (input: Input): string => textInput(input, DESCRIPTION).trim();
  return {
    kinds: ['vm'],
    group: 'snapshot',
    calls: [call, setter],
    reason: (inventory, target) => vmReason(vmOf(inventory, target), what),
    fields: (_inventory, targets, nowMs) => takingFields(targets, nowMs),
    script: (inventory, vm, input) => {
      const [name, description] = [nameFor(vm, input), descriptionIn(input)];
      const isPlain = description === '';
      return {
        api: [asyncLine(call, vm.ref, name), ...(isPlain ? [] : [apiLine(setter, texts.newSnapshot, description)])],
        xe: [
          xeLine(`vm-${what}`, {
            uuid: uuidOf(inventory, vm),
            'new-name-label': name,
            ...(isPlain ? {} : { 'new-name-description': description }),
          }),
        ],
      };
    },
    take: async (job, vm, input) => {
      const snapshot = await job.task(call, vm.ref, nameFor(vm, input));
      const description = descriptionIn(input);
      if (description !== '') await job.call(setter, snapshot, description);
      return snapshot;
    },
  };
}

const { take, ...taking } = snapshotTaking('VM.snapshot');

export const snapshotCommands: readonly PoolCommand[] = [
  {
    ...taking,
    type: 'pool',
    id: 'vm.snapshot',
    button: true,
    label: texts.labels.snapshot,
    verb: texts.verbs.snapshot,
    title: texts.titles.snapshot,
    icon: Camera,
    shortcut: 'Mod+Shift+S',
    run: async (...args) => {
      await take(...args);
    },
  },
];
