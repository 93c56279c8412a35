import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Enums } from '../../xapi/datamodel/types.gen';
import { labelOr, nameOf, pgpuName, row, rows } from '../objects';
import type { Inventory, ObjectKind } from '../objects';
import { compareNatural } from '../values';
import { carriedBy, mostOf, roomFor, shareOf } from './gpu-room';

/** A vGPU on a GPU. */
export interface Slice {
  readonly ref: Ref<'VGPU'>;
  readonly vm: Ref<'VM'>;
  readonly vmName: string;
  readonly type: string;
  /** The part of the GPU that it takes, 0 to 1. */
  readonly share: number;
}

export interface Card {
  readonly ref: Ref<'PGPU'>;
  readonly host: Ref<'host'>;
  readonly hostName: string;
  /** Where it sits in its server, such as `0000:3b:00.0`; empty when the pool does not say. */
  readonly bus: string;
  readonly slices: readonly Slice[];
}

export interface TypeRow {
  readonly ref: Ref<'VGPU_type'>;
  readonly name: string;
  readonly isAllowed: boolean;
  /** 0 for a pass-through type, whose memory is the whole GPU's. */
  readonly memoryBytes: number;
  readonly heads: number;
  /** Largest resolution of a display; empty when there is none. */
  readonly resolution: string;
  /** On one GPU. */
  readonly most: number;
  /** On all of these GPUs. */
  readonly inUse: number;
  readonly room: number;
}

/** GPUs of one model that are set up alike. */
export interface GpuSet {
  readonly key: string;
  readonly model: string;
  readonly group: Ref<'GPU_group'> | null;
  readonly groupName: string;
  readonly placement: Enums['allocation_algorithm'] | null;
  readonly cards: readonly Card[];
  readonly types: readonly TypeRow[];
}

/** The GPUs of a pool, of a server or of a group, or one GPU alone, in the order of servers and slots. */
export function gpusOf(inventory: Inventory, kind: ObjectKind, ref: string): readonly Ref<'PGPU'>[] {
  const all = [...rows(inventory, 'PGPU')].filter(([gpu, { host, GPU_group: group }]) => {
    if (kind === 'host') return host === ref;
    if (kind === 'gpuGroup') return group === ref;
    return kind === 'pool' || gpu === ref;
  });
  return all
    .map(([gpu, { host, PCI: pci }]) => {
      const place = `${nameOf(inventory, 'host', host) ?? ''} ${row(inventory, 'PCI', pci)?.pci_id ?? ''}`;
      return { gpu, place };
    })
    .sort((a, b) => compareNatural(a.place, b.place))
    .map(({ gpu }) => gpu);
}

/** GPUs that are alike together, so that what is said of all of them is said once. */
export function gpuSets(inventory: Inventory, gpus: readonly Ref<'PGPU'>[]): readonly GpuSet[] {
  const alike = new Map<string, Ref<'PGPU'>[]>();
  for (const gpu of gpus) {
    const pgpu = row(inventory, 'PGPU', gpu);
    if (!pgpu) continue;
    const key = [pgpuName(inventory, pgpu), pgpu.GPU_group, ...pgpu.enabled_VGPU_types.toSorted()].join(' ');
    alike.set(key, [...(alike.get(key) ?? []), gpu]);
  }
  return [...alike].flatMap(([key, members]) => {
    const first = row(inventory, 'PGPU', members[0] ?? '');
    if (!first) return [];
    const group = isNullRef(first.GPU_group) ? undefined : row(inventory, 'GPU_group', first.GPU_group);
    return [
      {
        key,
        model: pgpuName(inventory, first),
        group: group ? first.GPU_group : null,
        groupName: group ? labelOr(group.name_label) : '',
        placement: group?.allocation_algorithm ?? null,
        cards: members.map((gpu) => cardOf(inventory, gpu)),
        types: typeRows(inventory, members),
      },
    ];
  });
}

function cardOf(inventory: Inventory, ref: Ref<'PGPU'>): Card {
  const pgpu = row(inventory, 'PGPU', ref);
  const host = pgpu?.host ?? '';
  return {
    ref,
    host,
    hostName: nameOf(inventory, 'host', host) ?? '',
    bus: (pgpu && row(inventory, 'PCI', pgpu.PCI)?.pci_id) ?? '',
    slices: carriedBy(inventory, ref).flatMap((vgpu) => sliceOf(inventory, ref, vgpu)),
  };
}

function sliceOf(inventory: Inventory, gpu: Ref<'PGPU'>, ref: Ref<'VGPU'>): readonly Slice[] {
  const vgpu = row(inventory, 'VGPU', ref);
  if (!vgpu) return [];
  return [
    {
      ref,
      vm: vgpu.VM,
      vmName: nameOf(inventory, 'VM', vgpu.VM) ?? '',
      type: typeName(inventory, vgpu.type),
      share: shareOf(inventory, gpu, vgpu.type),
    },
  ];
}

export function typeName(inventory: Inventory, type: Ref<'VGPU_type'>): string {
  return labelOr(row(inventory, 'VGPU_type', type)?.model_name ?? '');
}

function typeRows(inventory: Inventory, gpus: readonly Ref<'PGPU'>[]): readonly TypeRow[] {
  const [first] = gpus;
  const pgpu = first === undefined ? undefined : row(inventory, 'PGPU', first);
  if (first === undefined || !pgpu) return [];
  const carried = gpus.flatMap((gpu) => carriedBy(inventory, gpu)).map((vgpu) => row(inventory, 'VGPU', vgpu)?.type);
  return pgpu.supported_VGPU_types
    .flatMap((ref): readonly TypeRow[] => {
      const type = row(inventory, 'VGPU_type', ref);
      if (!type) return [];
      const { max_resolution_x: width, max_resolution_y: height } = type;
      return [
        {
          ref,
          name: labelOr(type.model_name),
          isAllowed: pgpu.enabled_VGPU_types.includes(ref),
          memoryBytes: type.framebuffer_size,
          heads: type.max_heads,
          resolution: width > 0 ? `${width} × ${height}` : '',
          most: mostOf(inventory, first, ref),
          inUse: carried.filter((other) => other === ref).length,
          room: gpus.reduce((sum, gpu) => sum + roomFor(inventory, gpu, ref), 0),
        },
      ];
    })
    .sort((a, b) => a.most - b.most || compareNatural(a.name, b.name));
}

/** A vGPU of a VM. */
export interface VmGpu {
  readonly ref: Ref<'VGPU'>;
  readonly type: string;
  readonly memoryBytes: number;
  readonly group: Ref<'GPU_group'>;
  readonly groupName: string;
  /** The GPU that carries it now. */
  readonly gpu: { readonly ref: Ref<'PGPU'>; readonly name: string } | null;
}

export function gpusOfVm(inventory: Inventory, vm: Ref<'VM'>): readonly VmGpu[] {
  const refs = row(inventory, 'VM', vm)?.VGPUs ?? [];
  const device = (ref: Ref<'VGPU'>): string => row(inventory, 'VGPU', ref)?.device ?? '';
  return refs
    .toSorted((a, b) => compareNatural(device(a), device(b)))
    .flatMap((ref): readonly VmGpu[] => {
      const vgpu = row(inventory, 'VGPU', ref);
      if (!vgpu) return [];
      const pgpu = isNullRef(vgpu.resident_on) ? undefined : row(inventory, 'PGPU', vgpu.resident_on);
      const place = pgpu && cardOf(inventory, vgpu.resident_on);
      return [
        {
          ref,
          type: typeName(inventory, vgpu.type),
          memoryBytes: row(inventory, 'VGPU_type', vgpu.type)?.framebuffer_size ?? 0,
          group: vgpu.GPU_group,
          groupName: nameOf(inventory, 'GPU_group', vgpu.GPU_group) ?? '',
          gpu: place ? { ref: vgpu.resident_on, name: [place.hostName, place.bus].filter(Boolean).join(', ') } : null,
        },
      ];
    });
}
