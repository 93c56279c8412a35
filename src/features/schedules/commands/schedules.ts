import { CalendarCheck, Play, Power, PowerOff, Trash2 } from 'lucide-react';
import { NULL_REF, isNullRef } from '../../../xapi/datamodel/ref';
import { apiLine, planned, runCalls, scriptOfCalls, textInput, vmBusyReason, xeLine } from '../../commands';
import type { Choice, Input, PoolCommand, Target } from '../../commands';
import { labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';
import { assignCall, licenceReason, memberCalls, scheduleOf } from './answers';

const SCHEDULE = 'schedule';
const NONE = 'none';

const uuidOf = (inventory: Inventory, target: Target): string => scheduleOf(inventory, target)?.uuid ?? target.ref;

function switchCommand(on: boolean): PoolCommand {
  const words = on ? ('enable' as const) : ('disable' as const);
  const calls = (inventory: Inventory, target: Target) => [
    planned(
      xeLine('vmss-param-set', { uuid: uuidOf(inventory, target), enabled: String(on) }),
      'VMSS.set_enabled',
      target.ref,
      on,
    ),
  ];
  return {
    type: 'pool',
    id: `schedule.${words}`,
    label: texts.labels[words],
    verb: texts.labels[words],
    title: texts.titles[words],
    icon: on ? Power : PowerOff,
    group: 'edit',
    button: true,
    kinds: ['schedule'],
    calls: ['VMSS.set_enabled'],
    isOffered: (inventory, target) => scheduleOf(inventory, target)?.enabled !== on,
    reason: (inventory, target) => {
      const vmss = scheduleOf(inventory, target);
      if (!vmss) return texts.reasons.gone;
      return vmss.enabled === on ? (on ? texts.reasons.on : texts.reasons.off) : null;
    },
    script: (inventory, target) => scriptOfCalls(calls(inventory, target)),
    run: (job, target) => runCalls(job, calls(job.inventory, target)),
  };
}

function deleteCalls(inventory: Inventory, target: Target) {
  const vms = scheduleOf(inventory, target)?.VMs ?? [];
  const xe = xeLine('vmss-destroy', { uuid: uuidOf(inventory, target) });
  return [...memberCalls(inventory, vms, [], target.ref, ''), planned(xe, 'VMSS.destroy', target.ref)];
}

function scheduleChoices(inventory: Inventory): readonly Choice[] {
  const schedules = [...rows(inventory, 'VMSS')].map(([key, vmss]): Choice => ({
    key,
    label: labelOr(vmss.name_label),
    detail: '',
    reason: null,
  }));
  return [
    { key: NONE, label: texts.fields.none, detail: '', reason: null },
    ...schedules.sort((a, b) => compareNatural(a.label, b.label)),
  ];
}

const assigned = (inventory: Inventory, vm: Target, input: Input) => {
  const chosen = textInput(input, SCHEDULE);
  const schedule = row(inventory, 'VMSS', chosen);
  return [assignCall(inventory, vm.ref, schedule ? chosen : NULL_REF, schedule?.uuid ?? '')];
};

/** What is done to schedules that are there, and the one that puts VMs into them. */
export const scheduleCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'schedule.runNow',
    label: texts.labels.runNow,
    verb: texts.verbs.run,
    title: texts.titles.runNow,
    icon: Play,
    group: 'power',
    button: true,
    kinds: ['schedule'],
    reason: (inventory, target) => {
      const vmss = scheduleOf(inventory, target);
      if (!vmss) return texts.reasons.gone;
      return licenceReason(inventory) ?? (vmss.VMs.length === 0 ? texts.reasons.noVms : null);
    },
    calls: ['VMSS.snapshot_now'],
    // `xe` has no word for it, and it has no form that answers a task.
    script: (_inventory, { ref }) => ({ api: [apiLine('VMSS.snapshot_now', ref)], xe: [] }),
    run: async (job, { ref }) => {
      await job.call('VMSS.snapshot_now', ref);
    },
  },
  switchCommand(true),
  switchCommand(false),
  {
    type: 'pool',
    id: 'schedule.delete',
    label: texts.labels.delete,
    verb: texts.verbs.delete,
    title: texts.titles.delete,
    icon: Trash2,
    group: 'remove',
    button: true,
    danger: true,
    kinds: ['schedule'],
    calls: ['VMSS.destroy', 'VM.set_snapshot_schedule'],
    reason: (inventory, target) => (scheduleOf(inventory, target) ? licenceReason(inventory) : texts.reasons.gone),
    confirm: () => ({ consequence: texts.consequences.delete, losses: [] }),
    script: (inventory, target) => scriptOfCalls(deleteCalls(inventory, target)),
    run: (job, target) => runCalls(job, deleteCalls(job.inventory, target)),
  },
  {
    type: 'pool',
    id: 'vm.schedule',
    label: texts.labels.assign,
    verb: texts.verbs.save,
    title: texts.titles.assign,
    icon: CalendarCheck,
    group: 'edit',
    kinds: ['vm'],
    calls: ['VM.set_snapshot_schedule'],
    reason: (inventory, { ref }) => {
      const vm = row(inventory, 'VM', ref);
      if (!vm) return texts.reasons.gone;
      if (vm.is_control_domain) return texts.reasons.control;
      if (rows(inventory, 'VMSS').size === 0) return licenceReason(inventory) ?? texts.reasons.noSchedule;
      return licenceReason(inventory) ?? vmBusyReason(vm);
    },
    fields: (inventory, [target]) => {
      const present = target && row(inventory, 'VM', target.ref)?.snapshot_schedule;
      const initial = present === undefined || isNullRef(present) ? NONE : present;
      const choices = scheduleChoices(inventory);
      return [{ kind: 'choice', id: SCHEDULE, label: texts.fields.schedule, initial, choices, checksServers: false }];
    },
    script: (inventory, target, input) => scriptOfCalls(assigned(inventory, target, input)),
    run: (job, target, input) => runCalls(job, assigned(job.inventory, target, input)),
  },
];
