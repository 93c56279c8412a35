import { House, ListOrdered } from 'lucide-react';
import { NULL_REF, isNullRef } from '../../../xapi/datamodel/ref';
import { apiLine, textInput, xeLine } from '../../commands';
import type { Choice, Input, Job, PoolCommand, Script, Target } from '../../commands';
import { agilityIn } from '../../ha';
import { deniedReason, labelOr, mayCall, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from './texts';
import { fixedReason, vmOf, vmUuid, wholeNumber } from './vm-facts';
import type { Vm } from './vm-facts';

const HA = 'ha';
const ORDER = 'order';
const START_DELAY = 'startDelay';
const SHUTDOWN_DELAY = 'shutdownDelay';
const AUTO = 'auto';
const HOME = 'home';

const PRIORITIES = ['restart', 'best-effort', ''] as const;
/** The key of a choice is never empty. */
const NONE = 'none';
/** By which the toolstack knows VMs that start with their server, and pools that start any (xapi-autostart-vms). */
const AUTO_KEY = 'auto_poweron';
const POOL_CALL = 'pool.add_to_other_config';

const numberProblem = (text: string): string | null =>
  Number.isNaN(wholeNumber(text)) ? texts.problems.notNegative : null;

/** Fields of a VM that are set one by one, in what they hold. */
interface Settings {
  readonly ha_restart_priority: string;
  readonly order: number;
  readonly start_delay: number;
  readonly shutdown_delay: number;
}

function wanted(input: Input): Settings {
  const priority = textInput(input, HA);
  return {
    ha_restart_priority: priority === NONE ? '' : priority,
    order: wholeNumber(textInput(input, ORDER)),
    start_delay: wholeNumber(textInput(input, START_DELAY)),
    shutdown_delay: wholeNumber(textInput(input, SHUTDOWN_DELAY)),
  };
}

const SETTERS = {
  ha_restart_priority: 'VM.set_ha_restart_priority',
  order: 'VM.set_order',
  start_delay: 'VM.set_start_delay',
  shutdown_delay: 'VM.set_shutdown_delay',
} as const;
const NAMES = Object.keys(SETTERS) as readonly (keyof Settings)[];

const changed = (vm: Vm, input: Input): readonly (keyof Settings)[] =>
  NAMES.filter((name) => wanted(input)[name] !== vm[name]);

const isAuto = (vm: Vm): boolean => vm.other_config[AUTO_KEY] === 'true';
const changesAuto = (vm: Vm, input: Input): boolean => (input[AUTO] === true) !== isAuto(vm);

/** The pool, while it starts no VMs by itself, whatever they say; null: it does. */
function idlePool(inventory: Inventory) {
  const pool = only(inventory, 'pool');
  return pool && pool[1].other_config[AUTO_KEY] !== 'true' ? pool : null;
}

/** The pool that is to start VMs from now on, as far as the own role can have it so. */
const poolToChange = (inventory: Inventory, input: Input) =>
  input[AUTO] === true && mayCall(inventory, POOL_CALL) ? idlePool(inventory) : null;

function autoHint(inventory: Inventory): { readonly hint?: string } {
  if (idlePool(inventory) === null) return {};
  return {
    hint: mayCall(inventory, POOL_CALL)
      ? texts.fields.autoStartPool
      : [texts.fields.autoStartIdle, deniedReason(inventory, POOL_CALL)].join(' '),
  };
}

async function save(job: Job, target: Target, input: Input): Promise<void> {
  const vm = vmOf(job.inventory, target);
  if (!vm) return;
  const settings = wanted(input);
  const { ref } = target;
  for (const name of changed(vm, input)) {
    if (name === 'ha_restart_priority') await job.call(SETTERS[name], ref, settings[name]);
    else await job.call(SETTERS[name], ref, settings[name]);
  }
  const [pool] = poolToChange(job.inventory, input) ?? [];
  if (pool !== undefined) {
    await job.call('pool.remove_from_other_config', pool, AUTO_KEY);
    await job.call(POOL_CALL, pool, AUTO_KEY, 'true');
  }
  if (!changesAuto(vm, input)) return;
  await job.call('VM.remove_from_other_config', ref, AUTO_KEY);
  if (input[AUTO] === true) await job.call('VM.add_to_other_config', ref, AUTO_KEY, 'true');
}

function scriptOf(inventory: Inventory, target: Target, input: Input): Script {
  const vm = vmOf(inventory, target);
  if (!vm) return { api: [], xe: [] };
  const uuid = vmUuid(inventory, target);
  const settings = wanted(input);
  const names = changed(vm, input);
  const auto = changesAuto(vm, input);
  const [pool, poolRecord] = poolToChange(inventory, input) ?? [];
  return {
    api: [
      ...names.map((name) =>
        name === 'ha_restart_priority'
          ? apiLine(SETTERS[name], target.ref, settings[name])
          : apiLine(SETTERS[name], target.ref, settings[name]),
      ),
      ...(pool === undefined
        ? []
        : [apiLine('pool.remove_from_other_config', pool, AUTO_KEY), apiLine(POOL_CALL, pool, AUTO_KEY, 'true')]),
      ...(auto ? [apiLine('VM.remove_from_other_config', target.ref, AUTO_KEY)] : []),
      ...(auto && input[AUTO] === true ? [apiLine('VM.add_to_other_config', target.ref, AUTO_KEY, 'true')] : []),
    ],
    xe: [
      ...names.map((name) => xeLine('vm-param-set', { uuid, [name.replaceAll('_', '-')]: String(settings[name]) })),
      ...(poolRecord === undefined
        ? []
        : [xeLine('pool-param-set', { uuid: poolRecord.uuid, [`other-config:${AUTO_KEY}`]: 'true' })]),
      ...(auto ? [xeLine('vm-param-set', { uuid, [`other-config:${AUTO_KEY}`]: String(input[AUTO] === true) })] : []),
    ],
  };
}

function homeChoices(inventory: Inventory): readonly Choice[] {
  const servers = [...rows(inventory, 'host')]
    .map(([key, host]): Choice => ({ key, label: labelOr(host.name_label), detail: '', reason: null }))
    .sort((a, b) => compareNatural(a.label, b.label));
  return [{ key: NONE, label: texts.fields.noHome, detail: '', reason: null }, ...servers];
}

const homeIn = (input: Input): string => {
  const home = textInput(input, HOME);
  return home === NONE ? NULL_REF : home;
};

/** When VMs start, and where. */
export const startCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.startOptions',
    label: texts.labels.start,
    verb: texts.verbs.save,
    title: texts.titles.start,
    icon: ListOrdered,
    group: 'edit',
    kinds: ['vm'],
    single: true,
    calls: [...Object.values(SETTERS), 'VM.remove_from_other_config', 'VM.add_to_other_config'],
    reason: fixedReason,
    fields: (inventory, [target]) => {
      const vm = target && vmOf(inventory, target);
      if (!vm) return [];
      const number = (id: string, label: string, value: number, hint: string) =>
        ({ kind: 'text', id, label, initial: String(value), hint, problem: numberProblem }) as const;
      return [
        {
          kind: 'choice',
          id: HA,
          label: texts.fields.haPriority,
          initial: vm.ha_restart_priority || NONE,
          choices: PRIORITIES.map((priority): Choice => ({
            key: priority || NONE,
            label: texts.fields.haPriorities[priority],
            detail: '',
            // What it has already may stay.
            reason: priority === 'restart' && vm.ha_restart_priority !== priority ? agilityIn(inventory)(vm) : null,
          })),
          checksServers: false,
        },
        number(ORDER, texts.fields.startOrder, vm.order, texts.fields.startOrderHint),
        number(START_DELAY, texts.fields.startDelay, vm.start_delay, texts.fields.seconds),
        number(SHUTDOWN_DELAY, texts.fields.shutdownDelay, vm.shutdown_delay, texts.fields.seconds),
        { kind: 'check', id: AUTO, label: texts.fields.autoStart, initial: isAuto(vm), ...autoHint(inventory) },
      ];
    },
    script: scriptOf,
    run: save,
  },
  {
    type: 'pool',
    id: 'vm.home',
    label: texts.labels.home,
    verb: texts.verbs.save,
    title: texts.titles.home,
    icon: House,
    group: 'edit',
    kinds: ['vm'],
    calls: ['VM.set_affinity'],
    reason: fixedReason,
    fields: (inventory, [target]) => {
      const home = target && vmOf(inventory, target)?.affinity;
      return [
        {
          kind: 'choice',
          id: HOME,
          label: texts.fields.home,
          initial: home === undefined || isNullRef(home) ? NONE : home,
          choices: homeChoices(inventory),
          checksServers: false,
        },
      ];
    },
    script: (inventory, target, input) => ({
      api: [apiLine('VM.set_affinity', target.ref, homeIn(input))],
      xe: [
        xeLine('vm-param-set', {
          uuid: vmUuid(inventory, target),
          affinity: row(inventory, 'host', homeIn(input))?.uuid ?? '',
        }),
      ],
    }),
    run: async (job, target, input) => {
      await job.call('VM.set_affinity', target.ref, homeIn(input));
    },
  },
];
