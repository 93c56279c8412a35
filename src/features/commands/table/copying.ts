import { Copy, CopyPlus, Plus } from 'lucide-react';
import { labelOr, nameOf, only, row, rows, srHost } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes } from '../../values';
import type { Choice, Field, Input, PoolCommand, Target } from '../command';
import { apiLine, asyncLine, xeLine } from '../script';
import { texts } from '../texts';
import { vmReason } from '../vm-reasons';
import { asyncCall, textInput, uuidOf, vmOf } from './vm-call';

const NAME = 'name';
const STORAGE = 'storage';
const START = 'start';
const NEW_VM = '<new VM>';

/** The name a person gave; several objects at once are named after themselves. */
function nameFor(target: Target, input: Input, named: (name: string) => string): string {
  const name = textInput(input, NAME).trim();
  return name === '' ? named(target.name) : name;
}

function nameFields(targets: readonly Target[], named: (name: string) => string): Field[] {
  const [target] = targets;
  return targets.length === 1 && target
    ? [{ kind: 'text', id: NAME, label: texts.fields.name, initial: named(target.name) }]
    : [];
}

/** Storage that can take the disks of a VM, in natural order, the pool's default first. */
function storageChoices(inventory: Inventory): readonly Choice[] {
  const standard = only(inventory, 'pool')?.[1].default_SR;
  const choices: Choice[] = [];
  for (const [ref, sr] of rows(inventory, 'SR')) {
    if (!sr.allowed_operations.includes('vdi_create') && sr.allowed_operations.length > 0) continue;
    if (sr.content_type === 'iso' || sr.type === 'udev' || sr.type === 'iso') continue;
    const host = srHost(inventory, sr);
    const server = host === null ? undefined : nameOf(inventory, 'host', host);
    const name = labelOr(sr.name_label);
    const attached = sr.PBDs.some((pbd) => row(inventory, 'PBD', pbd)?.currently_attached === true);
    choices.push({
      key: ref,
      label: server === undefined ? name : texts.fields.storageOn(name, server),
      detail: texts.fields.freeSpace(formatBytes(Math.max(0, sr.physical_size - sr.physical_utilisation))),
      reason: attached ? null : texts.reasons.storageDetached,
    });
  }
  return choices.sort(
    (a, b) => Number(b.key === standard) - Number(a.key === standard) || compareNatural(a.label, b.label),
  );
}

const storageUuid = (inventory: Inventory, ref: string): string => row(inventory, 'SR', ref)?.uuid ?? ref;

/** The list of disks a shipped template is to be given (`other_config:disks`); their storage is left open. */
const diskPlan = (inventory: Inventory, target: Target): string => vmOf(inventory, target)?.other_config['disks'] ?? '';

/** A quote in a reference would end the attribute; references hold none, and hostile ones are dropped. */
const withStorage = (plan: string, uuid: string): string =>
  plan.replaceAll(/\bsr=(["'])\1/g, (_match, quote: string) => `sr=${quote}${uuid.replaceAll(/["'<>&]/g, '')}${quote}`);

export const copyingCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.create',
    label: texts.labels.create,
    verb: texts.verbs.create,
    title: texts.titles.create,
    icon: Plus,
    group: 'create',
    kinds: ['template', 'snapshot'],
    single: true,
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'clone'),
    fields: (inventory, targets) => {
      const [target] = targets;
      const needsStorage = target !== undefined && /\bsr=(["'])\1/.test(diskPlan(inventory, target));
      const choices = storageChoices(inventory);
      return [
        { kind: 'text', id: NAME, label: texts.fields.name, initial: target?.name ?? '' },
        ...(needsStorage
          ? [
              {
                kind: 'choice' as const,
                id: STORAGE,
                label: texts.fields.storage,
                initial: choices.find((choice) => choice.reason === null)?.key ?? '',
                choices,
                checksServers: false,
              },
            ]
          : []),
        { kind: 'check', id: START, label: texts.fields.startAfter, initial: false },
      ];
    },
    script: (inventory, target, input) => {
      const name = nameFor(target, input, (own) => own);
      const storage = textInput(input, STORAGE);
      const uuid = uuidOf(inventory, target);
      const xe: Record<string, string> = { 'template-uuid': uuid, 'new-name-label': name };
      if (storage !== '') xe['sr-uuid'] = storageUuid(inventory, storage);
      return {
        api: [
          asyncLine('VM.clone', target.ref, name),
          ...(storage === ''
            ? []
            : [
                apiLine('VM.remove_from_other_config', NEW_VM, 'disks'),
                apiLine(
                  'VM.add_to_other_config',
                  NEW_VM,
                  'disks',
                  withStorage(diskPlan(inventory, target), storageUuid(inventory, storage)),
                ),
              ]),
          asyncLine('VM.provision', NEW_VM),
          ...(input[START] === true ? [asyncLine('VM.start', NEW_VM, false, false)] : []),
        ],
        xe: [xeLine('vm-install', xe), ...(input[START] === true ? [xeLine('vm-start', { 'name-label': name })] : [])],
      };
    },
    run: async (job, target, input) => {
      const storage = textInput(input, STORAGE);
      const plan = withStorage(diskPlan(job.inventory, target), storageUuid(job.inventory, storage));
      const vm = await job.task(
        'VM.clone',
        target.ref,
        nameFor(target, input, (own) => own),
      );
      if (storage !== '') {
        await job.call('VM.remove_from_other_config', vm, 'disks');
        await job.call('VM.add_to_other_config', vm, 'disks', plan);
      }
      await job.task('VM.provision', vm);
      if (input[START] === true) await job.task('VM.start', vm, false, false);
    },
  },
  {
    type: 'pool',
    id: 'vm.clone',
    label: texts.labels.clone,
    verb: texts.verbs.clone,
    title: texts.titles.clone,
    icon: Copy,
    group: 'create',
    kinds: ['vm', 'template'],
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'clone'),
    fields: (_inventory, targets) => nameFields(targets, texts.fields.cloneOf),
    ...asyncCall(
      'VM.clone',
      (vm, input) => [vm.ref, nameFor(vm, input, texts.fields.cloneOf)],
      (inventory, vm, input) => [
        'vm-clone',
        { uuid: uuidOf(inventory, vm), 'new-name-label': nameFor(vm, input, texts.fields.cloneOf) },
      ],
    ),
  },
  {
    type: 'pool',
    id: 'vm.copy',
    label: texts.labels.copy,
    verb: texts.verbs.copy,
    title: texts.titles.copy,
    icon: CopyPlus,
    group: 'create',
    kinds: ['vm', 'template', 'snapshot'],
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'copy'),
    fields: (inventory, targets) => {
      const choices = storageChoices(inventory);
      return [
        ...nameFields(targets, texts.fields.copyOf),
        {
          kind: 'choice',
          id: STORAGE,
          label: texts.fields.storage,
          initial: choices.find((choice) => choice.reason === null)?.key ?? '',
          choices,
          checksServers: false,
        },
      ];
    },
    ...asyncCall(
      'VM.copy',
      (vm, input) => [vm.ref, nameFor(vm, input, texts.fields.copyOf), textInput(input, STORAGE)],
      (inventory, vm, input) => [
        'vm-copy',
        {
          uuid: uuidOf(inventory, vm),
          'new-name-label': nameFor(vm, input, texts.fields.copyOf),
          'sr-uuid': storageUuid(inventory, textInput(input, STORAGE)),
        },
      ],
    ),
  },
];
