import type { Ref } from '../../xapi/datamodel/ref';
import type { Enums, Records } from '../../xapi/datamodel/types.gen';
import type { Database } from '../engine/database';
import { callAsTask } from './dispatch';
import { Fault } from './fault';
import { continueAs, defineOperation, endOf, startOperation, type Later } from './operations';
import { defineComputed } from './project';
import { define } from './registry';
import { isPending } from './tasks';
import { need, type Call, type World } from './world';
import type { Refusal } from './vm/operation-check';
import type { PowerState } from './vm/operation-table';

type Appliance = Records['VM_appliance'];
type ApplianceOperation = Enums['vm_appliance_operation'];

const ALL: readonly ApplianceOperation[] = ['start', 'clean_shutdown', 'hard_shutdown', 'shutdown'];

/** Which power state of a member makes an operation worth while, and what is said when no member has it. */
const USEFUL: Readonly<Record<ApplianceOperation, readonly [(state: PowerState) => boolean, string]>> = {
  start: [(state) => state === 'Halted', 'There are no halted VMs in this appliance.'],
  clean_shutdown: [(state) => state === 'Running', 'There are no running VMs in this appliance.'],
  hard_shutdown: [(state) => state !== 'Halted', 'All VMs in this appliance are halted.'],
  shutdown: [(state) => state !== 'Halted', 'All VMs in this appliance are halted.'],
};

/** The first reason against an operation on a vApp (xapi_vm_appliance_lifecycle.ml). */
function refusalOf(db: Database, ref: Ref<'VM_appliance'>, row: Appliance, op: ApplianceOperation): Refusal | null {
  for (const task in row.current_operations) {
    return ['OTHER_OPERATION_IN_PROGRESS', 'VM_appliance', ref, row.current_operations[task] ?? '', task];
  }
  if (row.VMs.length === 0) return ['OPERATION_NOT_ALLOWED', 'Appliance has no VMs.'];
  const [isUseful, otherwise] = USEFUL[op];
  return row.VMs.some((vm) => isUseful(db.row('VM', vm).power_state)) ? null : ['OPERATION_NOT_ALLOWED', otherwise];
}

defineComputed('VM_appliance', 'allowed_operations', ({ db }, ref, row) =>
  ALL.filter((op) => refusalOf(db, ref, row, op) === null),
);

/** What a member of a vApp is called with, and the state that all members should reach. */
interface Plan {
  readonly appliance: Ref<'VM_appliance'>;
  readonly message: string;
  readonly args: readonly boolean[];
  readonly goal: PowerState;
  /** Members by start order, in the order in which they come. */
  readonly groups: readonly (readonly Ref<'VM'>[])[];
}

interface Step extends Plan {
  /** Calls of the group that is on its way. */
  readonly tasks: readonly Ref<'task'>[];
  /** Groups that have had their turn. */
  readonly begun: number;
}

/** A member that waits for something else has no end that is known; then the next group looks again. */
const LOOK_MS = 500;

/** How long it takes until all calls under way have ended, as far as is known. */
function waitMs(world: World, tasks: readonly Ref<'task'>[]): number {
  const { nowMs } = world.engine;
  const ends = tasks.filter((task) => isPending(world, task)).map((task) => endOf(world, task) ?? nowMs + LOOK_MS);
  return Math.max(...ends) - nowMs;
}

function failed({ db }: World, { groups, goal }: Plan): readonly Ref<'VM'>[] {
  return groups.flat().filter((vm) => db.get('VM', vm)?.power_state !== goal);
}

defineOperation<Step>('VM_appliance.step', {
  finish: (world, step, own) => {
    if (step.tasks.some((task) => isPending(world, task))) {
      return continueAs('VM_appliance.step', waitMs(world, step.tasks), step);
    }
    const group = step.groups[step.begun];
    if (group !== undefined) {
      const tasks = group.map((vm) => callAsTask(world, step.message, [vm, ...step.args], own));
      return continueAs<Step>('VM_appliance.step', 0, { ...step, tasks, begun: step.begun + 1 });
    }
    const late = failed(world, step);
    if (late.length === 0) return undefined;
    throw new Fault('OPERATION_PARTIALLY_FAILED', `VM_appliance.${step.message.slice('VM.'.length)}`, ...late);
  },
});

/** Members that are not where they should be, grouped by their order: lowest first to start, last to stop. */
function groupsOf(db: Database, row: Appliance, goal: PowerState, ascending: boolean): Ref<'VM'>[][] {
  const groups = new Map<number, Ref<'VM'>[]>();
  for (const vm of row.VMs) {
    const { order, power_state } = db.row('VM', vm);
    if (power_state !== goal) groups.set(order, [...(groups.get(order) ?? []), vm]);
  }
  const sorted = [...groups].toSorted(([a], [b]) => (ascending ? a - b : b - a));
  return sorted.map(([, vms]) => vms);
}

function perform(call: Call, ref: Ref<'VM_appliance'>, op: ApplianceOperation, args: readonly boolean[] = []): Later {
  const { db } = call;
  const row = need(db, 'VM_appliance', ref);
  const refusal = refusalOf(db, ref, row, op);
  if (refusal !== null) throw new Fault(...refusal);
  const starts = op === 'start';
  const goal = !starts ? 'Halted' : args[0] === true ? 'Paused' : 'Running';
  const step: Step = {
    appliance: ref,
    message: `VM.${op}`,
    args: starts ? [args[0] === true, false] : [],
    goal,
    groups: groupsOf(db, row, goal, starts),
    tasks: [],
    begun: 0,
  };
  return startOperation(call, 'VM_appliance.step', { durationMs: 0, args: step, holds: [['VM_appliance', ref, op]] });
}

define({
  'VM_appliance.start': (call, appliance, paused) => perform(call, appliance, 'start', [paused]),
  'VM_appliance.clean_shutdown': (call, appliance) => perform(call, appliance, 'clean_shutdown'),
  'VM_appliance.hard_shutdown': (call, appliance) => perform(call, appliance, 'hard_shutdown'),
  'VM_appliance.shutdown': (call, appliance) => perform(call, appliance, 'shutdown'),
});
