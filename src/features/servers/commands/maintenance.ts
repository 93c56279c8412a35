import { CirclePlay, Wrench } from 'lucide-react';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import { apiLine, asyncLine, textInput, vmReason, xeLine } from '../../commands';
import type { Call, Choice, Field, Input, Job, PoolCommand, Script, Target } from '../../commands';
import { labelOr, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { hostOf, hostUuid, isCoordinator, liveReason, others, residents } from './hosts';
import type { Resident } from './hosts';
import { texts } from './texts';

/** By which XenCenter knows a server that is out of service on purpose, and which VMs it had. */
const MODE = 'MAINTENANCE_MODE';
const LISTS = {
  migrated: 'MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED',
  suspended: 'MAINTENANCE_MODE_EVACUATED_VMS_SUSPENDED',
  halted: 'MAINTENANCE_MODE_EVACUATED_VMS_HALTED',
} as const;
type ListName = keyof typeof LISTS;
const LIST_NAMES = Object.keys(LISTS) as readonly ListName[];
const KEYS: readonly string[] = [MODE, ...Object.values(LISTS)];

const COORDINATOR = 'coordinator';
const BRING_BACK = 'bringBack';

const why = texts.reasons;

/** What to do with a VM that stays behind, and the call that does it. */
const WAYS = {
  suspend: { operation: 'suspend', call: 'VM.suspend', xe: 'vm-suspend', list: 'suspended' },
  shutdown: { operation: 'clean_shutdown', call: 'VM.clean_shutdown', xe: 'vm-shutdown', list: 'halted' },
  forceOff: { operation: 'hard_shutdown', call: 'VM.hard_shutdown', xe: 'vm-shutdown', list: 'halted' },
} as const;
type WayName = keyof typeof WAYS;
const WAY_NAMES = Object.keys(WAYS) as readonly WayName[];

/** Why a VM cannot go to another server; null: it can. */
function staysReason(inventory: Inventory, [, vm]: Resident, host: string): string | null {
  if (others(inventory, host).length === 0) return why.noOtherServer;
  return vmReason(vm, 'pool_migrate');
}

/** What is done with each VM that cannot move; what was not asked is the mildest that it allows. */
function waysFor(inventory: Inventory, target: Target, input: Input): readonly (readonly [Resident, WayName])[] {
  const host = hostOf(inventory, target);
  if (!host) return [];
  return residents(inventory, host).flatMap((resident) => {
    const [ref, vm] = resident;
    if (staysReason(inventory, resident, target.ref) === null) return [];
    const chosen = WAY_NAMES.find((name) => name === textInput(input, ref));
    const mildest = WAY_NAMES.find((name) => vmReason(vm, WAYS[name].operation) === null);
    return [[resident, chosen ?? mildest ?? 'forceOff'] as const];
  });
}

function vmFields(inventory: Inventory, target: Target): readonly Field[] {
  return waysFor(inventory, target, {}).map(([resident, initial]): Field => {
    const [ref, vm] = resident;
    const because = staysReason(inventory, resident, target.ref) ?? '';
    return {
      kind: 'choice',
      id: ref,
      label: texts.fields.vm(labelOr(vm.name_label)),
      initial,
      choices: WAY_NAMES.map((name): Choice => ({
        key: name,
        label: texts.fields[name],
        detail: name === initial ? because : '',
        reason: vmReason(vm, WAYS[name].operation),
      })),
      checksServers: false,
    };
  });
}

function coordinatorField(inventory: Inventory, target: Target): readonly Field[] {
  if (!isCoordinator(inventory, target.ref)) return [];
  const choices = others(inventory, target.ref)
    .map(([key, host]): Choice => ({ key, label: labelOr(host.name_label), detail: '', reason: null }))
    .sort((a, b) => compareNatural(a.label, b.label));
  const [first] = choices;
  if (!first) return [];
  return [
    {
      kind: 'choice',
      id: COORDINATOR,
      label: texts.fields.coordinator,
      initial: first.key,
      choices,
      checksServers: false,
    },
  ];
}

/** Uuids of the VMs that leave, by what becomes of them. */
function leaving(inventory: Inventory, target: Target, input: Input): Record<ListName, readonly string[]> {
  const host = hostOf(inventory, target);
  const ways = new Map(waysFor(inventory, target, input).map(([[ref], way]) => [ref, WAYS[way].list]));
  const all = host ? residents(inventory, host) : [];
  const of = (list: ListName): readonly string[] =>
    all.filter(([ref]) => (ways.get(ref) ?? 'migrated') === list).map(([, vm]) => vm.uuid);
  return { migrated: of('migrated'), suspended: of('suspended'), halted: of('halted') };
}

/** Keys of `host.other_config` and their values while a server is out of service. */
function notes(inventory: Inventory, target: Target, input: Input): readonly (readonly [string, string])[] {
  const lists = leaving(inventory, target, input);
  const filled = LIST_NAMES.filter((name) => lists[name].length > 0);
  return [[MODE, 'true'], ...filled.map((name) => [LISTS[name], lists[name].join(',')] as const)];
}

const successor = (input: Input): string => textInput(input, COORDINATOR);

async function enter(job: Job, target: Target, input: Input): Promise<void> {
  const { inventory } = job;
  const ways = waysFor(inventory, target, input);
  const marks = notes(inventory, target, input);
  await job.task('host.disable', target.ref, false);
  try {
    for (const [[ref], way] of ways) await job.task(WAYS[way].call, ref);
    await forgetNotes(job, target);
    for (const [key, value] of marks) await job.call('host.add_to_other_config', target.ref, key, value);
    await job.task('host.evacuate', target.ref, NULL_REF, 0);
  } catch (error) {
    // What did not get to maintenance goes on as it was; VMs that were stopped stay so, as their state says.
    await forgetNotes(job, target).catch(() => undefined);
    await job.task('host.enable', target.ref).catch(() => undefined);
    throw error;
  }
  if (successor(input) !== '') await job.task('pool.designate_new_master', successor(input));
}

async function forgetNotes(job: Job, { ref }: Target): Promise<void> {
  for (const key of KEYS) await job.call('host.remove_from_other_config', ref, key);
}

function enterScript(inventory: Inventory, target: Target, input: Input): Script {
  const uuid = hostUuid(inventory, target.ref);
  const ways = waysFor(inventory, target, input);
  const next = successor(input);
  return {
    api: [
      asyncLine('host.disable', target.ref, false),
      ...ways.map(([[ref], way]) => asyncLine(WAYS[way].call, ref)),
      ...notes(inventory, target, input).map(([key, value]) =>
        apiLine('host.add_to_other_config', target.ref, key, value),
      ),
      asyncLine('host.evacuate', target.ref, NULL_REF, 0),
      ...(next === '' ? [] : [asyncLine('pool.designate_new_master', next)]),
    ],
    xe: [
      xeLine('host-disable', { uuid }),
      ...ways.map(([[, vm], way]) =>
        xeLine(WAYS[way].xe, { uuid: vm.uuid, ...(way === 'forceOff' ? { force: 'true' } : {}) }),
      ),
      xeLine('host-evacuate', { uuid }),
      ...(next === '' ? [] : [xeLine('pool-designate-new-master', { 'host-uuid': hostUuid(inventory, next) })]),
    ],
  };
}

/** How VMs of each list come back to their server. */
const BACK = {
  migrated: 'VM.pool_migrate',
  suspended: 'VM.resume_on',
  halted: 'VM.start_on',
} as const satisfies Record<ListName, Call>;

/** VMs that ran on a server before its maintenance and can come back: still there, and in the state it left them in. */
function returning(inventory: Inventory, target: Target): readonly (readonly [Resident, ListName])[] {
  const facts = hostOf(inventory, target)?.other_config ?? {};
  const wanted = new Map(
    LIST_NAMES.flatMap((name) => (facts[LISTS[name]] ?? '').split(',').map((uuid) => [uuid, name] as const)),
  );
  return [...rows(inventory, 'VM')].flatMap(([ref, vm]) => {
    const name = wanted.get(vm.uuid);
    if (name === undefined) return [];
    const states = { migrated: 'Running', suspended: 'Suspended', halted: 'Halted' } as const;
    const isAway = vm.power_state === states[name] && vm.resident_on !== target.ref;
    return isAway ? [[[ref, vm], name] as const] : [];
  });
}

const comesBack = (inventory: Inventory, target: Target, input: Input) =>
  input[BRING_BACK] === true ? returning(inventory, target) : [];

async function exit(job: Job, target: Target, input: Input): Promise<void> {
  const back = comesBack(job.inventory, target, input);
  await job.task('host.enable', target.ref);
  await forgetNotes(job, target);
  // One VM that cannot come back keeps no other from it.
  const refusals: unknown[] = [];
  for (const [[ref], list] of back) await bringBack(job, ref, target.ref, list).catch((error) => refusals.push(error));
  if (refusals.length > 0) throw refusals[0];
}

function bringBack(job: Job, vm: string, host: string, list: ListName): Promise<string> {
  if (list === 'migrated') return job.task('VM.pool_migrate', vm, host, { live: 'true' });
  return job.task(BACK[list], vm, host, false, false);
}

function exitScript(inventory: Inventory, target: Target, input: Input): Script {
  const uuid = hostUuid(inventory, target.ref);
  const back = comesBack(inventory, target, input);
  return {
    api: [
      asyncLine('host.enable', target.ref),
      ...KEYS.map((key) => apiLine('host.remove_from_other_config', target.ref, key)),
      ...back.map(([[ref], list]) =>
        list === 'migrated'
          ? asyncLine('VM.pool_migrate', ref, target.ref, { live: 'true' })
          : asyncLine(BACK[list], ref, target.ref, false, false),
      ),
    ],
    xe: [
      xeLine('host-enable', { uuid }),
      ...back.map(([[, vm], list]) =>
        list === 'migrated'
          ? xeLine('vm-migrate', { uuid: vm.uuid, 'host-uuid': uuid, live: 'true' })
          : xeLine(list === 'suspended' ? 'vm-resume' : 'vm-start', { uuid: vm.uuid, on: uuid }),
      ),
    ],
  };
}

/** Taking servers out of service for work on them, and back. */
export const maintenanceCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'host.enterMaintenance',
    button: true,
    label: texts.labels.enterMaintenance,
    verb: texts.verbs.enterMaintenance,
    title: texts.titles.enterMaintenance,
    question: texts.titles.enterMaintenance,
    icon: Wrench,
    group: 'power',
    kinds: ['host'],
    single: true,
    calls: (inventory, target) => [
      ...(['host.disable', 'host.evacuate', 'host.add_to_other_config'] as const),
      ...waysFor(inventory, target, {}).map(([, way]) => WAYS[way].call),
      ...(isCoordinator(inventory, target.ref) ? (['pool.designate_new_master'] as const) : []),
    ],
    isOffered: (inventory, target) => hostOf(inventory, target)?.enabled !== false,
    reason: (inventory, target) =>
      liveReason(inventory, target) ?? (hostOf(inventory, target)?.enabled ? null : why.inMaintenance),
    fields: (inventory, [target]) =>
      target ? [...vmFields(inventory, target), ...coordinatorField(inventory, target)] : [],
    confirm: (inventory, [target]) => {
      const host = target && hostOf(inventory, target);
      if (!target || !host) return null;
      const moving = leaving(inventory, target, {}).migrated.length;
      const handsOver = coordinatorField(inventory, target).length > 0 ? texts.consequences.coordinator : '';
      return { consequence: [texts.consequences.enter(moving), handsOver].join(' ').trim(), losses: [] };
    },
    script: enterScript,
    run: enter,
  },
  {
    type: 'pool',
    id: 'host.exitMaintenance',
    button: true,
    label: texts.labels.exitMaintenance,
    verb: texts.verbs.exitMaintenance,
    title: texts.titles.exitMaintenance,
    question: texts.titles.exitMaintenance,
    icon: CirclePlay,
    group: 'power',
    kinds: ['host'],
    single: true,
    calls: ['host.enable', 'host.remove_from_other_config', ...Object.values(BACK)],
    isOffered: (inventory, target) => hostOf(inventory, target)?.enabled === false,
    reason: (inventory, target) =>
      liveReason(inventory, target) ?? (hostOf(inventory, target)?.enabled ? why.inService : null),
    fields: (inventory, [target]) =>
      target && returning(inventory, target).length > 0
        ? [{ kind: 'check', id: BRING_BACK, label: texts.fields.bringBack, initial: true }]
        : [],
    confirm: () => ({ consequence: texts.consequences.exit, losses: [] }),
    script: exitScript,
    run: exit,
  },
];
