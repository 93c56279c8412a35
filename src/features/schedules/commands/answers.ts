import { NULL_REF, isNullRef } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import { listInput, planned, textInput, xeLine } from '../../commands';
import type { Input, PlannedCall, Target } from '../../commands';
import { only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from '../texts';

type Vmss = Records['VMSS'];
type Frequency = Enums['vmss_frequency'];
type Type = Enums['vmss_type'];

export const FIELD = {
  name: 'name',
  description: 'description',
  vms: 'vms',
  type: 'type',
  frequency: 'frequency',
  minute: 'minute',
  hour: 'hour',
  days: 'days',
  keep: 'keep',
  enabled: 'enabled',
  runNow: 'runNow',
} as const;

export const TYPES: readonly Type[] = ['snapshot', 'checkpoint', 'snapshot_with_quiesce'];
export const FREQUENCIES: readonly Frequency[] = ['hourly', 'daily', 'weekly'];

export const frequencyIn = (input: Input): Frequency =>
  FREQUENCIES.find((each) => each === input[FIELD.frequency]) ?? 'daily';
const typeIn = (input: Input): Type => TYPES.find((each) => each === input[FIELD.type]) ?? 'snapshot';

/** The schedule that a wizard is about; undefined: a new one. */
export const scheduleOf = (inventory: Inventory, { kind, ref }: Target): Vmss | undefined =>
  kind === 'schedule' ? row(inventory, 'VMSS', ref) : undefined;

/** What was decided, as the pool keeps it. */
export function recordOf(input: Input) {
  const frequency = frequencyIn(input);
  const min = textInput(input, FIELD.minute) || '0';
  const hour = textInput(input, FIELD.hour) || '0';
  const schedule: Readonly<Record<string, string>> =
    frequency === 'hourly'
      ? { min }
      : frequency === 'daily'
        ? { min, hour }
        : { min, hour, days: listInput(input, FIELD.days).join(',') };
  return {
    name_label: textInput(input, FIELD.name).trim(),
    name_description: textInput(input, FIELD.description).trim(),
    enabled: input[FIELD.enabled] === true,
    type: typeIn(input),
    retained_snapshots: Number(textInput(input, FIELD.keep)),
    frequency,
    schedule,
  };
}

/** `schedule` is what the VM gets; the null reference: none. */
export function assignCall(inventory: Inventory, vm: string, schedule: string, uuid: string): PlannedCall {
  const xe = xeLine('vm-param-set', { uuid: row(inventory, 'VM', vm)?.uuid ?? vm, 'snapshot-schedule': uuid });
  return planned(xe, 'VM.set_snapshot_schedule', vm, schedule);
}

/** The calls by which VMs come into a schedule and leave it. */
export function memberCalls(
  inventory: Inventory,
  before: readonly string[],
  after: readonly string[],
  schedule: string,
  uuid: string,
): readonly PlannedCall[] {
  const leave = before.filter((vm) => !after.includes(vm)).map((vm) => assignCall(inventory, vm, NULL_REF, ''));
  const come = after.filter((vm) => !before.includes(vm)).map((vm) => assignCall(inventory, vm, schedule, uuid));
  return [...leave, ...come];
}

/** Puts a VM back into the schedule that it has when this is asked. */
export function backCall(inventory: Inventory, vm: string): PlannedCall {
  const former = row(inventory, 'VM', vm)?.snapshot_schedule ?? NULL_REF;
  return assignCall(inventory, vm, former, row(inventory, 'VMSS', former)?.uuid ?? '');
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The calls that make a schedule what was decided; only what differs. */
export function editCalls(inventory: Inventory, { ref }: Target, vmss: Vmss, input: Input): readonly PlannedCall[] {
  const wanted = recordOf(input);
  const { uuid } = vmss;
  const set = (parameters: Readonly<Record<string, string>>): string =>
    xeLine('vmss-param-set', { uuid, ...parameters });
  const schedule = Object.fromEntries(
    Object.entries(wanted.schedule).map(([key, value]) => [`schedule:${key}`, value]),
  );
  const now = Object.fromEntries(Object.keys(wanted.schedule).map((key) => [key, vmss.schedule[key] ?? '']));
  const calls: readonly (readonly [isSame: boolean, PlannedCall])[] = [
    [
      vmss.name_label === wanted.name_label,
      planned(set({ 'name-label': wanted.name_label }), 'VMSS.set_name_label', ref, wanted.name_label),
    ],
    [
      vmss.name_description === wanted.name_description,
      planned(
        set({ 'name-description': wanted.name_description }),
        'VMSS.set_name_description',
        ref,
        wanted.name_description,
      ),
    ],
    [vmss.type === wanted.type, planned(set({ type: wanted.type }), 'VMSS.set_type', ref, wanted.type)],
    [
      vmss.frequency === wanted.frequency,
      planned(set({ frequency: wanted.frequency }), 'VMSS.set_frequency', ref, wanted.frequency),
    ],
    [same(now, wanted.schedule), planned(set(schedule), 'VMSS.set_schedule', ref, wanted.schedule)],
    [
      vmss.retained_snapshots === wanted.retained_snapshots,
      planned(
        set({ 'retained-snapshots': String(wanted.retained_snapshots) }),
        'VMSS.set_retained_snapshots',
        ref,
        wanted.retained_snapshots,
      ),
    ],
    [
      vmss.enabled === wanted.enabled,
      planned(set({ enabled: String(wanted.enabled) }), 'VMSS.set_enabled', ref, wanted.enabled),
    ],
  ];
  return [
    ...calls.flatMap(([isSame, call]) => (isSame ? [] : [call])),
    ...memberCalls(inventory, vmss.VMs, listInput(input, FIELD.vms), ref, uuid),
  ];
}

/** Why a pool has no schedules at all; null: it may. */
export function licenceReason(inventory: Inventory): string | null {
  return only(inventory, 'pool')?.[1].restrictions['restrict_vmss'] === 'true' ? texts.reasons.licence : null;
}

/** The schedule of a VM, by name; the empty text: none. */
export function scheduleNameOf(inventory: Inventory, vm: Records['VM']): string {
  if (isNullRef(vm.snapshot_schedule)) return '';
  return row(inventory, 'VMSS', vm.snapshot_schedule)?.name_label ?? '';
}
