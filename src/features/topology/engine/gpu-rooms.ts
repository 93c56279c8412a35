import type { Ref } from '../../../xapi/datamodel/ref';
import { isNullRef } from '../../../xapi/datamodel/ref';
import { row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import type { Failure } from './failure';

type Type = Ref<'VGPU_type'>;
type Gpu = Ref<'PGPU'>;

/** Whether a server has any GPU of a group left, full or not. */
export function hasGpu(inventory: Inventory, failure: Failure, host: Ref<'host'>, group: Ref<'GPU_group'>): boolean {
  return (row(inventory, 'GPU_group', group)?.PGPUs ?? []).some(
    (gpu) => !failure.gpus.has(gpu) && row(inventory, 'PGPU', gpu)?.host === host,
  );
}

/** The GPUs that are left, with what they carry and are given; by the pool's own rule (xapi_pgpu_helpers.ml). */
export class GpuRooms {
  readonly #carried = new Map<Gpu, Type[]>();

  /** @param leaving VMs that have stopped: their vGPUs are free */
  constructor(
    readonly inventory: Inventory,
    readonly failure: Failure,
    leaving: ReadonlySet<Ref<'VM'>>,
  ) {
    for (const vgpu of rows(inventory, 'VGPU').values()) {
      const gpu = isNullRef(vgpu.scheduled_to_be_resident_on) ? vgpu.resident_on : vgpu.scheduled_to_be_resident_on;
      if (!isNullRef(gpu) && !leaving.has(vgpu.VM)) this.#typesOn(gpu).push(vgpu.type);
    }
  }

  #typesOn(gpu: Gpu): Type[] {
    let types = this.#carried.get(gpu);
    if (!types) this.#carried.set(gpu, (types = []));
    return types;
  }

  #most(gpu: Gpu, type: Type): number {
    return Number(row(this.inventory, 'PGPU', gpu)?.supported_VGPU_max_capacities[type] ?? 0);
  }

  #takes(gpu: Gpu, type: Type): boolean {
    if (this.failure.gpus.has(gpu)) return false;
    if (row(this.inventory, 'PGPU', gpu)?.enabled_VGPU_types.includes(type) !== true) return false;
    let taken = 0;
    for (const other of this.#typesOn(gpu)) {
      // Older pools do not say which types get along: none did but with their own.
      const friends: readonly string[] | undefined = row(this.inventory, 'VGPU_type', other)?.compatible_types_on_pgpu;
      if (other !== type && friends?.includes(type) !== true) return false;
      taken += 1 / Math.max(1, this.#most(gpu, other));
    }
    // Thirds and sevenths do not add up to one in binary.
    return Math.floor((1 - taken) * this.#most(gpu, type) + 1e-6) >= 1;
  }

  /** The GPUs of a server for all vGPUs of a VM, or null: they have no room. */
  find(host: Ref<'host'>, vgpus: readonly Ref<'VGPU'>[]): readonly (readonly [Gpu, Type])[] | null {
    const found: (readonly [Gpu, Type])[] = [];
    for (const ref of vgpus) {
      const vgpu = row(this.inventory, 'VGPU', ref);
      if (!vgpu) continue;
      const gpu = (row(this.inventory, 'GPU_group', vgpu.GPU_group)?.PGPUs ?? []).find(
        (each) => row(this.inventory, 'PGPU', each)?.host === host && this.#takes(each, vgpu.type),
      );
      if (gpu !== undefined) this.#typesOn(gpu).push(vgpu.type);
      if (gpu === undefined) {
        this.#giveBack(found);
        return null;
      }
      found.push([gpu, vgpu.type]);
    }
    this.#giveBack(found);
    return found;
  }

  take(places: readonly (readonly [Gpu, Type])[]): void {
    for (const [gpu, type] of places) this.#typesOn(gpu).push(type);
  }

  #giveBack(places: readonly (readonly [Gpu, Type])[]): void {
    for (const [gpu] of places) this.#typesOn(gpu).pop();
  }
}
