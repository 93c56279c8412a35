import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import { row, rows } from '../objects';
import type { Inventory } from '../objects';

/** How many vGPUs of a type an empty GPU holds; 0 when it holds none. */
export function mostOf(inventory: Inventory, gpu: Ref<'PGPU'>, type: Ref<'VGPU_type'>): number {
  const most = Number(row(inventory, 'PGPU', gpu)?.supported_VGPU_max_capacities[type] ?? 0);
  return Number.isFinite(most) ? Math.max(0, most) : 0;
}

type Arrivals = ReadonlyMap<Ref<'PGPU'>, readonly Ref<'VGPU'>[]>;

/** Worked out once for each state of the class: a pool of hundreds of GPUs asks for each of them. */
const arrivals = new WeakMap<object, Arrivals>();

/** The vGPUs that are on their way to GPUs. */
function arrivalsIn(inventory: Inventory): Arrivals {
  const vgpus = rows(inventory, 'VGPU');
  let known = arrivals.get(vgpus);
  if (known === undefined) {
    const coming = new Map<Ref<'PGPU'>, Ref<'VGPU'>[]>();
    for (const [ref, { scheduled_to_be_resident_on: gpu, resident_on: here }] of vgpus) {
      if (!isNullRef(gpu) && gpu !== here) coming.set(gpu, [...(coming.get(gpu) ?? []), ref]);
    }
    arrivals.set(vgpus, (known = coming));
  }
  return known;
}

/** The vGPUs that a GPU carries, and those that are on their way to it. */
export function carriedBy(inventory: Inventory, gpu: Ref<'PGPU'>): readonly Ref<'VGPU'>[] {
  return [...(row(inventory, 'PGPU', gpu)?.resident_VGPUs ?? []), ...(arrivalsIn(inventory).get(gpu) ?? [])];
}

/** The part of a GPU that a vGPU of a type takes, 0 to 1. */
export function shareOf(inventory: Inventory, gpu: Ref<'PGPU'>, type: Ref<'VGPU_type'>): number {
  const most = mostOf(inventory, gpu, type);
  return most === 0 ? 1 : 1 / most;
}

/**
 * How many more vGPUs of a type a GPU takes now: what it carries must get along with the type, and leaves some room.
 * The pool decides by the same rule (xapi_pgpu_helpers.ml get_remaining_capacity_internal).
 */
export function roomFor(inventory: Inventory, gpu: Ref<'PGPU'>, type: Ref<'VGPU_type'>): number {
  if (!(row(inventory, 'PGPU', gpu)?.enabled_VGPU_types ?? []).includes(type)) return 0;
  let taken = 0;
  for (const ref of carriedBy(inventory, gpu)) {
    const other = row(inventory, 'VGPU', ref)?.type;
    if (other === undefined) continue;
    // Older pools do not say which types get along: none did but with their own.
    const friends: readonly string[] | undefined = row(inventory, 'VGPU_type', other)?.compatible_types_on_pgpu;
    if (other !== type && friends?.includes(type) !== true) return 0;
    taken += shareOf(inventory, gpu, other);
  }
  // Thirds and sevenths do not add up to one in binary.
  return Math.floor((1 - taken) * mostOf(inventory, gpu, type) + 1e-6);
}
