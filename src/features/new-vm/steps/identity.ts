import { rows, vmKind, vmVisibility, isDefaultTemplate, labelOr } from '../../objects';
import type { Inventory } from '../../objects';
import { storageChoices } from '../../storage';
import { compareNatural, freeName } from '../../values';
import { vmReason } from '../../commands';
import type { Choice, StepContext, Target, WizardStep } from '../../commands';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import { FIELD, ownDisks, templateOf } from '../answers';
import { familyOf } from '../template-facts';
import { texts } from '../texts';

/** Templates by family: a pool's own first, then those that came with the product. A snapshot only when it was meant. */
function templateChoices(inventory: Inventory, target: Target): readonly Choice[] {
  const choices: (Choice & { readonly rank: number; readonly group: string })[] = [];
  for (const [ref, vm] of rows(inventory, 'VM')) {
    if (!vm.is_a_template || vmVisibility(vm) !== 'shown') continue;
    const isSnapshot = vmKind(vm) === 'snapshot';
    if (isSnapshot && ref !== target.ref) continue;
    const family = familyOf(vm);
    const [rank, group] = isSnapshot
      ? [0, texts.groups.snapshots]
      : !isDefaultTemplate(vm)
        ? [1, texts.groups.own]
        : family === null
          ? [3, texts.groups.other]
          : [2, family];
    const [detail = ''] = vm.name_description.split('\n', 1);
    choices.push({ key: ref, label: labelOr(vm.name_label), detail, reason: vmReason(vm, 'clone'), rank, group });
  }
  return choices.sort(
    (a, b) => a.rank - b.rank || compareNatural(a.group, b.group) || compareNatural(a.label, b.label),
  );
}

export const templateStep: WizardStep = {
  id: 'template',
  title: texts.steps.template,
  make: ({ inventory, target, input, ask }) => {
    const isMeant = target.kind === 'template' || target.kind === 'snapshot';
    ask({
      kind: 'choice',
      id: FIELD.template,
      label: texts.fields.template,
      initial: isMeant ? target.ref : '',
      choices: templateChoices(inventory, target),
      checksServers: false,
    });
    if (ownDisks(inventory, templateOf(inventory, input)).length > 0) askCopy({ inventory, ask });
    return {};
  },
};

function askCopy({ inventory, ask }: Pick<StepContext, 'inventory' | 'ask'>): void {
  const copy = ask({
    kind: 'choice',
    id: FIELD.copy,
    label: texts.fields.copy,
    initial: 'fast',
    choices: [
      { key: 'fast', label: texts.choices.fast, detail: texts.choices.fastDetail, reason: null },
      { key: 'full', label: texts.choices.full, detail: texts.choices.fullDetail, reason: null },
    ],
    checksServers: false,
    folds: true,
  });
  if (copy !== 'full') return;
  const choices = storageChoices(inventory, { host: NULL_REF });
  ask({
    kind: 'choice',
    id: FIELD.copyTo,
    label: texts.fields.copyTo,
    initial: choices.find(({ reason }) => reason === null)?.key ?? '',
    choices,
    checksServers: false,
  });
}

function takenNames(inventory: Inventory): ReadonlySet<string> {
  return new Set([...rows(inventory, 'VM').values()].filter((vm) => !vm.is_a_template).map((vm) => vm.name_label));
}

function known(inventory: Inventory) {
  const tags = new Set<string>();
  const folders = new Set<string>();
  for (const vm of rows(inventory, 'VM').values()) {
    for (const tag of vm.tags) tags.add(tag);
    const folder = vm.other_config['folder'];
    if (folder !== undefined && folder !== '') folders.add(folder);
  }
  return { tags: [...tags].sort(compareNatural), folders: [...folders].sort(compareNatural) };
}

export const nameStep: WizardStep = {
  id: 'name',
  title: texts.steps.name,
  make: ({ inventory, input, ask }) => {
    const template = templateOf(inventory, input);
    const { tags, folders } = known(inventory);
    ask({
      kind: 'text',
      id: FIELD.name,
      label: texts.fields.name,
      initial: template === undefined ? '' : freeName(takenNames(inventory), template.name_label),
    });
    ask({ kind: 'text', id: FIELD.description, label: texts.fields.description, initial: '', optional: true });
    ask({
      kind: 'text',
      id: FIELD.folder,
      label: texts.fields.folder,
      initial: '',
      optional: true,
      hint: texts.fields.folderHint,
      suggestions: folders,
      problem: (text) => (text.trim() === '' || text.trim().startsWith('/') ? null : texts.problems.folder),
    });
    ask({ kind: 'tags', id: FIELD.tags, label: texts.fields.tags, onAll: [], onSome: [], known: tags });
    const name = typeof input[FIELD.name] === 'string' ? input[FIELD.name] : '';
    const isTaken = typeof name === 'string' && name !== '' && freeName(takenNames(inventory), name) !== name;
    return isTaken ? { notes: [{ tone: 'info', text: texts.problems.nameTaken(name) }] } : {};
  },
};
