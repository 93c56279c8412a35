import { Wrench } from 'lucide-react';
import { NULL_REF } from '../../../xapi/datamodel/ref';
import { apiLine, asyncLine, rowsInput, seenInput, textInput, vmReason, xeLine } from '../../commands';
import type {
  Choice,
  Input,
  Job,
  ListRow,
  PoolCommand,
  Script,
  StepContext,
  StepFix,
  StepNote,
  Target,
  WizardStep,
} from '../../commands';
import { labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { hostOf, hostUuid, isCoordinator, liveReason, others, residents } from './hosts';
import { forgetNotes, LIST_NAMES, LISTS, MODE } from './maintenance-notes';
import type { ListName } from './maintenance-notes';
import { texts } from './texts';

const COORDINATOR = 'coordinator';
const CHECK = 'check';
/** Cells of what the check answers: a VM that was here when it began, or one that stands in the way, with the reason. */
const WAS_HERE = 'wasHere';
const VM = 'vm';
const REASON = 'reason';

const why = texts.reasons;

/** What helps with a VM that stands in the way, and what takes that back; the mildest first. */
const WAYS = [
  { operation: 'pool_migrate', command: 'vm.migrate', undo: 'vm.migrate', label: texts.fixes.migrate },
  { operation: 'suspend', command: 'vm.suspend', undo: 'vm.resumeOn', label: texts.fixes.suspend },
  { operation: 'clean_shutdown', command: 'vm.shutdown', undo: 'vm.startOn', label: texts.fixes.shutdown },
  { operation: 'hard_shutdown', command: 'vm.forceShutdown', undo: 'vm.startOn', label: texts.fixes.forceOff },
] as const;

/** Hangs on everything that may change the answer without anybody asking: fixes take VMs away, others enable servers. */
function questionOf(inventory: Inventory, target: Target): string {
  const host = hostOf(inventory, target);
  const here = host ? residents(inventory, host).map(([ref]) => ref) : [];
  const there = others(inventory, target.ref).map(([ref]) => ref);
  return [target.ref, ...here.sort(), '|', ...there.sort()].join(' ');
}

/** What the pool says against a VM is about every other server; its errors name one. */
const WORDS: Readonly<Record<string, string>> = {
  NO_HOSTS_AVAILABLE: why.noOtherServer,
  HOST_NOT_ENOUGH_FREE_MEMORY: why.noRoom,
};

function askCheck({ inventory, target, ask }: StepContext): readonly ListRow[] {
  const question = questionOf(inventory, target);
  const value = ask({
    kind: 'look',
    id: CHECK,
    label: texts.fields.check,
    initial: [],
    verb: texts.fields.checkAgain,
    question,
    look: async (call, sentence, earlier) => {
      const refusals = await call('host.get_vms_which_prevent_evacuation', target.ref);
      const found: ListRow[] = [];
      for (const [vm, [code = '', ...params]] of Object.entries(refusals)) {
        found.push({ [VM]: vm, [REASON]: WORDS[code] ?? (await sentence({ code, params })) });
      }
      // What speaks against it as a whole is in no list of VMs; where it is asked about them, the list says more.
      if (found.length === 0) await call('host.assert_can_evacuate', target.ref);
      const host = hostOf(inventory, target);
      const here = host ? residents(inventory, host).map(([, { uuid }]) => uuid) : [];
      const before = earlier.flatMap((each) => each[WAS_HERE] ?? []);
      return [...new Set([...before, ...here])].map((uuid): ListRow => ({ [WAS_HERE]: uuid })).concat(found);
    },
    fine: texts.fields.nothingInTheWay,
    problem: (rows) => texts.inTheWay(rows.filter((each) => each[VM] !== undefined).length),
  });
  const seen = seenInput({ [CHECK]: value }, CHECK, question) ?? [];
  return seen.filter((each) => each[VM] !== undefined);
}

/** The fixes that so many of these VMs allow, for all of those at once. */
function fixesFor(inventory: Inventory, target: Target, vms: readonly string[], least = 1): readonly StepFix[] {
  const fits = (vm: string, operation: (typeof WAYS)[number]['operation']): boolean => {
    const isOne = vmReason(row(inventory, 'VM', vm), operation) === null;
    if (operation === 'pool_migrate') return isOne && others(inventory, target.ref).length > 0;
    // Power is cut only from what cannot be asked to stop.
    return isOne && (operation !== 'hard_shutdown' || !fits(vm, 'clean_shutdown'));
  };
  return WAYS.flatMap(({ operation, command, undo, label }): StepFix[] => {
    const fitting = vms.filter((vm) => fits(vm, operation));
    if (fitting.length < least) return [];
    const objects = fitting.map((ref) => ({ connection: target.id.connection, class: 'VM', ref }) as const);
    return [{ label: label(fitting.length), command, objects, undo: { command: undo, input: { server: target.ref } } }];
  });
}

const vmsStep: WizardStep = {
  id: 'vms',
  title: texts.steps.vms,
  make: (context) => {
    const { inventory, target } = context;
    const host = hostOf(inventory, target);
    const count = host ? residents(inventory, host).length : 0;
    const found = askCheck(context).flatMap((each) => {
      const vm = row(inventory, 'VM', each[VM] ?? '');
      return vm ? [{ ref: each[VM] ?? '', name: labelOr(vm.name_label), reason: each[REASON] ?? '' }] : [];
    });
    found.sort((a, b) => compareNatural(a.name, b.name));
    const notes = found.map(({ ref, name, reason }): StepNote => {
      const fixes = fixesFor(inventory, target, [ref]);
      return { tone: 'warning', text: texts.standsInTheWay(name, reason), fixes };
    });
    const refs = found.map(({ ref }) => ref);
    const all: readonly StepNote[] =
      found.length > 1
        ? [{ tone: 'info', text: texts.allInTheWay, fixes: fixesFor(inventory, target, refs, 2) }]
        : found.length === 0
          ? [{ tone: 'info', text: texts.consequences.enter(count) }]
          : [];
    return { notes: [...all, ...notes] };
  },
};

const coordinatorStep: WizardStep = {
  id: 'coordinator',
  title: texts.fields.coordinator,
  make: ({ inventory, target, ask }) => {
    if (!isCoordinator(inventory, target.ref)) return { skipped: why.noCoordinator };
    const choices = others(inventory, target.ref)
      .map(([key, host]): Choice => ({ key, label: labelOr(host.name_label), detail: '', reason: null }))
      .sort((a, b) => compareNatural(a.label, b.label));
    const [first] = choices;
    if (!first) return { skipped: why.noSuccessor };
    ask({
      kind: 'choice',
      id: COORDINATOR,
      label: texts.fields.coordinator,
      initial: first.key,
      choices,
      checksServers: false,
    });
    return { notes: [{ tone: 'info', text: texts.consequences.coordinator }] };
  },
};

/** Uuids of the VMs that leave, by what becomes of them; what was stopped on the way here counts, as it comes back. */
function leaving(inventory: Inventory, target: Target, input: Input): Record<ListName, readonly string[]> {
  const host = hostOf(inventory, target);
  const here = new Set(host ? residents(inventory, host).map(([, { uuid }]) => uuid) : []);
  const known = new Set([...here, ...rowsInput(input, CHECK).flatMap((each) => each[WAS_HERE] ?? [])]);
  const vms = [...rows(inventory, 'VM').values()].filter(({ uuid }) => known.has(uuid));
  const inState = (state: string): readonly string[] =>
    vms.filter(({ uuid, power_state }) => !here.has(uuid) && power_state === state).map(({ uuid }) => uuid);
  return {
    migrated: [...here, ...inState('Running')],
    suspended: inState('Suspended'),
    halted: inState('Halted'),
  };
}

/** Keys of `host.other_config` and their values while a server is out of service. */
function notes(inventory: Inventory, target: Target, input: Input): readonly (readonly [string, string])[] {
  const lists = leaving(inventory, target, input);
  const filled = LIST_NAMES.filter((name) => lists[name].length > 0);
  return [[MODE, 'true'], ...filled.map((name) => [LISTS[name], lists[name].join(',')] as const)];
}

const successor = (input: Input): string => textInput(input, COORDINATOR);

async function enter(job: Job, target: Target, input: Input): Promise<void> {
  const marks = notes(job.inventory, target, input);
  // The pool may have changed since the check: nothing begins that cannot come to its end.
  await job.call('host.assert_can_evacuate', target.ref);
  await job.task('host.disable', target.ref, false);
  try {
    await forgetNotes(job, target);
    for (const [key, value] of marks) await job.call('host.add_to_other_config', target.ref, key, value);
    await job.task('host.evacuate', target.ref, NULL_REF, 0);
  } catch (error) {
    // What did not get to maintenance goes on as it was.
    await forgetNotes(job, target).catch(() => undefined);
    await job.task('host.enable', target.ref).catch(() => undefined);
    throw error;
  }
  if (successor(input) !== '') await job.task('pool.designate_new_master', successor(input));
}

function enterScript(inventory: Inventory, target: Target, input: Input): Script {
  const uuid = hostUuid(inventory, target.ref);
  const next = successor(input);
  return {
    api: [
      apiLine('host.assert_can_evacuate', target.ref),
      asyncLine('host.disable', target.ref, false),
      ...notes(inventory, target, input).map(([key, value]) =>
        apiLine('host.add_to_other_config', target.ref, key, value),
      ),
      asyncLine('host.evacuate', target.ref, NULL_REF, 0),
      ...(next === '' ? [] : [asyncLine('pool.designate_new_master', next)]),
    ],
    xe: [
      xeLine('host-disable', { uuid }),
      xeLine('host-evacuate', { uuid }),
      ...(next === '' ? [] : [xeLine('pool-designate-new-master', { 'host-uuid': hostUuid(inventory, next) })]),
    ],
  };
}

/** Takes a server out of service, once no VM stands in the way. */
export const enterMaintenance: PoolCommand = {
  type: 'pool',
  id: 'host.enterMaintenance',
  button: true,
  label: texts.labels.enterMaintenance,
  verb: texts.verbs.enterMaintenance,
  title: texts.titles.enterMaintenance,
  icon: Wrench,
  group: 'power',
  kinds: ['host'],
  single: true,
  calls: (inventory, target) => [
    ...(['host.assert_can_evacuate', 'host.disable', 'host.evacuate', 'host.add_to_other_config'] as const),
    ...(isCoordinator(inventory, target.ref) ? (['pool.designate_new_master'] as const) : []),
  ],
  isOffered: (inventory, target) => hostOf(inventory, target)?.enabled !== false,
  reason: (inventory, target) =>
    liveReason(inventory, target) ?? (hostOf(inventory, target)?.enabled ? null : why.inMaintenance),
  steps: [vmsStep, coordinatorStep],
  script: enterScript,
  run: enter,
};
