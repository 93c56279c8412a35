import { PencilLine, SquareStack } from 'lucide-react';
import { apiLine, asyncLine, planned, rowsInput, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Input, Job, PlannedCall, PoolCommand, Target, WizardStep } from '../../commands';
import { labelOr, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from '../texts';
import { backCalls, MEMBER_CALLS, memberCalls, membersField } from './members';
import { applianceOf } from './vapps';

const FIELD = { name: 'name', description: 'description', members: 'members', startsNow: 'startsNow' } as const;

const nameIn = (input: Input): string => textInput(input, FIELD.name).trim();
const descriptionIn = (input: Input): string => textInput(input, FIELD.description).trim();

const nameStep: WizardStep = {
  id: 'name',
  title: texts.steps.name,
  make: ({ inventory, target, ask }) => {
    const appliance = applianceOf(inventory, target);
    const { name: label, description } = texts.fields;
    ask({ kind: 'text', id: FIELD.name, label, initial: appliance?.name_label ?? '' });
    const initial = appliance?.name_description ?? '';
    ask({ kind: 'text', id: FIELD.description, label: description, initial, optional: true });
    return {};
  },
};

const membersStep: WizardStep = {
  id: 'members',
  title: texts.steps.members,
  make: ({ inventory, target, ask }) => {
    ask(membersField(inventory, FIELD.members, applianceOf(inventory, target)));
    return { notes: [{ tone: 'info', text: texts.notes.moves }] };
  },
};

const summaryStep: WizardStep = {
  id: 'summary',
  title: texts.steps.summary,
  make: ({ target, input, ask }) => {
    const { startFirst: label } = texts.fields;
    if (target.kind === 'pool' && rowsInput(input, FIELD.members).length > 0)
      ask({ kind: 'check', id: FIELD.startsNow, label, initial: false });
    return {};
  },
};

const steps: readonly WizardStep[] = [nameStep, membersStep, summaryStep];

const recordOf = (input: Input) => ({ name_label: nameIn(input), name_description: descriptionIn(input) });

async function create(job: Job, target: Target, input: Input): Promise<void> {
  const ref = await job.call('VM_appliance.create', recordOf(input));
  const name = nameIn(input);
  job.made({ label: texts.half(name), undo: async (again) => again.call('VM_appliance.destroy', ref) });
  const { inventory } = job;
  for (const member of rowsInput(input, FIELD.members)) {
    const vm = member['vm'] ?? '';
    const back = backCalls(inventory, member);
    job.made({
      label: texts.halfMember(labelOr(row(inventory, 'VM', vm)?.name_label ?? ''), name),
      undo: (again) => runCalls(again, back),
    });
    await runCalls(job, memberCalls(inventory, [], [member], ref, ref));
  }
  const object = { connection: target.id.connection, class: 'VM_appliance', ref } as const;
  job.keep({ words: texts.kept(name), object });
  if (input[FIELD.startsNow] === true) await job.task('VM_appliance.start', ref, false);
}

function editCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const appliance = applianceOf(inventory, target);
  if (!appliance) return [];
  const { uuid, name_label: name, name_description: description } = appliance;
  const { ref } = target;
  const set = (parameters: Readonly<Record<string, string>>): string =>
    xeLine('appliance-param-set', { uuid, ...parameters });
  return [
    ...(name === nameIn(input)
      ? []
      : [planned(set({ 'name-label': nameIn(input) }), 'VM_appliance.set_name_label', ref, nameIn(input))]),
    ...(description === descriptionIn(input)
      ? []
      : [
          planned(
            set({ 'name-description': descriptionIn(input) }),
            'VM_appliance.set_name_description',
            ref,
            descriptionIn(input),
          ),
        ]),
    ...memberCalls(inventory, appliance.VMs, rowsInput(input, FIELD.members), ref, uuid),
  ];
}

/** The wizards that make a vApp and change one. */
export const vappWizards: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'pool.newVapp',
    label: texts.labels.create,
    verb: texts.verbs.create,
    title: () => texts.titles.create,
    icon: SquareStack,
    group: 'create',
    kinds: ['pool'],
    single: true,
    calls: ['VM_appliance.create', 'VM_appliance.start', ...MEMBER_CALLS],
    reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? null : texts.reasons.gone),
    steps,
    script: (inventory, _target, input) => {
      const members = scriptOfCalls(
        memberCalls(inventory, [], rowsInput(input, FIELD.members), texts.newVapp, texts.newVapp),
      );
      const record = recordOf(input);
      const starts = input[FIELD.startsNow] === true;
      return {
        api: [
          apiLine('VM_appliance.create', record),
          ...members.api,
          ...(starts ? [asyncLine('VM_appliance.start', texts.newVapp, false)] : []),
        ],
        xe: [
          xeLine('appliance-create', {
            'name-label': record.name_label,
            'name-description': record.name_description,
          }),
          ...members.xe,
          ...(starts ? [xeLine('appliance-start', { uuid: texts.newVapp })] : []),
        ],
      };
    },
    run: create,
  },
  {
    type: 'pool',
    id: 'appliance.edit',
    label: texts.labels.edit,
    verb: texts.verbs.save,
    title: texts.titles.edit,
    icon: PencilLine,
    group: 'edit',
    button: true,
    kinds: ['appliance'],
    single: true,
    calls: ['VM_appliance.set_name_label', 'VM_appliance.set_name_description', ...MEMBER_CALLS],
    reason: (inventory, target) => (applianceOf(inventory, target) ? null : texts.reasons.gone),
    steps,
    script: (inventory, target, input) => scriptOfCalls(editCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, editCalls(job.inventory, target, input)),
  },
];
