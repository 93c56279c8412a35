import { NULL_REF } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { planned, xeLine } from '../../commands';
import type { Field, ListRow, PlannedCall } from '../../commands';
import { labelOr, nameOf, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';
import { membersOf } from '../vapp-rows';

/** Columns of a member that the list asks for; the ids are the fields of `VM`. */
const NUMBERS = ['order', 'start_delay', 'shutdown_delay'] as const;
type NumberField = (typeof NUMBERS)[number];

const SETTERS = {
  order: ['VM.set_order', 'order'],
  start_delay: ['VM.set_start_delay', 'start-delay'],
  shutdown_delay: ['VM.set_shutdown_delay', 'shutdown-delay'],
} as const;

export const MEMBER_CALLS = ['VM.set_appliance', ...NUMBERS.map((field) => SETTERS[field][0])] as const;

type Vm = Records['VM'];

const rowOf = (ref: string, vm: Vm): ListRow => ({
  vm: ref,
  order: String(vm.order),
  start_delay: String(vm.start_delay),
  shutdown_delay: String(vm.shutdown_delay),
});

const numberProblem = (text: string): string | null => (/^\d{1,9}$/.test(text.trim()) ? null : texts.problems.number);

const numberField = (id: NumberField, label: string, hint?: string) =>
  ({
    kind: 'text',
    id,
    label,
    initial: '0',
    problem: numberProblem,
    ...(hint !== undefined && { hint }),
  }) as const;

/** The VMs that a vApp can have. */
function vmsOf(inventory: Inventory): readonly (readonly [ref: string, vm: Vm])[] {
  return [...rows(inventory, 'VM')]
    .filter(([, vm]) => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain)
    .sort(([, a], [, b]) => compareNatural(a.name_label, b.name_label));
}

/** Asks for the members of a vApp, each with its place in the order. */
export function membersField(
  inventory: Inventory,
  id: string,
  appliance: Records['VM_appliance'] | undefined,
): Extract<Field, { kind: 'list' }> {
  const all = vmsOf(inventory);
  const own = new Set(appliance?.VMs);
  const free = (taken: readonly ListRow[]) => all.find(([ref]) => !taken.some((each) => each['vm'] === ref));
  return {
    kind: 'list',
    id,
    label: texts.fields.members,
    initial: appliance ? membersOf(inventory, appliance).map(([ref, vm]) => rowOf(ref, vm)) : [],
    empty: texts.fields.noMembers,
    addLabel: texts.fields.add,
    add: (taken) => {
      const next = free(taken);
      return next ? rowOf(...next) : null;
    },
    fields: (member, taken) => [
      {
        kind: 'choice',
        id: 'vm',
        label: texts.fields.vm,
        initial: '',
        choices: all.map(([key, vm]) => {
          const other = own.has(key) ? undefined : nameOf(inventory, 'VM_appliance', vm.appliance);
          const detail = other === undefined ? '' : texts.fields.nowIn(other);
          const others = taken.filter((each) => each !== member);
          const reason = others.some((each) => each['vm'] === key) ? texts.reasons.twice : null;
          return { key, label: labelOr(vm.name_label), detail, reason };
        }),
        checksServers: false,
      },
      numberField('order', texts.fields.order, texts.fields.orderHint),
      numberField('start_delay', texts.fields.startDelay),
      numberField('shutdown_delay', texts.fields.shutdownDelay),
    ],
    describe: (member) => ({
      title: labelOr(row(inventory, 'VM', member['vm'] ?? '')?.name_label ?? ''),
      detail: texts.member(member['order'] ?? '', member['start_delay'] ?? '', member['shutdown_delay'] ?? ''),
    }),
  };
}

/** `appliance`: the null reference takes the VM out of the one it is in. */
export function assignCall(inventory: Inventory, vm: string, appliance: string, uuid: string): PlannedCall {
  const xe = xeLine('vm-param-set', { uuid: row(inventory, 'VM', vm)?.uuid ?? vm, appliance: uuid });
  return planned(xe, 'VM.set_appliance', vm, appliance);
}

/** The calls by which VMs leave a vApp, come into it, and get their places; only what differs. */
export function memberCalls(
  inventory: Inventory,
  before: readonly string[],
  members: readonly ListRow[],
  appliance: string,
  uuid: string,
): readonly PlannedCall[] {
  const after = members.map((member) => member['vm'] ?? '');
  const leave = before.filter((vm) => !after.includes(vm)).map((vm) => assignCall(inventory, vm, NULL_REF, ''));
  return [...leave, ...members.flatMap((member) => placeCalls(inventory, before, member, appliance, uuid))];
}

function placeCalls(
  inventory: Inventory,
  before: readonly string[],
  member: ListRow,
  appliance: string,
  uuid: string,
): readonly PlannedCall[] {
  const ref = member['vm'] ?? '';
  const vm = row(inventory, 'VM', ref);
  if (!vm) return [];
  const places = changedIn(vm, member).map((field) => placeCall(ref, vm, field, Number(member[field])));
  return before.includes(ref) ? places : [assignCall(inventory, ref, appliance, uuid), ...places];
}

const changedIn = (vm: Vm, member: ListRow): readonly NumberField[] =>
  NUMBERS.filter((field) => vm[field] !== Number(member[field]));

function placeCall(ref: string, vm: Vm, field: NumberField, value: number): PlannedCall {
  const [call, xe] = SETTERS[field];
  return planned(xeLine('vm-param-set', { uuid: vm.uuid, [xe]: String(value) }), call, ref, value);
}

/** Puts a VM back into the vApp and the place that it has when this is asked. */
export function backCalls(inventory: Inventory, member: ListRow): readonly PlannedCall[] {
  const ref = member['vm'] ?? '';
  const vm = row(inventory, 'VM', ref);
  if (!vm) return [];
  const uuid = row(inventory, 'VM_appliance', vm.appliance)?.uuid ?? '';
  return [
    ...changedIn(vm, member).map((field) => placeCall(ref, vm, field, vm[field])),
    assignCall(inventory, ref, vm.appliance, uuid),
  ];
}
