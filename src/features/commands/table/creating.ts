import { Plus } from 'lucide-react';
import { isDefaultTemplate, labelOr, row, rows, vmKind, vmVisibility } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import type { Choice, Input, Job, PoolCommand, Script } from '../command';
import { apiLine, asyncLine, xeLine } from '../script';
import { texts } from '../texts';
import { vmReason } from '../vm-reasons';
import { storageField, storageUuid } from './storage-choices';
import { textInput, vmOf } from './vm-call';

const NAME = 'name';
const TEMPLATE = 'template';
const STORAGE = 'storage';
const START = 'start';
/** Stands in a script for the machine that does not exist yet. */
const NEW_VM = '<new VM>';

/** What a new machine is made from, and where it belongs. */
interface Plan {
  readonly template: string;
  readonly name: string;
  /** Empty: the template says where its disks go. */
  readonly storage: string;
  /** Home server; empty: none. */
  readonly home: string;
  readonly start: boolean;
}

/** The disks a shipped template is to be given (`other_config:disks`); it leaves their storage open: `sr=""`. */
const diskPlan = (inventory: Inventory, template: string): string =>
  row(inventory, 'VM', template)?.other_config['disks'] ?? '';
const leavesStorageOpen = (plan: string): boolean => /\bsr=(["'])\1/.test(plan);

/** A quote in a reference would end the attribute; references hold none, and hostile ones are dropped. */
function withStorage(plan: string, uuid: string): string {
  const safe = uuid.replaceAll(/["'<>&]/g, '');
  return plan.replaceAll(/\bsr=(["'])\1/g, (_match, quote: string) => `sr=${quote}${safe}${quote}`);
}

async function create(job: Job, plan: Plan): Promise<void> {
  const vm = await job.task('VM.clone', plan.template, plan.name);
  const disks = diskPlan(job.inventory, plan.template);
  if (plan.storage !== '' && leavesStorageOpen(disks)) {
    await job.call('VM.remove_from_other_config', vm, 'disks');
    await job.call('VM.add_to_other_config', vm, 'disks', withStorage(disks, storageUuid(job.inventory, plan.storage)));
  }
  if (plan.home !== '') await job.call('VM.set_affinity', vm, plan.home);
  await job.task('VM.provision', vm);
  if (plan.start) await job.task('VM.start', vm, false, false);
}

function scriptOf(inventory: Inventory, plan: Plan): Script {
  const disks = diskPlan(inventory, plan.template);
  const openStorage = plan.storage !== '' && leavesStorageOpen(disks);
  const storage = storageUuid(inventory, plan.storage);
  const xe: Record<string, string> = {
    'template-uuid': row(inventory, 'VM', plan.template)?.uuid ?? plan.template,
    'new-name-label': plan.name,
  };
  if (openStorage) xe['sr-uuid'] = storage;
  return {
    api: [
      asyncLine('VM.clone', plan.template, plan.name),
      ...(openStorage
        ? [
            apiLine('VM.remove_from_other_config', NEW_VM, 'disks'),
            apiLine('VM.add_to_other_config', NEW_VM, 'disks', withStorage(disks, storage)),
          ]
        : []),
      ...(plan.home === '' ? [] : [apiLine('VM.set_affinity', NEW_VM, plan.home)]),
      asyncLine('VM.provision', NEW_VM),
      ...(plan.start ? [asyncLine('VM.start', NEW_VM, false, false)] : []),
    ],
    xe: [xeLine('vm-install', xe), ...(plan.start ? [xeLine('vm-start', { 'name-label': plan.name })] : [])],
  };
}

/** Templates of the pool, its own before those that came with the product. */
function templateChoices(inventory: Inventory): readonly Choice[] {
  const choices: (Choice & { readonly isShipped: boolean })[] = [];
  for (const [ref, vm] of rows(inventory, 'VM')) {
    if (vmKind(vm) !== 'template' || vmVisibility(vm) !== 'shown') continue;
    const isShipped = isDefaultTemplate(vm);
    const detail = isShipped ? texts.fields.shippedTemplate : texts.fields.ownTemplate;
    choices.push({ key: ref, label: labelOr(vm.name_label), detail, reason: vmReason(vm, 'clone'), isShipped });
  }
  return choices.sort((a, b) => Number(a.isShipped) - Number(b.isShipped) || compareNatural(a.label, b.label));
}

function hasTemplate(inventory: Inventory): boolean {
  for (const vm of rows(inventory, 'VM').values()) if (vm.is_a_template && !vm.is_a_snapshot) return true;
  return false;
}

const nameOr = (input: Input, otherwise: string): string => textInput(input, NAME).trim() || otherwise;

export const creatingCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'pool.newVm',
    button: true,
    label: texts.labels.newVm,
    verb: texts.verbs.create,
    title: texts.titles.newVm,
    icon: Plus,
    group: 'create',
    kinds: ['pool', 'host'],
    calls: ['VM.clone', 'VM.provision'],
    single: true,
    reason: (inventory) => (hasTemplate(inventory) ? null : texts.reasons.noTemplates),
    fields: (inventory) => {
      const choices = templateChoices(inventory);
      const initial = choices.find((choice) => choice.reason === null)?.key ?? '';
      return [
        { kind: 'choice', id: TEMPLATE, label: texts.fields.template, initial, choices, checksServers: false },
        { kind: 'text', id: NAME, label: texts.fields.name, initial: texts.fields.newVm },
        storageField(inventory, STORAGE),
        { kind: 'check', id: START, label: texts.fields.startAfter, initial: false },
      ];
    },
    script: (inventory, target, input) =>
      scriptOf(inventory, planOf(input, textInput(input, TEMPLATE), hostOf(target), texts.fields.newVm)),
    run: (job, target, input) =>
      create(job, planOf(input, textInput(input, TEMPLATE), hostOf(target), texts.fields.newVm)),
  },
  {
    type: 'pool',
    id: 'vm.create',
    button: true,
    label: texts.labels.create,
    verb: texts.verbs.create,
    title: texts.titles.create,
    icon: Plus,
    group: 'create',
    kinds: ['template', 'snapshot'],
    calls: ['VM.clone', 'VM.provision'],
    single: true,
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'clone'),
    fields: (inventory, targets) => {
      const [target] = targets;
      return [
        { kind: 'text', id: NAME, label: texts.fields.name, initial: target?.name ?? '' },
        ...(target && leavesStorageOpen(diskPlan(inventory, target.ref)) ? [storageField(inventory, STORAGE)] : []),
        { kind: 'check', id: START, label: texts.fields.startAfter, initial: false },
      ];
    },
    script: (inventory, target, input) => scriptOf(inventory, planOf(input, target.ref, '', target.name)),
    run: (job, target, input) => create(job, planOf(input, target.ref, '', target.name)),
  },
];

function planOf(input: Input, template: string, home: string, name: string): Plan {
  return {
    template,
    name: nameOr(input, name),
    storage: textInput(input, STORAGE),
    home,
    start: input[START] === true,
  };
}

/** A machine made on a server has that as its home. */
function hostOf(target: { readonly kind: string; readonly ref: string }): string {
  return target.kind === 'host' ? target.ref : '';
}
