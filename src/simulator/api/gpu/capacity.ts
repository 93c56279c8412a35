import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import type { World } from '../world';

/** A GPU's size in the units of its types; a type takes the size divided by how many fit (xapi constants.ml). */
export const PGPU_SIZE = 1024 * 1024;

/** vGPUs that a GPU carries or is about to. */
export function allocatedVgpus({ db }: World, ref: Ref<'PGPU'>, pgpu: Records['PGPU']): readonly Records['VGPU'][] {
  const allocated = pgpu.resident_VGPUs.map((vgpu) => db.row('VGPU', vgpu));
  for (const vgpu of db.get('GPU_group', pgpu.GPU_group)?.VGPUs ?? []) {
    const row = db.row('VGPU', vgpu);
    if (row.scheduled_to_be_resident_on === ref && row.resident_on !== ref) allocated.push(row);
  }
  return allocated;
}

/** How many more vGPUs of a type have room on a GPU, whatever runs there. */
function room(world: World, ref: Ref<'PGPU'>, pgpu: Records['PGPU'], type: Records['VGPU_type']): number {
  const { db } = world;
  const allocated = allocatedVgpus(world, ref, pgpu);
  if (type.implementation === 'passthrough') {
    const isTaken = allocated.length > 0 || (db.get('PCI', pgpu.PCI)?.attached_VMs.length ?? 0) > 0;
    return isTaken ? 0 : 1;
  }
  const used = allocated.reduce((sum, vgpu) => {
    const other = db.row('VGPU_type', vgpu.type);
    return sum + (other.implementation === 'passthrough' ? PGPU_SIZE : other.size);
  }, 0);
  return type.size <= 0 ? 0 : Math.floor((PGPU_SIZE - used) / type.size);
}

/**
 * Why a GPU cannot take one more vGPU of a type, or how many it can take. The order of the refusals is xapi's
 * (xapi_pgpu_helpers.ml): not supported, not enabled, another type runs there, no room.
 */
export function capacityFor(world: World, ref: Ref<'PGPU'>, type: Ref<'VGPU_type'>): Fault | number {
  const { db } = world;
  const pgpu = db.row('PGPU', ref);
  if (!pgpu.supported_VGPU_types.includes(type)) {
    return new Fault('VGPU_TYPE_NOT_SUPPORTED', type, ...pgpu.supported_VGPU_types);
  }
  if (!pgpu.enabled_VGPU_types.includes(type)) {
    return new Fault('VGPU_TYPE_NOT_ENABLED', type, ...pgpu.enabled_VGPU_types);
  }
  const running = [...new Set(allocatedVgpus(world, ref, pgpu).map((vgpu) => vgpu.type))];
  const isCompatible = running.every((other) => db.row('VGPU_type', other).compatible_types_on_pgpu.includes(type));
  if (!isCompatible) return new Fault('VGPU_TYPE_NOT_COMPATIBLE_WITH_RUNNING_TYPE', ref, type, running.join(';'));
  const count = room(world, ref, pgpu, db.row('VGPU_type', type));
  return count > 0 ? count : new Fault('PGPU_INSUFFICIENT_CAPACITY_FOR_VGPU', ref, type);
}

/** How many vGPUs of a type a GPU, or all GPUs of a group, can still take. */
export function remainingCapacity(world: World, pgpus: readonly Ref<'PGPU'>[], type: Ref<'VGPU_type'>): number {
  return pgpus.reduce((sum, pgpu) => {
    const capacity = capacityFor(world, pgpu, type);
    return sum + (typeof capacity === 'number' ? capacity : 0);
  }, 0);
}

/**
 * The GPU on a server that takes the next vGPU of a type, by the group's algorithm: the fullest (depth_first) or the
 * emptiest (breadth_first) one with room. Source: vgpuops.ml.
 */
export function choosePgpu(
  world: World,
  group: Ref<'GPU_group'>,
  host: Ref<'host'>,
  type: Ref<'VGPU_type'>,
): Ref<'PGPU'> | undefined {
  const { db } = world;
  const row = db.get('GPU_group', group);
  if (row === undefined) return undefined;
  const deeper = row.allocation_algorithm === 'depth_first' ? 1 : -1;
  let best: { readonly pgpu: Ref<'PGPU'>; readonly capacity: number } | undefined;
  for (const pgpu of row.PGPUs) {
    if (db.row('PGPU', pgpu).host !== host) continue;
    const capacity = capacityFor(world, pgpu, type);
    if (typeof capacity !== 'number') continue;
    if (best === undefined || (capacity - best.capacity) * deeper < 0) best = { pgpu, capacity };
  }
  return best?.pgpu;
}
