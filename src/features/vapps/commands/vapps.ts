import { CirclePlay, CircleStop, Layers, Trash2, Zap } from 'lucide-react';
import { NULL_REF, isNullRef } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { asyncCall, runCalls, scriptOfCalls, textInput, vmBusyReason } from '../../commands';
import type { Choice, Input, PoolCommand, Target } from '../../commands';
import { labelOr, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { NO_VAPP, VAPP_COMMAND, VAPP_FIELD } from '..';
import { texts } from '../texts';
import { assignCall } from './members';

type Operation = Enums['vm_appliance_operation'];

export const applianceOf = (inventory: Inventory, { kind, ref }: Target): Records['VM_appliance'] | undefined =>
  kind === 'appliance' ? row(inventory, 'VM_appliance', ref) : undefined;

const uuidOf = (inventory: Inventory, target: Target): string => applianceOf(inventory, target)?.uuid ?? target.ref;

/** Why a vApp cannot do something now; null: it can. What the pool allows comes from the states of its VMs. */
function reasonFor(inventory: Inventory, target: Target, operation: Operation): string | null {
  const appliance = applianceOf(inventory, target);
  if (!appliance) return texts.reasons.gone;
  const restrictions = only(inventory, 'pool')?.[1].restrictions ?? {};
  if (operation === 'start' && restrictions['restrict_vm_appliance_start'] === 'true') return texts.reasons.licence;
  if (Object.keys(appliance.current_operations).length > 0) return texts.reasons.busy;
  if (appliance.VMs.length === 0) return texts.reasons.noVms;
  const states = appliance.VMs.map((vm) => row(inventory, 'VM', vm)?.power_state);
  if (operation === 'start') return states.includes('Halted') ? null : texts.reasons.allRun;
  return states.every((state) => state === 'Halted') ? texts.reasons.noneRun : null;
}

function vappChoices(inventory: Inventory): readonly Choice[] {
  const vapps = [...rows(inventory, 'VM_appliance')].map(([key, appliance]): Choice => ({
    key,
    label: labelOr(appliance.name_label),
    detail: '',
    reason: null,
  }));
  return [
    { key: NO_VAPP, label: texts.fields.none, detail: '', reason: null },
    ...vapps.sort((a, b) => compareNatural(a.label, b.label)),
  ];
}

const assigned = (inventory: Inventory, vm: Target, input: Input) => {
  const chosen = textInput(input, VAPP_FIELD);
  const appliance = row(inventory, 'VM_appliance', chosen);
  return [assignCall(inventory, vm.ref, appliance ? chosen : NULL_REF, appliance?.uuid ?? '')];
};

/** What is done to vApps that are there, and the one that puts VMs into them. */
export const vappCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'appliance.start',
    label: texts.labels.start,
    verb: texts.verbs.start,
    title: texts.titles.start,
    icon: CirclePlay,
    group: 'power',
    button: true,
    kinds: ['appliance'],
    reason: (inventory, target) => reasonFor(inventory, target, 'start'),
    ...asyncCall(
      'VM_appliance.start',
      ({ ref }) => [ref, false],
      (inventory, target) => ['appliance-start', { uuid: uuidOf(inventory, target) }],
    ),
  },
  {
    type: 'pool',
    id: 'appliance.shutdown',
    label: texts.labels.shutdown,
    verb: texts.verbs.shutdown,
    title: texts.titles.shutdown,
    icon: CircleStop,
    group: 'power',
    button: true,
    kinds: ['appliance'],
    reason: (inventory, target) => reasonFor(inventory, target, 'shutdown'),
    confirm: () => ({ consequence: texts.consequences.shutdown, losses: [] }),
    ...asyncCall(
      'VM_appliance.shutdown',
      ({ ref }) => [ref],
      (inventory, target) => ['appliance-shutdown', { uuid: uuidOf(inventory, target) }],
    ),
  },
  {
    type: 'pool',
    id: 'appliance.force',
    label: texts.labels.force,
    verb: texts.verbs.force,
    title: texts.titles.force,
    icon: Zap,
    group: 'force',
    danger: true,
    kinds: ['appliance'],
    reason: (inventory, target) => reasonFor(inventory, target, 'hard_shutdown'),
    confirm: () => ({ consequence: texts.consequences.force, losses: [] }),
    ...asyncCall(
      'VM_appliance.hard_shutdown',
      ({ ref }) => [ref],
      (inventory, target) => ['appliance-shutdown', { uuid: uuidOf(inventory, target), force: 'true' }],
    ),
  },
  {
    type: 'pool',
    id: 'appliance.delete',
    label: texts.labels.delete,
    verb: texts.verbs.delete,
    title: texts.titles.delete,
    icon: Trash2,
    group: 'remove',
    danger: true,
    kinds: ['appliance'],
    reason: (inventory, target) => {
      const appliance = applianceOf(inventory, target);
      if (!appliance) return texts.reasons.gone;
      return Object.keys(appliance.current_operations).length > 0 ? texts.reasons.busy : null;
    },
    confirm: () => ({ consequence: texts.consequences.delete, losses: [] }),
    ...asyncCall(
      'VM_appliance.destroy',
      ({ ref }) => [ref],
      (inventory, target) => ['appliance-destroy', { uuid: uuidOf(inventory, target) }],
    ),
  },
  {
    type: 'pool',
    id: VAPP_COMMAND,
    label: texts.labels.assign,
    verb: texts.verbs.save,
    title: texts.titles.assign,
    icon: Layers,
    group: 'edit',
    kinds: ['vm'],
    calls: ['VM.set_appliance'],
    reason: (inventory, { ref }) => {
      const vm = row(inventory, 'VM', ref);
      if (!vm) return texts.reasons.gone;
      if (vm.is_control_domain) return texts.reasons.control;
      return rows(inventory, 'VM_appliance').size === 0 ? texts.reasons.noneOfPool : vmBusyReason(vm);
    },
    fields: (inventory, [target]) => {
      const present = target && row(inventory, 'VM', target.ref)?.appliance;
      const initial = present === undefined || isNullRef(present) ? NO_VAPP : present;
      const choices = vappChoices(inventory);
      return [{ kind: 'choice', id: VAPP_FIELD, label: texts.fields.vapp, initial, choices, checksServers: false }];
    },
    script: (inventory, target, input) => scriptOfCalls(assigned(inventory, target, input)),
    run: (job, target, input) => runCalls(job, assigned(job.inventory, target, input)),
  },
];
