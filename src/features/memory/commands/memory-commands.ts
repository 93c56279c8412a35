import { MemoryStick } from 'lucide-react';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { apiLine, textInput, vmBusyReason, xeLine } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import { isDefaultTemplate, only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes, formatPercent } from '../../values';
import { texts } from './texts';

type Vm = Records['VM'];

const LEAST = 'least';
const MOST = 'most';
const LIMIT = 'limit';

const vmOf = (inventory: Inventory, { ref }: Target): Vm | undefined => row(inventory, 'VM', ref);
const bytesIn = (input: Input, field: string, otherwise: number): number => {
  const text = textInput(input, field);
  return text === '' ? otherwise : Number(text);
};

/** The smallest part of the limit that a VM may keep (XenCenter; pool.other_config memory-ratio-hvm and -pv). */
const USUAL_SHARE = 0.25;

function leastShare(inventory: Inventory, vm: Vm): number {
  const isPv = vm.HVM_boot_policy === '';
  const told = only(inventory, 'pool')?.[1].other_config[isPv ? 'memory-ratio-pv' : 'memory-ratio-hvm'];
  const share = told === undefined ? USUAL_SHARE : Number(told);
  return share >= 0 && share <= 1 ? share : USUAL_SHARE;
}

/** Memory may move within a range only where the pool's licence says so. */
function hasBallooning(inventory: Inventory): boolean {
  return only(inventory, 'pool')?.[1].restrictions['restrict_dmc'] !== 'true';
}

interface Wanted {
  readonly least: number;
  readonly most: number;
  readonly limit: number;
}

function wantedIn(inventory: Inventory, vm: Vm, input: Input): Wanted {
  const most = bytesIn(input, MOST, vm.memory_dynamic_max);
  if (!hasBallooning(inventory)) return { least: most, most, limit: most };
  return {
    least: bytesIn(input, LEAST, vm.memory_dynamic_min),
    most,
    limit: isLive(vm) ? vm.memory_static_max : bytesIn(input, LIMIT, vm.memory_static_max),
  };
}

const isLive = ({ power_state: state }: Vm): boolean => state !== 'Halted';

function leastProblem(inventory: Inventory, vm: Vm, bytes: number, input: Input): string | null {
  const { most, limit } = wantedIn(inventory, vm, input);
  if (bytes <= 0) return texts.problems.nothing;
  if (bytes > most) return texts.problems.aboveMost;
  if (bytes < vm.memory_static_min) return texts.problems.belowMinimum(formatBytes(vm.memory_static_min));
  const share = leastShare(inventory, vm);
  return bytes < Math.floor(share * limit)
    ? texts.problems.belowShareOf(formatPercent(share), formatBytes(share * limit))
    : null;
}

function mostProblem(inventory: Inventory, vm: Vm, bytes: number, input: Input): string | null {
  if (bytes <= 0) return texts.problems.nothing;
  if (bytes < vm.memory_static_min) return texts.problems.belowMinimum(formatBytes(vm.memory_static_min));
  if (!hasBallooning(inventory)) return null;
  const { limit } = wantedIn(inventory, vm, input);
  if (bytes <= limit) return null;
  return isLive(vm) ? texts.problems.aboveLimit(formatBytes(limit)) : texts.problems.aboveOwnLimit;
}

/** Commands about the memory of VMs and templates. */
export const memoryCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.memory',
    label: texts.label,
    verb: texts.verb,
    title: texts.title,
    icon: MemoryStick,
    group: 'device',
    kinds: ['vm', 'template'],
    calls: (inventory, target) => {
      const vm = vmOf(inventory, target);
      return [vm && isLive(vm) ? 'VM.set_memory_dynamic_range' : 'VM.set_memory_limits'];
    },
    single: true,
    reason: (inventory, target) => {
      const vm = vmOf(inventory, target);
      if (!vm) return texts.reasons.gone;
      if (isDefaultTemplate(vm)) return texts.reasons.defaultTemplate;
      const busy = vmBusyReason(vm);
      if (busy !== null) return busy;
      if (vm.power_state === 'Suspended') return texts.reasons.suspended;
      if (vm.power_state === 'Paused') return texts.reasons.paused;
      if (vm.power_state === 'Running' && !hasBallooning(inventory)) return texts.reasons.noBallooning;
      const operation = isLive(vm) ? 'changing_dynamic_range' : 'changing_static_range';
      return vm.allowed_operations.includes(operation) ? null : texts.reasons.notAllowedNow;
    },
    fields: (inventory, [target]) => {
      const vm = target && vmOf(inventory, target);
      if (!vm) return [];
      const most = {
        kind: 'size',
        id: MOST,
        label: texts.fields.most,
        initialBytes: vm.memory_dynamic_max,
        hint: texts.fields.mostHint,
        problem: (bytes: number, input: Input) => mostProblem(inventory, vm, bytes, input),
      } as const;
      if (!hasBallooning(inventory)) return [most];
      const least = {
        kind: 'size',
        id: LEAST,
        label: texts.fields.least,
        initialBytes: vm.memory_dynamic_min,
        hint: texts.fields.leastHint,
        problem: (bytes: number, input: Input) => leastProblem(inventory, vm, bytes, input),
      } as const;
      if (isLive(vm)) return [least, most];
      return [
        least,
        most,
        {
          kind: 'size',
          id: LIMIT,
          label: texts.fields.limit,
          initialBytes: vm.memory_static_max,
          hint: texts.fields.limitHint,
          problem: (bytes: number) => (bytes <= 0 ? texts.problems.nothing : null),
        },
      ];
    },
    script: (inventory, target, input) => {
      const vm = vmOf(inventory, target);
      if (!vm) return { api: [], xe: [] };
      const { least, most, limit } = wantedIn(inventory, vm, input);
      const { uuid, memory_static_min: minimum } = vm;
      if (isLive(vm)) {
        return {
          api: [apiLine('VM.set_memory_dynamic_range', target.ref, least, most)],
          xe: [xeLine('vm-memory-dynamic-range-set', { uuid, min: String(least), max: String(most) })],
        };
      }
      return {
        api: [apiLine('VM.set_memory_limits', target.ref, minimum, limit, least, most)],
        xe: [
          xeLine('vm-memory-limits-set', {
            uuid,
            'static-min': String(minimum),
            'dynamic-min': String(least),
            'dynamic-max': String(most),
            'static-max': String(limit),
          }),
        ],
      };
    },
    run: async (job, target, input) => {
      const vm = vmOf(job.inventory, target);
      if (!vm) return;
      const { least, most, limit } = wantedIn(job.inventory, vm, input);
      if (isLive(vm)) await job.call('VM.set_memory_dynamic_range', target.ref, least, most);
      else await job.call('VM.set_memory_limits', target.ref, vm.memory_static_min, limit, least, most);
    },
  },
];
