import { Camera } from 'lucide-react';
import { only } from '../../objects';
import type { Inventory } from '../../objects';
import { formatTime } from '../../values';
import type { Choice, Field, Input, PoolCommand, Target } from '../command';
import { apiLine, asyncLine, xeLine } from '../script';
import { texts } from '../texts';
import { vmReason } from '../vm-reasons';
import { textInput, uuidOf, vmOf } from './vm-call';
import type { Job } from '../work';

const NAME = 'name';
const DESCRIPTION = 'description';
const KIND = 'kind';

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

/** What a snapshot keeps, and how it is asked for. */
const KINDS = {
  disks: { call: 'VM.snapshot', operation: 'snapshot', xe: 'vm-snapshot' },
  quiesced: { call: 'VM.snapshot_with_quiesce', operation: 'snapshot_with_quiesce', xe: 'vm-snapshot-with-quiesce' },
  memory: { call: 'VM.checkpoint', operation: 'checkpoint', xe: 'vm-checkpoint' },
} as const;

type SnapshotKind = keyof typeof KINDS;

const isKind = (text: string): text is SnapshotKind => Object.hasOwn(KINDS, text);

/** Why a VM keeps nothing of this kind now. The licence alone says of a pool that nobody is to quiesce. */
function kindReason(inventory: Inventory, target: Target, kind: SnapshotKind): string | null {
  const isRestricted = only(inventory, 'pool')?.[1].restrictions['restrict_vss'] === 'true';
  if (kind === 'quiesced' && isRestricted) return texts.reasons.noVss;
  return vmReason(vmOf(inventory, target), KINDS[kind].operation);
}

function kindField(inventory: Inventory, targets: readonly Target[]): Field {
  const choices = (['disks', 'quiesced', 'memory'] as const).map((key): Choice => {
    const [label, detail] = texts.snapshotKinds[key];
    const refused = targets.find((target) => kindReason(inventory, target, key) !== null);
    const reason = refused === undefined ? null : kindReason(inventory, refused, key);
    const isOneOfMany = refused !== undefined && targets.length > 1;
    return { key, label, detail, reason: isOneOfMany ? `${refused.name}: ${reason}` : reason };
  });
  return {
    kind: 'choice',
    id: KIND,
    label: texts.fields.snapshotKind,
    initial: 'disks',
    choices,
    checksServers: false,
  };
}

/** What every command that takes a snapshot does: names it, and says what it is for. Without a kind it asks for that. */
export function snapshotTaking(
  kind?: SnapshotKind,
): Pick<PoolCommand, 'kinds' | 'group' | 'calls' | 'reason' | 'fields' | 'script' | 'run'> {
  const setter = 'VM.set_name_description';
  const descriptionIn = (input: Input): string => textInput(input, DESCRIPTION).trim();
  const kindIn = (input: Input): SnapshotKind => {
    const asked = textInput(input, KIND);
    return kind ?? (isKind(asked) ? asked : 'disks');
  };
  return {
    kinds: ['vm'],
    group: 'snapshot',
    calls: [KINDS[kind ?? 'disks'].call, setter],
    reason: (inventory, target) => vmReason(vmOf(inventory, target), KINDS[kind ?? 'disks'].operation),
    fields: (inventory, targets, nowMs) => [
      ...takingFields(targets, nowMs),
      ...(kind === undefined ? [kindField(inventory, targets)] : []),
    ],
    script: (inventory, vm, input) => {
      const { call, xe } = KINDS[kindIn(input)];
      const [name, description] = [nameFor(vm, input), descriptionIn(input)];
      const isPlain = description === '';
      return {
        api: [asyncLine(call, vm.ref, name), ...(isPlain ? [] : [apiLine(setter, texts.newSnapshot, description)])],
        xe: [
          xeLine(xe, {
            uuid: uuidOf(inventory, vm),
            'new-name-label': name,
            ...(isPlain ? {} : { 'new-name-description': description }),
          }),
        ],
      };
    },
    run: async (job, vm, input) => {
      const taken = kindIn(input);
      const keepPicture = taken === 'memory' ? await pictureOf(job, vm) : null;
      const snapshot = await job.task(KINDS[taken].call, vm.ref, nameFor(vm, input));
      const description = descriptionIn(input);
      if (description !== '') await job.call(setter, snapshot, description);
      await keepPicture?.(snapshot);
    },
  };
}

/** The screen as it is before the memory is kept. What moves files stays out of the first load. */
async function pictureOf(job: Job, vm: Target): Promise<(snapshot: string) => Promise<void>> {
  const { takePicture } = await import('../../transfer');
  return takePicture(job, vm.ref);
}

export const snapshotCommands: readonly PoolCommand[] = [
  {
    ...snapshotTaking(),
    type: 'pool',
    id: 'vm.snapshot',
    button: true,
    label: texts.labels.snapshot,
    verb: texts.verbs.snapshot,
    title: texts.titles.snapshot,
    icon: Camera,
    shortcut: 'Mod+Shift+S',
  },
];
