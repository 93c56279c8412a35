import { Settings2 } from 'lucide-react';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { planned, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Call, Choice, Field, Input, PlannedCall, PoolCommand, Target } from '../../commands';
import { labelOr, row } from '../../objects';
import type { Inventory } from '../../objects';
import { usesOf } from './drives';
import type { Use } from './drives';
import { texts } from './texts';

const NAME = 'name';
const DESCRIPTION = 'description';
const MODE = 'mode';
const POSITION = 'position';
const PRIORITY = 'priority';

/** How the storage layer of the servers orders the requests of disks (xenopsd: ionice.ml; XenCenter's slider sets it). */
const ALGORITHM = 'ionice';
const SCHEDULER = 'rt';
const CLASSES = ['0', '2', '4', '6', '7'] as const;
const USUAL = '';

/** Places that are offered, beside those that its VM uses; what is beyond has no letter that people know. */
const PLACES = Array.from({ length: 16 }, (_, place) => String(place));

/** The drive that a command is about: the target itself, or the only one that the disk is in. */
function driveFor(inventory: Inventory, { kind, ref }: Target): Use | undefined {
  if (kind === 'vdi') {
    const vdi = row(inventory, 'VDI', ref);
    const uses = vdi ? usesOf(inventory, vdi) : [];
    return uses.length === 1 ? uses[0] : undefined;
  }
  const vbd = row(inventory, 'VBD', ref);
  const vm = vbd && row(inventory, 'VM', vbd.VM);
  return vbd && vm ? { ref, vbd, vm } : undefined;
}

const isDisk = (inventory: Inventory, target: Target): boolean => driveFor(inventory, target)?.vbd.type === 'Disk';

const diskOf = (inventory: Inventory, { vbd }: Use) => row(inventory, 'VDI', vbd.VDI);

/** Why mode and place stay as they are; null: they can change (xapi: VBD.set_mode). */
function fixedReason({ vbd, vm }: Use): string | null {
  if (vbd.currently_attached) return texts.reasons.isActive;
  return vm.power_state === 'Halted' ? null : texts.reasons.shutDown;
}

/** Of the choices the present one stays, whatever keeps the others from being chosen. */
const fixed = (choices: readonly Choice[], present: string, reason: string | null): readonly Choice[] =>
  choices.map((choice) => (choice.key === present ? choice : { ...choice, reason: choice.reason ?? reason }));

const choice = (key: string, label: string, detail = '', reason: string | null = null): Choice => ({
  key,
  label,
  detail,
  reason,
});

function modeField(inventory: Inventory, use: Use): Field {
  const isReadOnly = diskOf(inventory, use)?.read_only === true;
  const choices = [
    choice('RW', texts.fields.modes.RW, '', isReadOnly ? texts.reasons.readOnlyDisk : null),
    choice('RO', texts.fields.modes.RO),
  ];
  const initial = use.vbd.mode;
  return {
    kind: 'choice',
    id: MODE,
    label: texts.fields.mode,
    initial,
    choices: fixed(choices, initial, fixedReason(use)),
    checksServers: false,
    folds: true,
  };
}

const othersOf = (
  inventory: Inventory,
  { ref, vm }: Use,
): readonly { readonly ref: string; readonly vbd: Records['VBD'] }[] =>
  vm.VBDs.flatMap((other) => {
    const vbd = row(inventory, 'VBD', other);
    return vbd && other !== ref ? [{ ref: other, vbd }] : [];
  });

function positionField(inventory: Inventory, use: Use): Field {
  const present = use.vbd.userdevice;
  const others = new Map(othersOf(inventory, use).map(({ vbd }) => [vbd.userdevice, vbd]));
  const places = [...new Set([present, ...others.keys(), ...PLACES])].sort((a, b) => Number(a) - Number(b));
  const choices = places.map((place) => {
    const other = others.get(place);
    if (!other) return choice(place, place);
    const name =
      other.type === 'CD' ? texts.fields.cdDrive : labelOr(row(inventory, 'VDI', other.VDI)?.name_label ?? '');
    return choice(place, place, texts.fields.swaps(name), other.currently_attached ? texts.reasons.isActive : null);
  });
  return {
    kind: 'choice',
    id: POSITION,
    label: texts.fields.position,
    initial: present,
    choices: fixed(choices, present, fixedReason(use)),
    checksServers: false,
    folds: true,
  };
}

function priorityOf({ vbd }: Use): string {
  return vbd.qos_algorithm_type === ALGORITHM ? (vbd.qos_algorithm_params['class'] ?? USUAL) : USUAL;
}

function priorityField(use: Use): Field {
  const present = priorityOf(use);
  const known = CLASSES.map((key) => choice(key, texts.fields.priorities[key]));
  const own = present !== USUAL && !CLASSES.some((key) => key === present) ? [choice(present, present)] : [];
  return {
    kind: 'choice',
    id: PRIORITY,
    label: texts.fields.priority,
    initial: present,
    choices: [choice(USUAL, texts.fields.usualPriority), ...known, ...own],
    checksServers: false,
    folds: true,
  };
}

const placeFields = (inventory: Inventory, use: Use): readonly Field[] => [
  modeField(inventory, use),
  positionField(inventory, use),
  priorityField(use),
];

function nameFields(inventory: Inventory, use: Use): readonly Field[] {
  const vdi = diskOf(inventory, use);
  if (!vdi) return [];
  return [
    { kind: 'text', id: NAME, label: texts.fields.name, initial: vdi.name_label },
    { kind: 'text', id: DESCRIPTION, label: texts.fields.description, initial: vdi.name_description, optional: true },
  ];
}

/** What differs from what the drive and its disk have. */
function callsFor(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const use = driveFor(inventory, target);
  if (!use) return [];
  const { ref, vbd } = use;
  const vdi = diskOf(inventory, use);
  const calls: PlannedCall[] = [];
  const name = textInput(input, NAME);
  if (vdi && name !== '' && name !== vdi.name_label)
    calls.push(
      planned(xeLine('vdi-param-set', { uuid: vdi.uuid, 'name-label': name }), 'VDI.set_name_label', vbd.VDI, name),
    );
  const description = textInput(input, DESCRIPTION);
  if (vdi && DESCRIPTION in input && description !== vdi.name_description)
    calls.push(
      planned(
        xeLine('vdi-param-set', { uuid: vdi.uuid, 'name-description': description }),
        'VDI.set_name_description',
        vbd.VDI,
        description,
      ),
    );
  const set = (params: Readonly<Record<string, string>>) => xeLine('vbd-param-set', { uuid: vbd.uuid, ...params });
  const mode = textInput(input, MODE);
  if ((mode === 'RO' || mode === 'RW') && mode !== vbd.mode)
    calls.push(planned(set({ mode }), 'VBD.set_mode', ref, mode));
  const place = textInput(input, POSITION);
  if (place !== '' && place !== vbd.userdevice) {
    const other = othersOf(inventory, use).find((each) => each.vbd.userdevice === place);
    if (other)
      calls.push(
        planned(
          xeLine('vbd-param-set', { uuid: other.vbd.uuid, userdevice: vbd.userdevice }),
          'VBD.set_userdevice',
          other.ref,
          vbd.userdevice,
        ),
      );
    calls.push(planned(set({ userdevice: place }), 'VBD.set_userdevice', ref, place));
  }
  const priority = textInput(input, PRIORITY);
  if (PRIORITY in input && priority !== priorityOf(use)) {
    const isUsual = priority === USUAL;
    const algorithm = isUsual ? '' : ALGORITHM;
    const params = isUsual ? {} : { sched: SCHEDULER, class: priority };
    calls.push(
      planned(set({ qos_algorithm_type: algorithm }), 'VBD.set_qos_algorithm_type', ref, algorithm),
      planned(
        isUsual ? '' : set({ 'qos_algorithm_params:sched': SCHEDULER, 'qos_algorithm_params:class': priority }),
        'VBD.set_qos_algorithm_params',
        ref,
        params,
      ),
    );
  }
  return calls;
}

const OF_DRIVE: readonly Call[] = [
  'VBD.set_mode',
  'VBD.set_userdevice',
  'VBD.set_qos_algorithm_type',
  'VBD.set_qos_algorithm_params',
];

const shared = {
  type: 'pool',
  verb: texts.verbs.save,
  icon: Settings2,
  group: 'edit',
  single: true,
  isOffered: isDisk,
  reason: (inventory, target) => (driveFor(inventory, target) ? null : texts.reasons.gone),
  script: (inventory, target, input) => scriptOfCalls(callsFor(inventory, target, input)),
  run: (job, target, input) => runCalls(job, callsFor(job.inventory, target, input)),
} as const satisfies Partial<PoolCommand>;

/** What a disk is called, and how its VM has it. */
export const driveSettings: readonly PoolCommand[] = [
  {
    ...shared,
    id: 'vbd.edit',
    button: true,
    label: texts.labels.editDisk,
    title: texts.titles.editDisk,
    kinds: ['vbd'],
    calls: ['VDI.set_name_label', 'VDI.set_name_description', ...OF_DRIVE],
    fields: (inventory, [target]) => {
      const use = target && driveFor(inventory, target);
      return use ? [...nameFields(inventory, use), ...placeFields(inventory, use)] : [];
    },
  },
  {
    ...shared,
    id: 'vdi.access',
    label: texts.labels.access,
    title: texts.titles.access,
    kinds: ['vdi'],
    calls: OF_DRIVE,
    fields: (inventory, [target]) => {
      const use = target && driveFor(inventory, target);
      return use ? placeFields(inventory, use) : [];
    },
  },
];
