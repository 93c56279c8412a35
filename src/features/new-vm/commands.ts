import { CopyPlus, Plus } from 'lucide-react';
import { addCommands, asyncLine, textInput, vmReason, xeLine } from '../commands';
import type { Input, Job, PoolCommand, Target } from '../commands';
import { isDefaultTemplate, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { FIELD } from './answers';
import { createVm, destroyVm } from './create';
import { scriptOf } from './script';
import { cloudStep, finishStep } from './steps/finish';
import { computeStep, homeStep } from './steps/compute';
import { disksStep } from './steps/disks';
import { gpuStep } from './steps/gpu';
import { nameStep, templateStep } from './steps/identity';
import { mediaStep } from './steps/media';
import { networksStep } from './steps/networks';
import { texts } from './texts';

const wizard = {
  type: 'pool',
  verb: texts.verb,
  icon: Plus,
  group: 'create',
  button: true,
  single: true,
  // Steps that take more than this are left out where the role lacks it.
  calls: [
    'VM.clone',
    'VM.provision',
    'VM.set_name_description',
    'VIF.create',
    'VIF.destroy',
    'VBD.create',
    'VDI.set_name_label',
    'VTPM.create',
    'VM.set_platform',
  ],
  steps: [
    templateStep,
    nameStep,
    mediaStep,
    homeStep,
    computeStep,
    gpuStep,
    disksStep,
    networksStep,
    cloudStep,
    finishStep,
  ],
  script: (inventory, _target, input) => scriptOf(inventory, input),
  run: createVm,
} as const satisfies Partial<PoolCommand>;

const titled =
  (otherwise: (name: string) => string) =>
  (name: string, input: Input): string => {
    const chosen = textInput(input, FIELD.name).trim();
    return chosen === '' ? otherwise(name) : texts.title(chosen);
  };

function hasTemplate(inventory: Inventory): boolean {
  for (const vm of rows(inventory, 'VM').values()) if (vm.is_a_template && !vm.is_a_snapshot) return true;
  return false;
}

const cloneReason = (inventory: Inventory, { ref }: Target): string | null =>
  vmReason(row(inventory, 'VM', ref), 'clone');

const QUICK_NAME = 'name';
const QUICK_START = 'start';
const nameIn = (target: Target, input: Input): string => textInput(input, QUICK_NAME).trim() || target.name;

async function quickCreate(job: Job, target: Target, input: Input): Promise<void> {
  const name = nameIn(target, input);
  const vm = await job.task('VM.clone', target.ref, name);
  job.made({ label: texts.halfMade(name), undo: (again) => destroyVm(again, vm) });
  await job.task('VM.provision', vm);
  job.keep({ words: texts.kept(name), object: { ...target.id, class: 'VM', ref: vm } });
  if (input[QUICK_START] === true) await job.task('VM.start', vm, false, false);
}

const commands: readonly PoolCommand[] = [
  {
    ...wizard,
    id: 'pool.newVm',
    label: texts.labels.newVm,
    title: titled(texts.titleOf),
    kinds: ['pool', 'host'],
    reason: (inventory, target) => {
      if (!row(inventory, target.kind === 'pool' ? 'pool' : 'host', target.ref)) return texts.reasons.gone;
      return hasTemplate(inventory) ? null : texts.reasons.noTemplates;
    },
  },
  {
    ...wizard,
    id: 'vm.create',
    label: texts.labels.create,
    title: titled(texts.titleFrom),
    kinds: ['template', 'snapshot'],
    reason: cloneReason,
  },
  {
    type: 'pool',
    id: 'vm.quickCreate',
    label: texts.labels.quick,
    verb: texts.verb,
    title: texts.titleFrom,
    icon: CopyPlus,
    group: 'create',
    kinds: ['template', 'snapshot'],
    calls: ['VM.clone', 'VM.provision'],
    single: true,
    // What came with the product has no disks yet: the wizard asks for them.
    isOffered: (inventory, target) => {
      const vm = row(inventory, 'VM', target.ref);
      return vm !== undefined && !isDefaultTemplate(vm);
    },
    reason: cloneReason,
    fields: (_inventory, [target]) => [
      { kind: 'text', id: QUICK_NAME, label: texts.fields.name, initial: target?.name ?? '' },
      { kind: 'check', id: QUICK_START, label: texts.fields.quickStart, initial: false },
    ],
    script: (inventory, target, input) => ({
      api: [
        asyncLine('VM.clone', target.ref, nameIn(target, input)),
        asyncLine('VM.provision', texts.newVm),
        ...(input[QUICK_START] === true ? [asyncLine('VM.start', texts.newVm, false, false)] : []),
      ],
      xe: [
        xeLine('vm-install', {
          'template-uuid': row(inventory, 'VM', target.ref)?.uuid ?? target.ref,
          'new-name-label': nameIn(target, input),
        }),
        ...(input[QUICK_START] === true ? [xeLine('vm-start', { 'name-label': nameIn(target, input) })] : []),
      ],
    }),
    run: quickCreate,
  },
];

addCommands(commands);
