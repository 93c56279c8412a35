import { Gauge, HeartOff, HeartPulse } from 'lucide-react';
import { asyncCall, asyncLine, planned, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import { row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { configurationIn, storageIn, TOLERANCE } from '../as-it-is';
import { texts } from '../texts';
import { mostField, mostIn } from './most';

function toleranceCalls(inventory: Inventory, { ref }: Target, input: Input) {
  const pool = row(inventory, 'pool', ref);
  const count = Number(textInput(input, TOLERANCE));
  if (!pool || pool.ha_host_failures_to_tolerate === count) return [];
  const xe = xeLine('pool-param-set', { uuid: pool.uuid, 'ha-host-failures-to-tolerate': String(count) });
  return [planned(xe, 'pool.set_ha_host_failures_to_tolerate', ref, count)];
}

/** What the answer of the pool holds for: the VMs that are protected now. */
function protectedNow(inventory: Inventory): string {
  const refs = [...rows(inventory, 'VM')].filter(([, vm]) => vm.ha_restart_priority === 'restart').map(([ref]) => ref);
  return JSON.stringify(refs);
}

/** What is done with high availability once it is on. */
export const haCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'pool.disableHa',
    label: texts.commands.disable,
    verb: texts.verbs.disable,
    title: texts.titles.disable,
    question: texts.titles.disable,
    icon: HeartOff,
    group: 'edit',
    danger: true,
    kinds: ['pool'],
    single: true,
    isOffered: (inventory, { ref }) => row(inventory, 'pool', ref)?.ha_enabled === true,
    reason: (inventory, { ref }) => {
      const pool = row(inventory, 'pool', ref);
      if (!pool) return texts.reasons.gone;
      return pool.ha_enabled ? null : texts.reasons.off;
    },
    confirm: () => ({ consequence: texts.consequences.disable, losses: [] }),
    ...asyncCall(
      'pool.disable_ha',
      () => [],
      () => ['pool-ha-disable', {}],
    ),
  },
  {
    type: 'pool',
    id: 'pool.haTolerance',
    label: texts.commands.tolerance,
    verb: texts.verbs.save,
    title: texts.titles.tolerance,
    icon: Gauge,
    group: 'edit',
    kinds: ['pool'],
    single: true,
    calls: ['pool.set_ha_host_failures_to_tolerate'],
    reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? null : texts.reasons.gone),
    fields: (inventory, [target]) => {
      const pool = target && row(inventory, 'pool', target.ref);
      if (!pool) return [];
      // The plan of the pool is for as many failures as it was told to tolerate, and says nothing of more.
      const question = protectedNow(inventory);
      const isBound = pool.ha_enabled && !pool.ha_allow_overcommit;
      return [
        mostField(question, (call) => call('pool.ha_compute_max_host_failures_to_tolerate')),
        {
          kind: 'number',
          id: TOLERANCE,
          label: texts.fields.tolerance,
          initial: pool.ha_host_failures_to_tolerate,
          min: 0,
          max: Math.max(1, rows(inventory, 'host').size - 1),
          hint: texts.fields.toleranceHint,
          problem: (value, input) => {
            const most = mostIn(input, question);
            return isBound && most !== null && value > most ? texts.reasons.tooMany(most) : null;
          },
        },
      ];
    },
    script: (inventory, target, input) => scriptOfCalls(toleranceCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, toleranceCalls(job.inventory, target, input)),
  },
  {
    type: 'pool',
    id: 'pool.enableHaAgain',
    label: texts.commands.enableAgain,
    verb: texts.verbs.enable,
    title: texts.titles.enableAgain,
    icon: HeartPulse,
    group: 'edit',
    kinds: ['pool'],
    single: true,
    calls: ['pool.enable_ha', 'pool.set_ha_host_failures_to_tolerate'],
    // It takes back what a wizard turned off on its way; people turn it on by theirs.
    isOffered: () => false,
    reason: (inventory, { ref }) => {
      const pool = row(inventory, 'pool', ref);
      if (!pool) return texts.reasons.gone;
      return pool.ha_enabled ? texts.reasons.on : null;
    },
    script: (inventory, target, input) => {
      const first = scriptOfCalls(toleranceCalls(inventory, target, input));
      const storage = storageIn(input);
      const uuids = storage.map((sr) => row(inventory, 'SR', sr)?.uuid ?? sr).join(',');
      return {
        api: [...first.api, asyncLine('pool.enable_ha', storage, configurationIn(input))],
        xe: [...first.xe, xeLine('pool-ha-enable', { 'heartbeat-sr-uuids': uuids })],
      };
    },
    run: async (job, target, input) => {
      await runCalls(job, toleranceCalls(job.inventory, target, input));
      await job.task('pool.enable_ha', storageIn(input), configurationIn(input));
    },
  },
];
