import { LayoutGrid, ListChecks } from 'lucide-react';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Enums } from '../../../xapi/datamodel/types.gen';
import { apiLine, listInput, textInput, xeLine } from '../../commands';
import type { Choice, Input, PoolCommand, Target } from '../../commands';
import { row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { typeName } from '../gpu-model';
import { carriedBy } from '../gpu-room';
import { texts } from './texts';

type Algorithm = Enums['allocation_algorithm'];

const ALGORITHMS: readonly Algorithm[] = ['breadth_first', 'depth_first'];
/** `xe` writes them with a hyphen. */
const XE_WORDS: Record<Algorithm, string> = { breadth_first: 'breadth-first', depth_first: 'depth-first' };

const algorithmIn = (input: Input): Algorithm =>
  ALGORITHMS.find((each) => each === textInput(input, 'placement')) ?? 'breadth_first';

/** A pool stands for all of its groups with a GPU in them. */
function groupsOf(inventory: Inventory, target: Target): readonly Ref<'GPU_group'>[] {
  if (target.kind === 'gpuGroup') return [target.ref];
  return [...rows(inventory, 'GPU_group')].filter(([, { PGPUs: gpus }]) => gpus.length > 0).map(([ref]) => ref);
}

function typesAllowed(inventory: Inventory, gpu: Ref<'PGPU'>, input: Input): readonly Ref<'VGPU_type'>[] {
  const wanted = listInput(input, 'types');
  const carried = carriedTypes(inventory, gpu);
  return (row(inventory, 'PGPU', gpu)?.supported_VGPU_types ?? []).filter(
    (type) => wanted.includes(type) || carried.includes(type),
  );
}

const carriedTypes = (inventory: Inventory, gpu: Ref<'PGPU'>): readonly string[] =>
  carriedBy(inventory, gpu).flatMap((vgpu) => row(inventory, 'VGPU', vgpu)?.type ?? []);

function typeItems(inventory: Inventory, targets: readonly Target[]): readonly Choice[] {
  const types = new Set(targets.flatMap(({ ref }) => row(inventory, 'PGPU', ref)?.supported_VGPU_types ?? []));
  const carried = targets.flatMap(({ ref }) => carriedTypes(inventory, ref));
  return [...types].map((type) => {
    const memoryBytes = row(inventory, 'VGPU_type', type)?.framebuffer_size ?? 0;
    const count = carried.filter((other) => other === type).length;
    return {
      key: type,
      label: typeName(inventory, type),
      detail: memoryBytes > 0 ? formatBytes(memoryBytes) : '',
      reason: count === 0 ? null : texts.inUse(count),
    };
  });
}

/** Commands on GPUs and on how the pool places vGPUs on them. */
export const placementCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'gpu.placement',
    label: texts.labels.placement,
    verb: texts.verbs.placement,
    title: texts.titles.placement,
    icon: LayoutGrid,
    group: 'device',
    kinds: ['gpuGroup', 'pool'],
    calls: ['GPU_group.set_allocation_algorithm'],
    isOffered: (inventory, target) => groupsOf(inventory, target).length > 0,
    reason: (inventory, target) => (groupsOf(inventory, target).length > 0 ? null : texts.reasons.noGpus),
    fields: (inventory, targets) => {
      const now = targets
        .flatMap((target) => groupsOf(inventory, target))
        .map((group) => row(inventory, 'GPU_group', group)?.allocation_algorithm);
      const [first] = now;
      return [
        {
          kind: 'choice',
          id: 'placement',
          label: texts.fields.placement,
          // Where groups differ nothing is chosen beforehand, so that no one is changed by mistake.
          initial: first !== undefined && now.every((each) => each === first) ? first : '',
          choices: ALGORITHMS.map((key) => ({
            key,
            label: texts.placements[key],
            detail: texts.placementDetails[key],
            reason: null,
          })),
          checksServers: false,
        },
      ];
    },
    script: (inventory, target, input) => {
      const algorithm = algorithmIn(input);
      const groups = groupsOf(inventory, target);
      return {
        api: groups.map((group) => apiLine('GPU_group.set_allocation_algorithm', group, algorithm)),
        xe: groups.map((group) =>
          xeLine('gpu-group-param-set', {
            uuid: row(inventory, 'GPU_group', group)?.uuid ?? group,
            'allocation-algorithm': XE_WORDS[algorithm],
          }),
        ),
      };
    },
    run: async (job, target, input) => {
      for (const group of groupsOf(job.inventory, target)) {
        await job.call('GPU_group.set_allocation_algorithm', group, algorithmIn(input));
      }
    },
  },
  {
    type: 'pool',
    id: 'gpu.types',
    button: true,
    label: texts.labels.types,
    verb: texts.verbs.types,
    title: texts.titles.types,
    icon: ListChecks,
    group: 'device',
    kinds: ['pgpu'],
    calls: ['PGPU.set_enabled_VGPU_types'],
    reason: (inventory, target) => (row(inventory, 'PGPU', target.ref) ? null : texts.reasons.gone),
    fields: (inventory, targets) => [
      {
        kind: 'checklist',
        id: 'types',
        label: texts.fields.types,
        items: typeItems(inventory, targets),
        initial: [...new Set(targets.flatMap(({ ref }) => row(inventory, 'PGPU', ref)?.enabled_VGPU_types ?? []))],
        empty: texts.fields.noTypes,
      },
    ],
    script: (inventory, target, input) => {
      const types = typesAllowed(inventory, target.ref, input);
      const uuids = types.map((type) => row(inventory, 'VGPU_type', type)?.uuid ?? type);
      return {
        api: [apiLine('PGPU.set_enabled_VGPU_types', target.ref, types)],
        xe: [
          xeLine('pgpu-param-set', {
            uuid: row(inventory, 'PGPU', target.ref)?.uuid ?? target.ref,
            'enabled-VGPU-types': uuids.join(','),
          }),
        ],
      };
    },
    run: async (job, target, input) => {
      await job.call('PGPU.set_enabled_VGPU_types', target.ref, typesAllowed(job.inventory, target.ref, input));
    },
  },
];
