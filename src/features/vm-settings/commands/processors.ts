import { Cpu } from 'lucide-react';
import { apiLine, textInput, xeLine } from '../../commands';
import type { Choice, Input, Job, PoolCommand, Script, Target } from '../../commands';
import type { Inventory } from '../../objects';
import { texts } from './texts';
import { fixedReason, MACHINES, vmOf, vmUuid, wholeNumber } from './vm-facts';
import type { Vm } from './vm-facts';

const COUNT = 'count';
const MOST = 'most';
const TOPOLOGY = 'topology';
const PRIORITY = 'priority';

/** What XenServer supports (xapi: max_supported_vcpus; Xen itself takes more). */
const MOST_VCPUS = 64;
const CORES = 'cores-per-socket';
const WEIGHT = 'weight';
const USUAL_WEIGHT = '256';
/** The key of a choice is never empty. */
const FREE = 'free';

/** Numbers of cores that divide the vCPUs evenly. */
function topologies(vcpus: number): readonly Choice[] {
  const free: Choice = { key: FREE, label: texts.fields.topologyFree, detail: '', reason: null };
  const even = Array.from({ length: Math.min(vcpus, MOST_VCPUS) }, (_, at) => at + 1).filter(
    (cores) => vcpus % cores === 0,
  );
  return [
    free,
    ...even.map((cores): Choice => ({
      key: String(cores),
      label: texts.fields.topologyOf(vcpus / cores, cores),
      detail: '',
      reason: null,
    })),
  ];
}

function countProblem(text: string): string | null {
  const count = wholeNumber(text);
  if (Number.isNaN(count)) return texts.problems.whole;
  if (count < 1) return texts.problems.atLeastOne;
  return count > MOST_VCPUS ? texts.problems.tooMany(MOST_VCPUS) : null;
}

const weightProblem = (text: string): string | null => {
  const weight = wholeNumber(text);
  return weight >= 1 && weight <= 65_535 ? null : texts.problems.weight;
};

const isRunning = ({ power_state }: Vm): boolean => power_state === 'Running';

/** A guest that runs takes more processors; none takes any back (XenCenter offers no fewer either). */
function liveProblem(vm: Vm, text: string): string | null {
  const count = wholeNumber(text);
  if (Number.isNaN(count)) return texts.problems.whole;
  if (count < vm.VCPUs_at_startup) return texts.problems.keepsVcpus(vm.VCPUs_at_startup);
  return count > vm.VCPUs_max ? texts.problems.mostVcpus(vm.VCPUs_max) : null;
}

/** Why the processors stay as they are now; null: a person may set them. */
function fixedNow(vm: Vm | undefined): string | null {
  if (vm?.power_state === 'Halted') return null;
  if (!vm || !isRunning(vm) || !vm.allowed_operations.includes('changing_VCPUs_live')) return texts.reasons.shutDown;
  return vm.VCPUs_at_startup < vm.VCPUs_max ? null : texts.reasons.allVcpus;
}

/** What a person changes; only that is sent, and the most before what it starts with where both grow. */
function changes(
  vm: Vm,
  input: Input,
): readonly (readonly [method: 'most' | 'count' | 'live' | 'cores' | 'weight', value: string])[] {
  const [most, count] = [wholeNumber(textInput(input, MOST)), wholeNumber(textInput(input, COUNT))];
  if (isRunning(vm)) return count === vm.VCPUs_at_startup ? [] : [['live', String(count)]];
  const cores = textInput(input, TOPOLOGY) === FREE ? '' : textInput(input, TOPOLOGY);
  const weight = textInput(input, PRIORITY).trim();
  const sizes = [
    ...(most === vm.VCPUs_max ? [] : [['most', String(most)] as const]),
    ...(count === vm.VCPUs_at_startup ? [] : [['count', String(count)] as const]),
  ];
  return [
    ...(most < vm.VCPUs_max ? sizes.toReversed() : sizes),
    ...(cores === (vm.platform[CORES] ?? '') ? [] : [['cores', cores] as const]),
    ...(weight === (vm.VCPUs_params[WEIGHT] ?? USUAL_WEIGHT) ? [] : [['weight', weight] as const]),
  ];
}

async function save(job: Job, target: Target, input: Input): Promise<void> {
  const vm = vmOf(job.inventory, target);
  if (!vm) return;
  const { ref } = target;
  for (const [what, value] of changes(vm, input)) {
    if (what === 'most') await job.call('VM.set_VCPUs_max', ref, Number(value));
    else if (what === 'count') await job.call('VM.set_VCPUs_at_startup', ref, Number(value));
    else if (what === 'live') await job.call('VM.set_VCPUs_number_live', ref, Number(value));
    else if (what === 'cores') await job.call('VM.set_platform', ref, withKey(vm.platform, CORES, value));
    else await job.call('VM.set_VCPUs_params', ref, withKey(vm.VCPUs_params, WEIGHT, value));
  }
}

function withKey(map: Readonly<Record<string, string>>, key: string, value: string): Record<string, string> {
  const { [key]: _former, ...rest } = map;
  return value === '' ? rest : { ...rest, [key]: value };
}

function scriptOf(inventory: Inventory, target: Target, input: Input): Script {
  const vm = vmOf(inventory, target);
  const uuid = vmUuid(inventory, target);
  const lines = (vm ? changes(vm, input) : []).map(([what, value]): readonly [string, string] => {
    if (what === 'most')
      return [
        apiLine('VM.set_VCPUs_max', target.ref, Number(value)),
        xeLine('vm-param-set', { uuid, 'VCPUs-max': value }),
      ];
    if (what === 'count')
      return [
        apiLine('VM.set_VCPUs_at_startup', target.ref, Number(value)),
        xeLine('vm-param-set', { uuid, 'VCPUs-at-startup': value }),
      ];
    if (what === 'live')
      return [
        apiLine('VM.set_VCPUs_number_live', target.ref, Number(value)),
        xeLine('vm-vcpu-hotplug', { uuid, 'new-vcpus': value }),
      ];
    if (what === 'cores')
      return [
        apiLine('VM.set_platform', target.ref, withKey(vm?.platform ?? {}, CORES, value)),
        xeLine('vm-param-set', { uuid, [`platform:${CORES}`]: value }),
      ];
    return [
      apiLine('VM.set_VCPUs_params', target.ref, withKey(vm?.VCPUs_params ?? {}, WEIGHT, value)),
      xeLine('vm-param-set', { uuid, [`VCPUs-params:${WEIGHT}`]: value }),
    ];
  });
  return { api: lines.map(([api]) => api), xe: lines.map(([, xe]) => xe) };
}

export const processorCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.processors',
    label: texts.labels.processors,
    verb: texts.verbs.save,
    title: texts.titles.processors,
    icon: Cpu,
    group: 'edit',
    kinds: MACHINES,
    single: true,
    calls: [
      'VM.set_VCPUs_max',
      'VM.set_VCPUs_at_startup',
      'VM.set_VCPUs_number_live',
      'VM.set_platform',
      'VM.set_VCPUs_params',
    ],
    reason: (inventory, target) => fixedReason(inventory, target) ?? fixedNow(vmOf(inventory, target)),
    fields: (inventory, [target]) => {
      const vm = target && vmOf(inventory, target);
      if (!vm) return [];
      const count = {
        kind: 'text',
        id: COUNT,
        label: texts.fields.vcpus,
        initial: String(vm.VCPUs_at_startup),
      } as const;
      if (isRunning(vm)) {
        const problem = (text: string): string | null => liveProblem(vm, text);
        return [{ ...count, hint: texts.fields.vcpusLiveHint(vm.VCPUs_max), problem }];
      }
      return [
        { ...count, hint: texts.fields.vcpusHint, problem: countProblem },
        {
          kind: 'text',
          id: MOST,
          label: texts.fields.vcpusMost,
          initial: String(vm.VCPUs_max),
          hint: texts.fields.vcpusMostHint,
          problem: (text, input) =>
            countProblem(text) ??
            (wholeNumber(text) < wholeNumber(textInput(input, COUNT)) ? texts.problems.belowStart : null),
        },
        {
          kind: 'choice',
          id: TOPOLOGY,
          label: texts.fields.topology,
          initial: vm.platform[CORES] ?? FREE,
          choices: topologies(vm.VCPUs_max),
          checksServers: false,
        },
        {
          kind: 'text',
          id: PRIORITY,
          label: texts.fields.priority,
          initial: vm.VCPUs_params[WEIGHT] ?? USUAL_WEIGHT,
          hint: texts.fields.priorityHint,
          problem: weightProblem,
        },
      ];
    },
    script: scriptOf,
    run: save,
  },
];
