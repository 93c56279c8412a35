import { Scaling, ShieldPlus } from 'lucide-react';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { planned, runCalls, scriptOfCalls, textInput, vmBusyReason, xeLine } from '../../commands';
import type { Choice, Input, PlannedCall, PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { texts } from '../texts';

const MEMORY = 'memory';
const VCPUS = 'vcpus';
const PRIORITY = 'priority';
const NONE = 'none';
/** The most that the hypervisor gives to a VM. */
const MOST_VCPUS = 64;

const vmOf = (inventory: Inventory, { ref }: Target): Records['VM'] | undefined => row(inventory, 'VM', ref);

function sizeCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const vm = vmOf(inventory, target);
  if (!vm) return [];
  const bytes = Number(textInput(input, MEMORY));
  const count = Number(textInput(input, VCPUS));
  const { uuid, memory_static_min: least } = vm;
  const { ref } = target;
  const isSize = [vm.memory_dynamic_min, vm.memory_dynamic_max, vm.memory_static_max].every((each) => each === bytes);
  const memory = planned(
    xeLine('vm-memory-limits-set', {
      uuid,
      'static-min': String(least),
      'dynamic-min': String(bytes),
      'dynamic-max': String(bytes),
      'static-max': String(bytes),
    }),
    'VM.set_memory_limits',
    ref,
    least,
    bytes,
    bytes,
    bytes,
  );
  const most = planned(xeLine('vm-param-set', { uuid, 'VCPUs-max': String(count) }), 'VM.set_VCPUs_max', ref, count);
  const start = planned(
    xeLine('vm-param-set', { uuid, 'VCPUs-at-startup': String(count) }),
    'VM.set_VCPUs_at_startup',
    ref,
    count,
  );
  // The start never exceeds the most, also in between.
  const both = count < vm.VCPUs_max ? [start, most] : [most, start];
  const isCount = vm.VCPUs_max === count && vm.VCPUs_at_startup === count;
  return [...(isSize ? [] : [memory]), ...(isCount ? [] : both)];
}

function priorityCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const vm = vmOf(inventory, target);
  const chosen = textInput(input, PRIORITY);
  const priority = chosen === NONE ? '' : chosen;
  if (!vm || vm.ha_restart_priority === priority) return [];
  const xe = xeLine('vm-param-set', { uuid: vm.uuid, 'ha-restart-priority': priority });
  return [planned(xe, 'VM.set_ha_restart_priority', target.ref, priority)];
}

const PRIORITIES: readonly Choice[] = Object.entries(texts.priorities).map(([key, label]) => ({
  key: key || NONE,
  label,
  detail: '',
  reason: null,
}));

/** What is set for one VM or for many of them at once. */
export const manyVmCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.size',
    label: texts.labels.size,
    verb: texts.save,
    title: texts.titles.size,
    icon: Scaling,
    group: 'device',
    kinds: ['vm'],
    calls: ['VM.set_memory_limits', 'VM.set_VCPUs_max', 'VM.set_VCPUs_at_startup'],
    reason: (inventory, target) => {
      const vm = vmOf(inventory, target);
      if (!vm) return texts.reasons.gone;
      if (vm.is_control_domain) return texts.reasons.control;
      return vm.power_state === 'Halted' ? vmBusyReason(vm) : texts.reasons.shutDown;
    },
    fields: (inventory, targets) => {
      const vms = targets.flatMap((target) => vmOf(inventory, target) ?? []);
      const [first] = vms;
      const least = Math.max(0, ...vms.map((vm) => vm.memory_static_min));
      return [
        {
          kind: 'size',
          id: MEMORY,
          label: texts.fields.memory,
          initialBytes: first?.memory_static_max ?? 0,
          hint: texts.fields.memoryHint,
          problem: (bytes) =>
            bytes <= 0 ? texts.problems.nothing : bytes < least ? texts.problems.below(formatBytes(least)) : null,
        },
        {
          kind: 'number',
          id: VCPUS,
          label: texts.fields.vcpus,
          initial: first?.VCPUs_at_startup ?? 1,
          min: 1,
          max: MOST_VCPUS,
        },
      ];
    },
    script: (inventory, target, input) => scriptOfCalls(sizeCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, sizeCalls(job.inventory, target, input)),
  },
  {
    type: 'pool',
    id: 'vm.haPriority',
    label: texts.labels.ha,
    verb: texts.save,
    title: texts.titles.ha,
    icon: ShieldPlus,
    group: 'edit',
    kinds: ['vm'],
    calls: ['VM.set_ha_restart_priority'],
    reason: (inventory, target) => {
      const vm = vmOf(inventory, target);
      if (!vm) return texts.reasons.gone;
      return vm.is_control_domain ? texts.reasons.control : null;
    },
    fields: (inventory, [target]) => {
      const present = target && vmOf(inventory, target)?.ha_restart_priority;
      return [
        {
          kind: 'choice',
          id: PRIORITY,
          label: texts.fields.priority,
          initial: present || NONE,
          choices: PRIORITIES,
          checksServers: false,
        },
      ];
    },
    script: (inventory, target, input) => scriptOfCalls(priorityCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, priorityCalls(job.inventory, target, input)),
  },
];
