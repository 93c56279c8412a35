import { CalendarPlus, PencilLine } from 'lucide-react';
import { apiLine, listInput, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Choice, Input, Job, PoolCommand, Script, StepContext, Target, WizardStep } from '../../commands';
import { labelOr, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { daysOf, DAYS } from '../next-run';
import { texts } from '../texts';
import {
  assignCall,
  backCall,
  editCalls,
  FIELD,
  FREQUENCIES,
  frequencyIn,
  licenceReason,
  memberCalls,
  recordOf,
  scheduleNameOf,
  scheduleOf,
  TYPES,
} from './answers';

const MINUTES = ['0', '15', '30', '45'];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));
const MOST_KEPT = 10;
const KEPT_AT_FIRST = 7;
const HOUR_AT_FIRST = '22';

const folded = (id: string, label: string, initial: string, choices: readonly Choice[]) =>
  ({ kind: 'choice', id, label, initial, choices, checksServers: false, folds: true }) as const;
const plain = (key: string, label: string): Choice => ({ key, label, detail: '', reason: null });

const nameStep: WizardStep = {
  id: 'name',
  title: texts.steps.name,
  make: ({ inventory, target, ask }) => {
    const vmss = scheduleOf(inventory, target);
    const { name: label, description } = texts.fields;
    ask({ kind: 'text', id: FIELD.name, label, initial: vmss?.name_label ?? '' });
    const initial = vmss?.name_description ?? '';
    ask({ kind: 'text', id: FIELD.description, label: description, initial, optional: true });
    return {};
  },
};

/** The VMs that can have a schedule, those that have this one first. */
function vmItems({ inventory, target }: StepContext): readonly Choice[] {
  const mine = new Set(scheduleOf(inventory, target)?.VMs);
  return [...rows(inventory, 'VM')]
    .filter(([, vm]) => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain)
    .map(([ref, vm]): Choice => {
      const other = mine.has(ref) ? '' : scheduleNameOf(inventory, vm);
      return {
        key: ref,
        label: labelOr(vm.name_label),
        detail: other === '' ? '' : texts.fields.nowIn(other),
        reason: null,
      };
    })
    .sort((a, b) => Number(mine.has(b.key)) - Number(mine.has(a.key)) || compareNatural(a.label, b.label));
}

const vmsStep: WizardStep = {
  id: 'vms',
  title: texts.steps.vms,
  make: (context) => {
    const { inventory, target, ask } = context;
    const items = vmItems(context);
    const initial = scheduleOf(inventory, target)?.VMs ?? [];
    ask({ kind: 'checklist', id: FIELD.vms, label: texts.fields.vms, items, initial, empty: texts.fields.noVms });
    const isMoving = items.some(({ detail }) => detail !== '');
    return isMoving ? { notes: [{ tone: 'info', text: texts.notes.moves }] } : {};
  },
};

const typeStep: WizardStep = {
  id: 'type',
  title: texts.steps.type,
  make: ({ inventory, target, ask }) => {
    const isQuiet = only(inventory, 'pool')?.[1].restrictions['restrict_vss'] !== 'true';
    const present = scheduleOf(inventory, target)?.type;
    ask({
      kind: 'choice',
      id: FIELD.type,
      label: texts.fields.type,
      initial: TYPES.find((type) => type === present) ?? 'snapshot',
      choices: TYPES.map((key) => ({
        key,
        label: texts.types[key],
        detail: texts.typeHints[key],
        reason: key === 'snapshot_with_quiesce' && !isQuiet ? texts.reasons.quiesce : null,
      })),
      checksServers: false,
    });
    return {};
  },
};

const whenStep: WizardStep = {
  id: 'schedule',
  title: texts.steps.schedule,
  make: ({ inventory, target, input, ask }) => {
    const vmss = scheduleOf(inventory, target);
    const { fields } = texts;
    const present = FREQUENCIES.find((each) => each === vmss?.frequency) ?? 'daily';
    const frequencies = FREQUENCIES.map((each) => plain(each, texts.frequencies[each]));
    ask(folded(FIELD.frequency, fields.frequency, present, frequencies));
    const frequency = frequencyIn(input);
    if (frequency === 'weekly') {
      ask({
        kind: 'checklist',
        id: FIELD.days,
        label: fields.days,
        items: DAYS.map((day) => plain(day, texts.days[day])),
        initial: vmss?.frequency === 'weekly' ? daysOf(vmss) : ['Monday'],
        empty: '',
        problem: (days) => (days.length === 0 ? texts.reasons.noDay : null),
      });
    }
    const hour = vmss?.schedule['hour'] ?? HOUR_AT_FIRST;
    if (frequency !== 'hourly')
      ask(
        folded(
          FIELD.hour,
          fields.hour,
          hour,
          HOURS.map((each) => plain(each, each.padStart(2, '0'))),
        ),
      );
    const minute = vmss?.schedule['min'] ?? '0';
    ask(
      folded(
        FIELD.minute,
        fields.minute,
        minute,
        MINUTES.map((each) => plain(each, each.padStart(2, '0'))),
      ),
    );
    const initial = vmss?.retained_snapshots ?? KEPT_AT_FIRST;
    ask({ kind: 'number', id: FIELD.keep, label: fields.keep, initial, min: 1, max: MOST_KEPT, hint: fields.keepHint });
    const vms = listInput(input, FIELD.vms).length;
    const keep = Number(textInput(input, FIELD.keep));
    return vms > 0 ? { notes: [{ tone: 'info', text: texts.notes.room(vms, keep) }] } : {};
  },
};

const finishStep: WizardStep = {
  id: 'finish',
  title: texts.steps.finish,
  make: ({ inventory, target, input, ask }) => {
    const vmss = scheduleOf(inventory, target);
    ask({ kind: 'check', id: FIELD.enabled, label: texts.fields.enabled, initial: vmss?.enabled ?? true });
    if (vmss === undefined && listInput(input, FIELD.vms).length > 0)
      ask({ kind: 'check', id: FIELD.runNow, label: texts.fields.runNow, initial: false });
    return {};
  },
};

const steps: readonly WizardStep[] = [nameStep, vmsStep, typeStep, whenStep, finishStep];

function createScript(inventory: Inventory, input: Input): Script {
  const record = recordOf(input);
  const members = scriptOfCalls(
    memberCalls(inventory, [], listInput(input, FIELD.vms), texts.newSchedule, texts.newSchedule),
  );
  const runsNow = input[FIELD.runNow] === true;
  return {
    api: [
      apiLine('VMSS.create', record),
      ...members.api,
      ...(runsNow ? [apiLine('VMSS.snapshot_now', texts.newSchedule)] : []),
    ],
    xe: [
      xeLine('vmss-create', {
        'name-label': record.name_label,
        'name-description': record.name_description,
        enabled: String(record.enabled),
        type: record.type,
        'retained-snapshots': String(record.retained_snapshots),
        frequency: record.frequency,
        ...Object.fromEntries(Object.entries(record.schedule).map(([key, value]) => [`schedule:${key}`, value])),
      }),
      ...members.xe,
    ],
  };
}

async function create(job: Job, target: Target, input: Input): Promise<void> {
  const schedule = await job.call('VMSS.create', recordOf(input));
  const name = textInput(input, FIELD.name).trim();
  job.made({ label: texts.half(name), undo: async (again) => again.call('VMSS.destroy', schedule) });
  const { inventory } = job;
  for (const vm of listInput(input, FIELD.vms)) {
    const back = backCall(inventory, vm);
    const label = texts.halfMember(labelOr(row(inventory, 'VM', vm)?.name_label ?? ''), name);
    job.made({
      label,
      undo: async (again) => {
        await back.run(again);
      },
    });
    await assignCall(inventory, vm, schedule, schedule).run(job);
  }
  job.keep({ words: texts.kept(name), object: target.id });
  if (input[FIELD.runNow] === true) await job.call('VMSS.snapshot_now', schedule);
}

/** The wizards that make a schedule and change one. */
export const scheduleWizards: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'pool.newSchedule',
    label: texts.labels.create,
    verb: texts.verbs.create,
    title: () => texts.titles.create,
    icon: CalendarPlus,
    group: 'create',
    kinds: ['pool'],
    single: true,
    calls: ['VMSS.create', 'VM.set_snapshot_schedule', 'VMSS.snapshot_now'],
    reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? licenceReason(inventory) : texts.reasons.gone),
    steps,
    script: (inventory, _target, input) => createScript(inventory, input),
    run: create,
  },
  {
    type: 'pool',
    id: 'schedule.edit',
    label: texts.labels.edit,
    verb: texts.verbs.save,
    title: texts.titles.edit,
    icon: PencilLine,
    group: 'edit',
    button: true,
    kinds: ['schedule'],
    single: true,
    calls: [
      'VMSS.set_name_label',
      'VMSS.set_name_description',
      'VMSS.set_type',
      'VMSS.set_frequency',
      'VMSS.set_schedule',
      'VMSS.set_retained_snapshots',
      'VMSS.set_enabled',
      'VM.set_snapshot_schedule',
    ],
    reason: (inventory, target) => (scheduleOf(inventory, target) ? licenceReason(inventory) : texts.reasons.gone),
    steps,
    script: (inventory, target, input) => {
      const vmss = scheduleOf(inventory, target);
      return scriptOfCalls(vmss ? editCalls(inventory, target, vmss, input) : []);
    },
    run: async (job, target, input) => {
      const vmss = scheduleOf(job.inventory, target);
      if (vmss) await runCalls(job, editCalls(job.inventory, target, vmss, input));
    },
  },
];
