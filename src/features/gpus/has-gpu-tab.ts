import { rows } from '../objects';
import type { Inventory, ObjectKind } from '../objects';

/** Whether there is a GPU to speak of: most servers have none, and then their tab says nothing. */
export function hasGpuTab(inventory: Inventory, kind: ObjectKind, ref: string): boolean {
  for (const [gpu, { host, GPU_group: group }] of rows(inventory, 'PGPU')) {
    if (kind === 'host' ? host === ref : kind === 'gpuGroup' ? group === ref : kind !== 'pgpu' || gpu === ref)
      return true;
  }
  return false;
}
