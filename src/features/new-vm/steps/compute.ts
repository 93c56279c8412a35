import { serverChoices, textInput } from '../../commands';
import type { Choice, Input, StepContext, StepNote, WizardStep } from '../../commands';
import { deniedReason, hostIsLive, mayCall, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { isNullRef } from '../../../xapi/datamodel/ref';
import { FIELD, homeOf, NONE, templateOf } from '../answers';
import { isHvm, recommendationsOf } from '../template-facts';
import { texts } from '../texts';

const LIMITS = 'VM.set_memory_limits';
/** Beyond what any template recommends (xapi: max vcpus of a domain). */
const MOST_VCPUS = 64;
/** The smallest part of its limit that a VM may keep (XenCenter; pool.other_config memory-ratio-hvm and -pv). */
const USUAL_SHARE = 0.25;

export const homeStep: WizardStep = {
  id: 'home',
  title: texts.steps.home,
  make: ({ inventory, target, input, ask }) => {
    // Whoever may make VMs may not always say where they run.
    if (!mayCall(inventory, 'VM.set_affinity')) return { skipped: deniedReason(inventory, 'VM.set_affinity') };
    const affinity = templateOf(inventory, input)?.affinity ?? '';
    const servers = serverChoices(inventory, []);
    const wanted = target.kind === 'host' ? target.ref : affinity;
    ask({
      kind: 'choice',
      id: FIELD.home,
      label: texts.fields.home,
      initial: servers.some(({ key, reason }) => key === wanted && reason === null) ? wanted : NONE,
      choices: [{ key: NONE, label: texts.choices.anyServer, detail: '', reason: null, isNone: true }, ...servers],
      checksServers: true,
      vm: textInput(input, FIELD.template),
    });
    return {};
  },
};

export const computeStep: WizardStep = {
  id: 'compute',
  title: texts.steps.compute,
  make: (context) => {
    const { inventory } = context;
    askCpus(context);
    if (!mayCall(inventory, LIMITS)) {
      const text = texts.notes.memoryOfTemplate(deniedReason(inventory, LIMITS));
      return { notes: [...cpuNotes(context), { tone: 'info', text }] };
    }
    askMemory(context);
    return { notes: [...cpuNotes(context), ...memoryNotes(context)] };
  },
};

function askCpus({ inventory, input, ask }: StepContext): void {
  const template = templateOf(inventory, input);
  const most = recommendationsOf(template)['vcpus-max']?.max ?? MOST_VCPUS;
  const vcpus = Number(
    ask({
      kind: 'number',
      id: FIELD.vcpus,
      label: texts.fields.vcpus,
      initial: template?.VCPUs_max ?? 1,
      min: 1,
      max: Math.max(1, most),
    }),
  );
  if (!isHvm(template)) return;
  const choices = topologies(vcpus);
  const usual = template?.platform['cores-per-socket'] ?? '';
  ask({
    kind: 'choice',
    id: FIELD.topology,
    label: texts.fields.topology,
    initial: choices.some(({ key }) => key === usual) ? usual : '1',
    choices,
    checksServers: false,
    folds: true,
  });
}

/** Cores of a socket, by all that divide the vCPUs. */
function topologies(vcpus: number): readonly Choice[] {
  const choices: Choice[] = [];
  for (let cores = 1; cores <= vcpus; cores++) {
    if (vcpus % cores !== 0) continue;
    const label = texts.choices.topology(vcpus / cores, cores);
    choices.push({ key: String(cores), label, detail: texts.fields.topologyHint, reason: null });
  }
  return choices;
}

function askMemory({ inventory, input, ask }: StepContext): void {
  const template = templateOf(inventory, input);
  const hasBallooning = only(inventory, 'pool')?.[1].restrictions['restrict_dmc'] !== 'true';
  const least = template?.memory_static_min ?? 0;
  const most = recommendationsOf(template)['memory-static-max']?.max ?? Infinity;
  const isRanged = template !== undefined && template.memory_dynamic_min < template.memory_dynamic_max;
  if (hasBallooning) {
    ask({
      kind: 'choice',
      id: FIELD.memoryKind,
      label: texts.fields.memoryKind,
      initial: isRanged ? 'range' : 'fixed',
      choices: [
        { key: 'fixed', label: texts.choices.fixed, detail: '', reason: null },
        { key: 'range', label: texts.choices.range, detail: '', reason: null },
      ],
      checksServers: false,
      folds: true,
    });
  }
  const ranges = input[FIELD.memoryKind] === 'range';
  ask({
    kind: 'size',
    id: FIELD.memory,
    label: ranges ? texts.fields.memoryMost : texts.fields.memory,
    initialBytes: template?.memory_dynamic_max ?? 0,
    problem: (bytes) =>
      bytes < least
        ? texts.problems.tooLittle(formatBytes(least))
        : bytes > most
          ? texts.problems.tooMuch(formatBytes(most))
          : null,
  });
  if (!ranges) return;
  const share = leastShare(inventory, isHvm(template));
  ask({
    kind: 'size',
    id: FIELD.memoryLeast,
    label: texts.fields.memoryLeast,
    initialBytes: template?.memory_dynamic_min ?? 0,
    hint: texts.fields.memoryLeastHint,
    problem: (bytes, answers) => {
      const top = memoryIn(answers);
      if (bytes > top) return texts.problems.aboveMost;
      if (bytes < least) return texts.problems.tooLittle(formatBytes(least));
      return bytes < Math.floor(share * top) ? texts.problems.belowShare(formatBytes(share * top)) : null;
    },
  });
}

function leastShare(inventory: Inventory, hvm: boolean): number {
  const told = Number(only(inventory, 'pool')?.[1].other_config[hvm ? 'memory-ratio-hvm' : 'memory-ratio-pv'] ?? NaN);
  return told >= 0 && told <= 1 ? told : USUAL_SHARE;
}

export const memoryIn = (input: Input): number => Number(textInput(input, FIELD.memory));

/** Servers that run now, the home server alone where there is one. */
function servers(inventory: Inventory, input: Input) {
  const home = homeOf(input);
  return [...rows(inventory, 'host')]
    .filter(([ref, host]) => (isNullRef(home) ? hostIsLive(inventory, host) : ref === home))
    .map(([, host]) => host);
}

function cpuNotes({ inventory, input }: StepContext): readonly StepNote[] {
  const counts = servers(inventory, input).map((host) => Number(host.cpu_info['cpu_count'] ?? NaN));
  const most = Math.max(...counts.filter(Number.isFinite));
  if (!Number.isFinite(most) || Number(textInput(input, FIELD.vcpus)) <= most) return [];
  const text = isNullRef(homeOf(input)) ? texts.notes.moreVcpus(most) : texts.notes.moreVcpusHome(most);
  return [{ tone: 'warning', text }];
}

function memoryNotes({ inventory, input }: StepContext): readonly StepNote[] {
  const free = servers(inventory, input).map((host) => row(inventory, 'host_metrics', host.metrics)?.memory_free ?? 0);
  const most = Math.max(0, ...free);
  const least = input[FIELD.memoryKind] === 'range' ? Number(textInput(input, FIELD.memoryLeast)) : memoryIn(input);
  // What is no number needs no room.
  if (free.length === 0 || !(least > most)) return [];
  const text = isNullRef(homeOf(input))
    ? texts.notes.noRoom(formatBytes(most))
    : texts.notes.noRoomHome(formatBytes(most));
  return [{ tone: 'warning', text }];
}
