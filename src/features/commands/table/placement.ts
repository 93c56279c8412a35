import { MoveRight, Play, Sunrise } from 'lucide-react';
import { hostIsLive, labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes } from '../../values';
import type { Choice, Field, PoolCommand, Target } from '../command';
import { texts } from '../texts';
import { vmReason } from '../vm-reasons';
import { asyncCall, textInput, uuidOf, vmOf } from './vm-call';

const VM_ONLY = ['vm'] as const;

/** The field that server choices fill in; menus offer its choices as a submenu. */
export const SERVER_FIELD = 'server';

/** More servers than this are chosen in a dialog, which can be searched. */
export const MAX_SERVERS_IN_MENU = 16;

/** Servers of the pool in natural order, with the reasons the console knows without asking the pool. */
export function serverChoices(inventory: Inventory, targets: readonly Target[]): readonly Choice[] {
  const choices = [...rows(inventory, 'host')].map(([ref, host]): Choice => {
    const metrics = row(inventory, 'host_metrics', host.metrics);
    return {
      key: ref,
      label: labelOr(host.name_label),
      detail: metrics ? texts.fields.freeMemory(formatBytes(metrics.memory_free)) : '',
      reason: !hostIsLive(inventory, host)
        ? texts.reasons.serverDown
        : !host.enabled
          ? texts.reasons.serverDisabled
          : targets.length > 0 && targets.every((target) => vmOf(inventory, target)?.resident_on === ref)
            ? texts.reasons.sameServer
            : null,
    };
  });
  return choices.sort((a, b) => compareNatural(a.label, b.label));
}

function serverField(inventory: Inventory, targets: readonly Target[]): readonly Field[] {
  const choices = serverChoices(inventory, targets);
  const home = targets.length === 1 && targets[0] ? vmOf(inventory, targets[0])?.affinity : undefined;
  const usable = choices.filter((choice) => choice.reason === null);
  const initial = usable.find((choice) => choice.key === home) ?? usable[0];
  return [
    {
      kind: 'choice',
      id: SERVER_FIELD,
      label: texts.fields.server,
      initial: initial?.key ?? '',
      choices,
      checksServers: true,
    },
  ];
}

const serverUuid = (inventory: Inventory, ref: string): string => row(inventory, 'host', ref)?.uuid ?? ref;

export const placementCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.startOn',
    label: texts.labels.startOn,
    verb: texts.verbs.start,
    title: texts.titles.start,
    icon: Play,
    group: 'place',
    kinds: VM_ONLY,
    isOffered: (inventory, target) => vmOf(inventory, target)?.power_state === 'Halted',
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'start_on'),
    fields: serverField,
    ...asyncCall(
      'VM.start_on',
      (vm, input) => [vm.ref, textInput(input, SERVER_FIELD), false, false],
      (inventory, vm, input) => [
        'vm-start',
        { uuid: uuidOf(inventory, vm), on: serverUuid(inventory, textInput(input, SERVER_FIELD)) },
      ],
    ),
  },
  {
    type: 'pool',
    id: 'vm.resumeOn',
    label: texts.labels.resumeOn,
    verb: texts.verbs.resume,
    title: texts.titles.resume,
    icon: Sunrise,
    group: 'place',
    kinds: VM_ONLY,
    isOffered: (inventory, target) => vmOf(inventory, target)?.power_state === 'Suspended',
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'resume_on'),
    fields: serverField,
    ...asyncCall(
      'VM.resume_on',
      (vm, input) => [vm.ref, textInput(input, SERVER_FIELD), false, false],
      (inventory, vm, input) => [
        'vm-resume',
        { uuid: uuidOf(inventory, vm), on: serverUuid(inventory, textInput(input, SERVER_FIELD)) },
      ],
    ),
  },
  {
    type: 'pool',
    id: 'vm.migrate',
    label: texts.labels.migrate,
    verb: texts.verbs.migrate,
    title: texts.titles.migrate,
    icon: MoveRight,
    group: 'place',
    kinds: VM_ONLY,
    isOffered: (inventory, target) => ['Running', 'Paused'].includes(vmOf(inventory, target)?.power_state ?? ''),
    reason: (inventory, target) =>
      vmReason(vmOf(inventory, target), 'pool_migrate') ??
      (rows(inventory, 'host').size < 2 ? texts.reasons.onlyServer : null),
    fields: serverField,
    ...asyncCall(
      'VM.pool_migrate',
      (vm, input) => [vm.ref, textInput(input, SERVER_FIELD), { live: 'true' }],
      (inventory, vm, input) => [
        'vm-migrate',
        {
          uuid: uuidOf(inventory, vm),
          'host-uuid': serverUuid(inventory, textInput(input, SERVER_FIELD)),
          live: 'true',
        },
      ],
    ),
  },
];
