import { Copy, CopyPlus } from 'lucide-react';
import type { Field, Input, PoolCommand, Target } from '../command';
import { texts } from '../texts';
import { storageField, storageUuid } from './storage-choices';
import { vmReason } from '../vm-reasons';
import { asyncCall, textInput, uuidOf, vmOf } from './vm-call';

const NAME = 'name';
const STORAGE = 'storage';

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

export const copyingCommands: readonly PoolCommand[] = [
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
    fields: (inventory, targets) => [...nameFields(targets, texts.fields.copyOf), storageField(inventory, STORAGE)],
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
