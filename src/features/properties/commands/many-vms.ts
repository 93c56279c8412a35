import { Scaling, ShieldPlus } from 'lucide-react';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { planned, runCalls, scriptOfCalls, textInput, vmBusyReason, xeLine } from '../../commands';
import type { Choice, Field, Input, PlannedCall, PoolCommand, Target } from '../../commands';
import { agilityIn } from '../../ha';
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

const isSize = (vm: Records['VM'], bytes: number): boolean =>
  [vm.memory_dynamic_min, vm.memory_dynamic_max, vm.memory_static_max].every((each) => each === bytes);

const isCount = (vm: Records['VM'], count: number): boolean => vm.VCPUs_max === count && vm.VCPUs_at_startup === count;

/** The amount that all of them have, fixed; null where they differ, or one has a range: that is left as it is. */
function sameOf(
  vms: readonly Records['VM'][],
  amountOf: (vm: Records['VM']) => number,
  has: typeof isSize,
): number | null {
  const [first] = vms;
  const amount = first ? amountOf(first) : null;
  return amount !== null && vms.every((vm) => has(vm, amount)) ? amount : null;
}

function vcpusField(present: number | null): Field {
  const field = { id: VCPUS, label: texts.fields.vcpus } as const;
  if (present !== null) return { ...field, kind: 'number', initial: present, min: 1, max: MOST_VCPUS };
  const isWrong = (text: string): boolean => !/^[1-9]\d?$/.test(text) || Number(text) > MOST_VCPUS;
  return {
    ...field,
    kind: 'text',
    initial: '',
    optional: true,
    hint: texts.fields.vcpusKept,
    problem: (text) => (text.trim() !== '' && isWrong(text.trim()) ? texts.problems.vcpus(MOST_VCPUS) : null),
  };
}

/** What is left empty stays as it is. */
function sizeCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const vm = vmOf(inventory, target);
  if (!vm) return [];
  const [size, vcpus] = [textInput(input, MEMORY).trim(), textInput(input, VCPUS).trim()];
  const [bytes, count] = [Number(size), Number(vcpus)];
  const { uuid, memory_static_min: least } = vm;
  const { ref } = target;
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
  return [...(size === '' || isSize(vm, bytes) ? [] : [memory]), ...(vcpus === '' || isCount(vm, count) ? [] : both)];
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

/** Room is kept only for VMs that every server can run; a pool says so too, but of the first of them alone. */
function prioritiesFor(inventory: Inventory, targets: readonly Target[]): readonly Choice[] {
  const pinned = agilityIn(inventory);
  const reason = targets.flatMap((target) => {
    const vm = vmOf(inventory, target);
    // What it has already may stay.
    const why = vm && vm.ha_restart_priority !== 'restart' ? pinned(vm) : null;
    return why == null ? [] : [targets.length === 1 ? why : texts.reasons.ofVm(target.name, why)];
  })[0];
  return PRIORITIES.map((choice) => (choice.key === 'restart' ? { ...choice, reason: reason ?? null } : choice));
}

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
      const present = sameOf(vms, (vm) => vm.memory_static_max, isSize);
      const least = Math.max(0, ...vms.map((vm) => vm.memory_static_min));
      return [
        {
          kind: 'size',
          id: MEMORY,
          label: texts.fields.memory,
          initialBytes: present,
          hint: present === null ? texts.fields.memoryKept : texts.fields.memoryHint,
          problem: (bytes) =>
            bytes <= 0 ? texts.problems.nothing : bytes < least ? texts.problems.below(formatBytes(least)) : null,
        },
        vcpusField(sameOf(vms, (vm) => vm.VCPUs_at_startup, isCount)),
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
    fields: (inventory, targets) => {
      const [target] = targets;
      const present = target && vmOf(inventory, target)?.ha_restart_priority;
      return [
        {
          kind: 'choice',
          id: PRIORITY,
          label: texts.fields.priority,
          initial: present || NONE,
          choices: prioritiesFor(inventory, targets),
          checksServers: false,
        },
      ];
    },
    script: (inventory, target, input) => scriptOfCalls(priorityCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, priorityCalls(job.inventory, target, input)),
  },
];
