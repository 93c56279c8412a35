import { Cable, Group } from 'lucide-react';
import type { Ref } from '../../../xapi/datamodel/ref';
import { apiLine, planned, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Choice, Input, Job, PlannedCall, PoolCommand, Script, Target } from '../../commands';
import { hostIsLive, labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { carriedBy } from '../gpu-room';
import { texts } from './texts';

const ACCESS = 'access';
const GROUP = 'group';
const NAME = 'name';
const NEW = 'new';

/** Whether the control domain has a GPU, or will from the next boot on. */
const isSeen = (inventory: Inventory, ref: Ref<'PGPU'>): boolean =>
  ['enabled', 'enable_on_reboot'].includes(row(inventory, 'PGPU', ref)?.dom0_access ?? '');

/** The screen of a server goes with the GPU that shows it (XenCenter's integrated GPU pass-through). */
function accessCalls(inventory: Inventory, { ref }: Target, input: Input): readonly PlannedCall[] {
  const pgpu = row(inventory, 'PGPU', ref);
  const wanted = textInput(input, ACCESS) === 'seen';
  if (!pgpu || wanted === isSeen(inventory, ref)) return [];
  const uuid = row(inventory, 'host', pgpu.host)?.uuid ?? pgpu.host;
  const verb = wanted ? 'enable' : 'disable';
  return [
    ...(pgpu.is_system_display_device
      ? [planned(xeLine(`host-${verb}-display`, { uuid }), `host.${verb}_display`, pgpu.host)]
      : []),
    planned(xeLine(`pgpu-${verb}-dom0-access`, { uuid: pgpu.uuid }), `PGPU.${verb}_dom0_access`, ref),
  ];
}

/** Groups hold GPUs of one kind; one without GPUs takes any (xapi: xapi_pgpu.ml set_GPU_group). */
function groupChoices(inventory: Inventory, targets: readonly Target[]): readonly Choice[] {
  const kinds = new Set(
    targets.flatMap(
      ({ ref }) => row(inventory, 'GPU_group', row(inventory, 'PGPU', ref)?.GPU_group ?? '')?.GPU_types ?? [],
    ),
  );
  const groups = [...rows(inventory, 'GPU_group')].map(([key, { name_label, PGPUs, GPU_types }]): Choice => {
    const fits = PGPUs.length === 0 || [...kinds].every((kind) => GPU_types.includes(kind));
    return {
      key,
      label: labelOr(name_label),
      detail: texts.gpus(PGPUs.length),
      reason: fits ? null : texts.reasons.otherKind,
    };
  });
  return [
    ...groups.toSorted((a, b) => compareNatural(a.label, b.label)),
    { key: NEW, label: texts.newGroup, detail: '', reason: null, isNone: true },
  ];
}

function groupScript(inventory: Inventory, { ref }: Target, input: Input): Script {
  const group = textInput(input, GROUP);
  const name = textInput(input, NAME).trim();
  if (group === row(inventory, 'PGPU', ref)?.GPU_group) return { api: [], xe: [] };
  const isNew = group === NEW;
  const uuid = row(inventory, 'PGPU', ref)?.uuid ?? ref;
  const into = isNew ? texts.newGroupRef : group;
  return {
    api: [...(isNew ? [apiLine('GPU_group.create', name, '', {})] : []), apiLine('PGPU.set_GPU_group', ref, into)],
    xe: [
      ...(isNew ? [xeLine('gpu-group-create', { 'name-label': name })] : []),
      xeLine('pgpu-param-set', { uuid, 'gpu-group-uuid': row(inventory, 'GPU_group', group)?.uuid ?? into }),
    ],
  };
}

async function move(job: Job, { ref }: Target, input: Input): Promise<void> {
  const group = textInput(input, GROUP);
  if (group !== NEW) {
    if (group !== row(job.inventory, 'PGPU', ref)?.GPU_group) await job.call('PGPU.set_GPU_group', ref, group);
    return;
  }
  const name = textInput(input, NAME).trim();
  const made = await job.call('GPU_group.create', name, '', {});
  job.made({
    label: texts.halfGroup(name),
    undo: async (again) => {
      await again.call('GPU_group.destroy', made);
    },
  });
  await job.call('PGPU.set_GPU_group', ref, made);
}

/** Who has a GPU: the control domain, and the VMs of its group. */
export const cardCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'gpu.access',
    label: texts.labels.access,
    verb: texts.verbs.access,
    title: texts.titles.access,
    icon: Cable,
    group: 'device',
    kinds: ['pgpu'],
    calls: (inventory, { ref }) => [
      ...(row(inventory, 'PGPU', ref)?.is_system_display_device
        ? (['host.enable_display', 'host.disable_display'] as const)
        : []),
      'PGPU.enable_dom0_access',
      'PGPU.disable_dom0_access',
    ],
    reason: (inventory, { ref }) => {
      const host = row(inventory, 'host', row(inventory, 'PGPU', ref)?.host ?? '');
      if (!host) return texts.reasons.gone;
      return hostIsLive(inventory, host) ? null : texts.reasons.down;
    },
    fields: (inventory, targets) => {
      const now = new Set(targets.map(({ ref }) => (isSeen(inventory, ref) ? 'seen' : 'hidden')));
      const [first = ''] = now;
      return [
        {
          kind: 'choice',
          id: ACCESS,
          label: texts.fields.access,
          initial: now.size === 1 ? first : '',
          choices: (['seen', 'hidden'] as const).map((key): Choice => {
            const [label, detail] = texts.accesses[key];
            return { key, label, detail, reason: null };
          }),
          checksServers: false,
        },
      ];
    },
    confirm: () => ({ consequence: texts.onReboot, losses: [] }),
    script: (inventory, target, input) => scriptOfCalls(accessCalls(inventory, target, input)),
    run: (job, target, input) => runCalls(job, accessCalls(job.inventory, target, input)),
  },
  {
    type: 'pool',
    id: 'gpu.group',
    label: texts.labels.group,
    verb: texts.verbs.group,
    title: texts.titles.group,
    icon: Group,
    group: 'device',
    kinds: ['pgpu'],
    single: true,
    calls: ['PGPU.set_GPU_group', 'GPU_group.create'],
    reason: (inventory, { ref }) => {
      if (!row(inventory, 'PGPU', ref)) return texts.reasons.gone;
      return carriedBy(inventory, ref).length > 0 ? texts.reasons.carries : null;
    },
    fields: (inventory, targets) => [
      {
        kind: 'choice',
        id: GROUP,
        label: texts.fields.group,
        initial: row(inventory, 'PGPU', targets[0]?.ref ?? '')?.GPU_group ?? '',
        choices: groupChoices(inventory, targets),
        checksServers: false,
      },
      {
        kind: 'text',
        id: NAME,
        label: texts.fields.groupName,
        initial: '',
        isAsked: (input) => textInput(input, GROUP) === NEW,
      },
    ],
    script: groupScript,
    run: move,
  },
];
