import { HeartPulse } from 'lucide-react';
import { asyncLine, listInput, planned, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Choice, Input, PlannedCall, PoolCommand, StepContext, Target, WizardStep } from '../../commands';
import { hostIsLive, labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes } from '../../values';
import { agilityIn } from '../agility';
import { texts } from '../texts';
import { mostField, mostIn } from './most';
import { askOrder, orderCalls } from './order';

const FIELD = {
  storage: 'storage',
  restart: 'restart',
  bestEffort: 'bestEffort',
  order: 'order',
  tolerance: 'tolerance',
} as const;

/** Kinds of storage that can hold the state file (xapi: sr features VDI_GENERATE_CONFIG, shared). */
function storageItems(inventory: Inventory): readonly Choice[] {
  const servers = rows(inventory, 'host').size;
  return [...rows(inventory, 'SR')]
    .filter(([, sr]) => sr.shared && sr.content_type !== 'iso' && sr.type !== 'iso' && !sr.is_tools_sr)
    .map(([key, sr]): Choice => {
      const attached = sr.PBDs.filter((pbd) => row(inventory, 'PBD', pbd)?.currently_attached).length;
      return {
        key,
        label: labelOr(sr.name_label),
        detail: formatBytes(Math.max(0, sr.physical_size - sr.physical_utilisation)),
        reason: attached < servers ? texts.reasons.detached : null,
      };
    })
    .sort((a, b) => compareNatural(a.label, b.label));
}

const storageStep: WizardStep = {
  id: 'storage',
  title: texts.steps.storage,
  make: ({ inventory, ask }) => {
    const items = storageItems(inventory);
    const first = items.find(({ reason }) => reason === null);
    ask({
      kind: 'checklist',
      id: FIELD.storage,
      label: texts.fields.storage,
      items,
      initial: first ? [first.key] : [],
      empty: texts.fields.noStorage,
      problem: (keys) => (keys.length === 0 ? texts.reasons.chooseStorage : null),
    });
    return { notes: [{ tone: 'info', text: texts.notes.heartbeat }] };
  },
};

/** @param wantsAgile room can be kept only for VMs that run on every server */
function vmItems(inventory: Inventory, wantsAgile = false): readonly Choice[] {
  const pinned = wantsAgile ? agilityIn(inventory) : () => null;
  return [...rows(inventory, 'VM')]
    .filter(([, vm]) => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain)
    .map(([key, vm]): Choice => ({ key, label: labelOr(vm.name_label), detail: '', reason: pinned(vm) }))
    .sort((a, b) => compareNatural(a.label, b.label));
}

const withPriority = (inventory: Inventory, priority: string): readonly string[] =>
  vmItems(inventory)
    .map(({ key }) => key)
    .filter((key) => row(inventory, 'VM', key)?.ha_restart_priority === priority);

const vmsStep: WizardStep = {
  id: 'vms',
  title: texts.steps.vms,
  make: ({ inventory, ask }) => {
    const items = vmItems(inventory);
    const agile = vmItems(inventory, true);
    const { restart, bestEffort, noVms: empty } = texts.fields;
    const possible = new Set(agile.flatMap(({ key, reason }) => (reason === null ? [key] : [])));
    const first = withPriority(inventory, 'restart').filter((key) => possible.has(key));
    const chosen = ask({ kind: 'checklist', id: FIELD.restart, label: restart, items: agile, initial: first, empty });
    const taken = new Set(Array.isArray(chosen) ? chosen.map(String) : []);
    ask({
      kind: 'checklist',
      id: FIELD.bestEffort,
      label: bestEffort,
      items: items.filter(({ key }) => !taken.has(key)),
      initial: [...withPriority(inventory, 'restart'), ...withPriority(inventory, 'best-effort')].filter(
        (key) => !taken.has(key) && !(possible.has(key) && first.includes(key)),
      ),
      empty,
    });
    return {};
  },
};

const orderStep: WizardStep = {
  id: 'order',
  title: texts.steps.order,
  make: (context) => {
    const { input } = context;
    return askOrder(context, FIELD.order, [...listInput(input, FIELD.restart), ...listInput(input, FIELD.bestEffort)]);
  },
};

/** The VMs that are protected, as the pool's plan is asked for. */
const protectedVms = (input: Input): Readonly<Record<string, string>> =>
  Object.fromEntries(listInput(input, FIELD.restart).map((vm) => [vm, 'restart']));

function askTolerance({ inventory, input, ask }: StepContext): void {
  const { tolerance, toleranceHint: hint } = texts.fields;
  const question = JSON.stringify(protectedVms(input));
  ask(
    mostField(question, (call) =>
      call('pool.ha_compute_hypothetical_max_host_failures_to_tolerate', protectedVms(input)),
    ),
  );
  const can = mostIn(input, question);
  ask({
    kind: 'number',
    id: FIELD.tolerance,
    label: tolerance,
    initial: can === null ? 1 : Math.min(1, can),
    min: 0,
    max: Math.max(1, rows(inventory, 'host').size - 1),
    hint,
    problem: (value) => (can !== null && value > can ? texts.reasons.tooMany(can) : null),
  });
}

const toleranceStep: WizardStep = {
  id: 'tolerance',
  title: texts.steps.tolerance,
  make: (context) => {
    askTolerance(context);
    return {};
  },
};

const summaryStep: WizardStep = { id: 'summary', title: texts.steps.summary, make: () => ({}) };

function callsFor(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const restart = new Set(listInput(input, FIELD.restart));
  const bestEffort = new Set(listInput(input, FIELD.bestEffort));
  const priorities = vmItems(inventory).flatMap(({ key }) => {
    const vm = row(inventory, 'VM', key);
    const priority = restart.has(key) ? 'restart' : bestEffort.has(key) ? 'best-effort' : '';
    if (!vm || vm.ha_restart_priority === priority) return [];
    const xe = xeLine('vm-param-set', { uuid: vm.uuid, 'ha-restart-priority': priority });
    return [planned(xe, 'VM.set_ha_restart_priority', key, priority)];
  });
  const pool = row(inventory, 'pool', target.ref);
  const tolerance = Number(textInput(input, FIELD.tolerance));
  const xe = xeLine('pool-param-set', {
    uuid: pool?.uuid ?? target.ref,
    'ha-host-failures-to-tolerate': String(tolerance),
  });
  return [
    ...priorities,
    ...orderCalls(inventory, input, FIELD.order),
    planned(xe, 'pool.set_ha_host_failures_to_tolerate', target.ref, tolerance),
  ];
}

/** The wizard that turns high availability on. */
export const enableCommand: PoolCommand = {
  type: 'pool',
  id: 'pool.enableHa',
  label: texts.commands.enable,
  verb: texts.verbs.enable,
  title: texts.titles.enable,
  icon: HeartPulse,
  group: 'edit',
  kinds: ['pool'],
  single: true,
  calls: [
    ...(['pool.enable_ha', 'pool.set_ha_host_failures_to_tolerate', 'VM.set_ha_restart_priority'] as const),
    ...(['VM.set_order', 'VM.set_start_delay'] as const),
  ],
  isOffered: (inventory, { ref }) => row(inventory, 'pool', ref)?.ha_enabled !== true,
  reason: (inventory, { ref }) => {
    const pool = row(inventory, 'pool', ref);
    if (!pool) return texts.reasons.gone;
    if (pool.ha_enabled) return texts.reasons.on;
    if (pool.restrictions['enable_xha'] === 'false') return texts.reasons.licence;
    const hosts = [...rows(inventory, 'host').values()];
    if (hosts.length < 2) return texts.reasons.onlyServer;
    return hosts.every((host) => hostIsLive(inventory, host)) ? null : texts.reasons.down;
  },
  steps: [storageStep, vmsStep, orderStep, toleranceStep, summaryStep],
  script: (inventory, target, input) => {
    const first = scriptOfCalls(callsFor(inventory, target, input));
    const srs = listInput(input, FIELD.storage);
    const uuids = srs.map((sr) => row(inventory, 'SR', sr)?.uuid ?? sr).join(',');
    return {
      api: [...first.api, asyncLine('pool.enable_ha', srs, {})],
      xe: [...first.xe, xeLine('pool-ha-enable', { 'heartbeat-sr-uuids': uuids })],
    };
  },
  run: async (job, target, input) => {
    await runCalls(job, callsFor(job.inventory, target, input));
    await job.task('pool.enable_ha', listInput(input, FIELD.storage), {});
  },
};
