import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Enums, Records } from '../../../xapi/datamodel/types.gen';
import type { World } from '../world';
import { MIB } from '../vdi/vhd';
import type { GpuBoard } from './board';
import { gpuBoard, VENDORS } from './catalogue';
import { updateGroupTypes } from './groups';
import { PGPU_SIZE } from './capacity';

/** Rows for the GPUs of a server: one PCI and one PGPU for each, types and group shared by the pool. */
export function installGpus(world: World, host: Ref<'host'>, boards: readonly string[]): void {
  boards.forEach((name, slot) => {
    const board = gpuBoard(name);
    const whole = VENDORS[board.vendor].alsoWhole ? [passthroughType(world)] : [];
    const types = [...whole, ...boardTypes(world, board)];
    const group = groupOf(world, board);
    for (let gpu = 0; gpu < board.gpusPerBoard; gpu++) installGpu(world, host, board, { slot, gpu }, types, group);
    updateGroupTypes(world, group);
  });
}

function installGpu(
  { db, engine }: World,
  host: Ref<'host'>,
  board: GpuBoard,
  { slot, gpu }: { readonly slot: number; readonly gpu: number },
  types: readonly Ref<'VGPU_type'>[],
  group: Ref<'GPU_group'>,
): void {
  const pci = engine.newRef('PCI');
  const vendor = VENDORS[board.vendor];
  const isOnboard = board.vendor === 'intel';
  const bus = (0x3b + slot * 0x20 + gpu).toString(16);
  db.insert('PCI', pci, {
    uuid: engine.newUuid('PCI'),
    class_id: isOnboard ? '0300' : '0302',
    class_name: isOnboard ? 'VGA compatible controller' : '3D controller',
    vendor_id: vendor.id,
    vendor_name: vendor.name,
    device_id: board.pciDevice,
    device_name: board.deviceName,
    host,
    pci_id: `0000:${bus}:00.0`,
    functions: 1,
    driver_name: vendor.driver,
  });
  db.insert('PGPU', engine.newRef('PGPU'), {
    uuid: engine.newUuid('PGPU'),
    PCI: pci,
    host,
    GPU_group: group,
    size: PGPU_SIZE,
    supported_VGPU_types: types,
    enabled_VGPU_types: types,
    supported_VGPU_max_capacities: Object.fromEntries(
      types.map((type) => [type, maxPerGpu(db.row('VGPU_type', type))]),
    ),
    dom0_access: 'enabled',
    compatibility_metadata: board.vendor === 'nvidia' ? { Nvidia: '16.8' } : {},
  });
}

/** How many vGPUs of a type fit on an empty GPU; a passed-through GPU is taken whole. */
function maxPerGpu(type: Records['VGPU_type']): number {
  return type.implementation === 'passthrough' ? 1 : Math.floor(PGPU_SIZE / type.size);
}

/** The type of a whole GPU, made when first asked for (xapi_vgpu_type.ml find_or_create). */
export function passthroughType(world: World): Ref<'VGPU_type'> {
  const { db, engine } = world;
  const existing = typeNamed(world, '', 'passthrough');
  if (existing !== undefined) return existing;
  const ref = engine.newRef('VGPU_type');
  db.insert('VGPU_type', ref, {
    uuid: engine.newUuid('VGPU_type'),
    vendor_name: '',
    model_name: 'passthrough',
    size: 0,
    implementation: 'passthrough',
    identifier: '0001:passthrough',
  });
  db.update('VGPU_type', ref, { compatible_types_on_pgpu: [ref] });
  return ref;
}

function typeNamed({ db }: World, vendor: string, model: string): Ref<'VGPU_type'> | undefined {
  for (const [ref, type] of db.all('VGPU_type')) {
    if (type.vendor_name === vendor && type.model_name === model) return ref;
  }
  return undefined;
}

function boardTypes(world: World, board: GpuBoard): readonly Ref<'VGPU_type'>[] {
  const { db, engine } = world;
  const vendor = VENDORS[board.vendor].name;
  return board.profiles.map(([name, framebufferMib, maxHeads, maxX, maxY, maxOnGpu, subsystem, severalInVm]) => {
    const existing = typeNamed(world, vendor, name);
    if (existing !== undefined) return existing;
    const ref = engine.newRef('VGPU_type');
    db.insert('VGPU_type', ref, {
      uuid: engine.newUuid('VGPU_type'),
      vendor_name: vendor,
      model_name: name,
      framebuffer_size: framebufferMib * MIB,
      max_heads: maxHeads,
      max_resolution_x: maxX,
      max_resolution_y: maxY,
      size: Math.floor(PGPU_SIZE / maxOnGpu),
      implementation: implementationOf(board),
      identifier: identifierOf(board, framebufferMib, subsystem),
    });
    // One type at a time on a GPU, and several vGPUs in a VM only for types that the driver says so of.
    db.update('VGPU_type', ref, {
      compatible_types_on_pgpu: [ref],
      compatible_types_in_vm: severalInVm ? [ref] : [],
    });
    return ref;
  });
}

function implementationOf({ vendor, isSriov }: GpuBoard): Enums['vgpu_type_implementation'] {
  if (vendor === 'nvidia') return isSriov ? 'nvidia_sriov' : 'nvidia';
  return vendor === 'amd' ? 'mxgpu' : 'gvt_g';
}

/** A text of its own for each type (xapi_vgpu_type.ml Identifier.to_string). */
function identifierOf({ vendor, pciDevice }: GpuBoard, framebufferMib: number, subsystem: string): string {
  const bytes = (framebufferMib * MIB).toString(16);
  if (vendor === 'nvidia') return `0001:nvidia,${pciDevice},,${pciDevice},${subsystem}`;
  if (vendor === 'amd') return `0001:mxgpu,${pciDevice},${bytes}`;
  return `0001:gvt-g,${pciDevice},${bytes},${(framebufferMib * 3 * MIB).toString(16)},4`;
}

/** The group of a kind of GPU; xapi makes one for each kind it finds. */
function groupOf({ db, engine }: World, board: GpuBoard): Ref<'GPU_group'> {
  const vendor = VENDORS[board.vendor];
  const kind = `${vendor.id}/${board.pciDevice}`;
  for (const [ref, group] of db.all('GPU_group')) if (group.GPU_types.includes(kind)) return ref;
  const ref = engine.newRef('GPU_group');
  db.insert('GPU_group', ref, {
    uuid: engine.newUuid('GPU_group'),
    name_label: `Group of ${vendor.name} ${board.deviceName} GPUs`,
    GPU_types: [kind],
    allocation_algorithm: 'depth_first',
  });
  return ref;
}

/** `10de/13f2`, as a GPU group lists the kinds of its GPUs. */
export function kindOf({ db }: World, pgpu: Records['PGPU']): string {
  const pci = pgpu.PCI === NULL_REF ? undefined : db.get('PCI', pgpu.PCI);
  return pci === undefined ? '' : `${pci.vendor_id}/${pci.device_id}`;
}
